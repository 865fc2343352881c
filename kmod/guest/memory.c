// SPDX-License-Identifier: GPL-2.0
/*
 * The memory of a guest.
 *
 * The CPU's loads and stores go through pinned pages. Everything else (data
 * areas, migration) reads and writes the same pages through the store, without
 * pinning them.
 */
#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/process.h"
#include "guest/memory.h"
#include "guest/store.h"

#define BLOCK		BIT(Z8K_BLOCK_SHIFT)
#define SEGMENT_SIZE	0x10000U

static u32 segment_size(const struct demos_op_segment *spec)
{
	return be16_to_cpu(spec->pages) * (u32)BLOCK;
}

static u32 segment_pages(const struct demos_op_segment *spec)
{
	return DIV_ROUND_UP(segment_size(spec), Z8K_PAGE_SIZE);
}

static bool in_space(const struct demos_op_segment *spec, enum z8k_space space)
{
	return !(spec->attributes & (space == Z8K_CODE ? DEMOS_SEG_DATA :
							 DEMOS_SEG_CODE));
}

/* Its space: one, or both; and none of the same number there before it */
static bool space_is_free(const struct demos_guest_spec *spec, u32 place)
{
	const struct demos_op_segment *one = &spec->segment[place];
	bool code = in_space(one, Z8K_CODE);
	bool data = in_space(one, Z8K_DATA);
	u32 i;

	for (i = 0; i < place; i++) {
		const struct demos_op_segment *other = &spec->segment[i];

		if (other->number == one->number &&
		    ((code && in_space(other, Z8K_CODE)) ||
		     (data && in_space(other, Z8K_DATA))))
			return false;
	}
	return code || data;
}

static bool spec_is_sane(const struct demos_guest_spec *spec)
{
	const u8 known = DEMOS_SEG_READONLY | DEMOS_SEG_EXECUTE |
			 DEMOS_SEG_CODE | DEMOS_SEG_DATA;
	u32 i;

	if (!spec->segments || spec->segments > DEMOS_SEGMENTS_MAX)
		return false;
	for (i = 0; i < spec->segments; i++) {
		const struct demos_op_segment *one = &spec->segment[i];
		u32 pages = be16_to_cpu(one->pages);

		if (one->number >= DEMOS_SEGMENTS_MAX ||
		    one->attributes & ~known || !pages || pages > 256 ||
		    !space_is_free(spec, i))
			return false;
	}
	return true;
}

static atomic64_t store_used;	/* pages of the guests of all machines */

/*
 * No program is charged for these pages, so the OOM killer could not free them:
 * they must always fit in the host's memory. Machines have limits of their
 * own, but there may be many machines.
 */
static ulong guest_memory;
module_param(guest_memory, ulong, 0644);
MODULE_PARM_DESC(guest_memory, "MiB that the guests of all machines on this host may have; 0: two thirds of its memory");

static u64 store_pages_max(void)
{
	u64 most = READ_ONCE(guest_memory);

	if (most)
		return most << (20 - PAGE_SHIFT);
	return (u64)totalram_pages() / 3 * 2;
}

static int store_take(u32 pages)
{
	if ((u64)atomic64_add_return(pages, &store_used) <= store_pages_max())
		return 0;
	atomic64_sub(pages, &store_used);
	return -EDQUOT;
}

static void store_give(u32 pages)
{
	atomic64_sub(pages, &store_used);
}

static u8 attributes(const struct demos_op_segment *spec)
{
	u8 attr = Z8K_SEG_VALID;

	if (spec->attributes & DEMOS_SEG_READONLY)
		attr |= Z8K_SEG_READONLY;
	if (spec->attributes & DEMOS_SEG_EXECUTE)
		attr |= Z8K_SEG_EXECONLY;
	return attr;
}

/* Are some segments in one space alone, so that there must be two tables? */
static bool is_apart(const struct demos_op_segment *spec, u32 count)
{
	while (count--) {
		if (spec[count].attributes & (DEMOS_SEG_CODE | DEMOS_SEG_DATA))
			return true;
	}
	return false;
}

/* Enter a segment in the table of its space, or in both */
static void make_segment(struct demos_guest_memory *memory,
			 const struct demos_op_segment *spec, u8 **page)
{
	struct z8k_segment *segment;
	u32 i;

	for (i = 0; i < Z8K_SPACES; i++) {
		if (!in_space(spec, i))
			continue;
		segment = &memory->z8k.seg[i][spec->number];
		segment->pages = page;
		segment->limit = be16_to_cpu(spec->pages) - 1;
		segment->attr = attributes(spec);
	}
}

/* Lay out the tables in one allocation: most guests have small ones */
static int make_tables(struct demos_guest_memory *memory,
		       const struct demos_guest_spec *spec)
{
	u32 tables = is_apart(spec->segment, spec->segments) ? Z8K_SPACES : 1;
	u32 pages = 0;
	u32 above = 0;
	u8 **page;
	u32 i;

	for (i = 0; i < spec->segments; i++) {
		above = max_t(u32, above, spec->segment[i].number + 1);
		pages += segment_pages(&spec->segment[i]);
	}
	memory->segments = kvzalloc(tables * above * sizeof(*memory->segments) +
				    pages * sizeof(*page) + spec->segments *
				    (sizeof(*memory->spec) +
				     sizeof(*memory->start)), GFP_KERNEL);
	if (!memory->segments)
		return -ENOMEM;
	for (i = 0; i < Z8K_SPACES; i++) {
		memory->z8k.seg[i] = memory->segments + i % tables * above;
		memory->z8k.nsegs[i] = above;
	}
	page = (u8 **)(memory->segments + tables * above);
	memory->start = (u32 *)(page + pages);
	memory->spec = (void *)(memory->start + spec->segments);
	memory->count = spec->segments;
	memcpy(memory->spec, spec->segment,
	       spec->segments * sizeof(*memory->spec));
	for (i = 0; i < spec->segments; i++) {
		make_segment(memory, &spec->segment[i], page);
		memory->start[i] = memory->pages;
		memory->pages += segment_pages(&spec->segment[i]);
		page += segment_pages(&spec->segment[i]);
		memory->size += segment_size(&spec->segment[i]);
	}
	return 0;
}

/**
 * demos_guest_memory_init() - make the memory of a guest
 * @memory: zeroed
 * @spec: its segments; hostile
 *
 * Return: 0, -EINVAL: not sane, -ENOMEM, -EDQUOT: more than the guests of this
 * host may have; then there is nothing to undo.
 */
int demos_guest_memory_init(struct demos_guest_memory *memory,
			    const struct demos_guest_spec *spec)
{
	int err;

	if (!spec_is_sane(spec))
		return -EINVAL;
	err = make_tables(memory, spec);
	if (err)
		return err;
	err = store_take(memory->pages);
	if (err)
		goto free_tables;
	err = demos_guest_store_alloc(memory->pages, &memory->first);
	if (err)
		goto give_pages;
	return 0;

give_pages:
	store_give(memory->pages);
free_tables:
	kvfree(memory->segments);
	memset(memory, 0, sizeof(*memory));
	return err;
}

/**
 * demos_guest_memory_exit() - free the memory
 * @memory: memory of a guest that does not run any more
 */
void demos_guest_memory_exit(struct demos_guest_memory *memory)
{
	demos_guest_memory_unpin(memory);
	if (memory->pages)
		demos_guest_store_free(memory->first, memory->pages);
	store_give(memory->pages);
	kvfree(memory->segments);
	memset(memory, 0, sizeof(*memory));
}

/**
 * demos_guest_memory_apart() - are code and data in spaces of their own?
 * @memory: the memory
 */
bool demos_guest_memory_apart(const struct demos_guest_memory *memory)
{
	return memory->z8k.seg[Z8K_CODE] != memory->z8k.seg[Z8K_DATA];
}

/* Index in the spec of the segment with this number; -1: none */
static int find_spec(const struct demos_guest_memory *memory,
		     enum z8k_space space, u32 number)
{
	u32 i;

	for (i = 0; i < memory->count; i++) {
		if (memory->spec[i].number == number &&
		    in_space(&memory->spec[i], space))
			return i;
	}
	return -1;
}

/*
 * The same for an address in a link's area. A segment in both spaces is in the
 * data space there, so that each byte has one address.
 */
static int find_linear(const struct demos_guest_memory *memory, u32 address)
{
	bool code = address & DEMOS_CODE_SPACE;
	int place = find_spec(memory, code ? Z8K_CODE : Z8K_DATA,
			      (address & ~DEMOS_CODE_SPACE) >> 16);

	if (place >= 0 && code && in_space(&memory->spec[place], Z8K_DATA))
		return -1;
	return place;
}

/**
 * demos_guest_memory_pin() - bring a page in, for the CPU
 * @memory: the memory
 * @space: in which the CPU looks for it
 * @address: in the page, in a segment and within its limit
 *
 * May sleep.
 *
 * Return: 0, -EFAULT: there is no such page, or another negative errno.
 */
int demos_guest_memory_pin(struct demos_guest_memory *memory,
			   enum z8k_space space, u32 address)
{
	u32 number = Z8K_ADDR_SEG(address);
	u32 at = Z8K_ADDR_OFF(address) >> Z8K_PAGE_SHIFT;
	int place = find_spec(memory, space, number);
	u8 **pages;
	u8 *page;

	if (place < 0 || at >= segment_pages(&memory->spec[place]))
		return -EFAULT;
	pages = memory->z8k.seg[space][number].pages;
	if (pages[at])
		return 0;
	page = demos_guest_store_pin(memory->first + memory->start[place] + at);
	if (IS_ERR(page))
		return PTR_ERR(page);
	pages[at] = page;
	memory->pinned++;
	return 0;
}

static void unpin_segment(struct demos_guest_memory *memory,
			  const struct demos_op_segment *spec)
{
	u8 **pages = NULL;
	u16 dirty = 0;
	u32 i, at;

	/* A segment in both spaces may have an entry in each of two tables */
	for (i = 0; i < Z8K_SPACES; i++) {
		const struct z8k_segment *segment =
			&memory->z8k.seg[i][spec->number];

		if (!in_space(spec, i))
			continue;
		pages = segment->pages;
		dirty |= segment->dirty;
	}
	for (at = 0; at < segment_pages(spec); at++) {
		if (!pages[at])
			continue;
		demos_guest_store_unpin(pages[at], dirty >> at & 1);
		pages[at] = NULL;
	}
}

/**
 * demos_guest_memory_unpin() - unpin all pages, so that Linux can swap them out
 * @memory: the memory
 */
void demos_guest_memory_unpin(struct demos_guest_memory *memory)
{
	u32 i;

	if (!memory->pinned)
		return;
	for (i = 0; i < memory->count; i++)
		unpin_segment(memory, &memory->spec[i]);
	memory->pinned = 0;
	z8k_mem_forget(&memory->z8k);
}

/**
 * demos_guest_memory_hold() - pin a range that the program may use
 * @memory: the memory
 * @address: linear address
 * @count: bytes
 * @write: for writing
 *
 * With the rights of the program itself. The pages are pinned, so that
 * z8k_mem_read() and z8k_mem_write() will work on them. May sleep.
 *
 * Return: DEMOS_OK, DEMOS_EADDRESS, DEMOS_EROOM.
 */
enum demos_result demos_guest_memory_hold(struct demos_guest_memory *memory,
					  u32 address, u32 count, bool write)
{
	struct z8k_stop stop;

	for (;;) {
		switch (z8k_mem_check(&memory->z8k, address, count, write, 0,
				      &stop)) {
		case Z8K_EXIT_NONE:
			return DEMOS_OK;
		case Z8K_EXIT_PAGE:
			if (demos_guest_memory_pin(memory, stop.space,
						   stop.addr))
				return DEMOS_EROOM;
			break;
		default:
			return DEMOS_EADDRESS;
		}
	}
}

/**
 * demos_guest_memory_check() - does this range exist?
 * @memory: the memory
 * @address: linear address; may run on into the next segments
 * @count: bytes
 *
 * Return: DEMOS_OK or DEMOS_EADDRESS.
 */
enum demos_result demos_guest_memory_check(struct demos_guest_memory *memory,
					   u32 address, u32 count)
{
	u32 piece;
	int place;

	while (count) {
		place = find_linear(memory, address);
		piece = min(count, SEGMENT_SIZE - Z8K_ADDR_OFF(address));
		if (place < 0 || Z8K_ADDR_OFF(address) + piece >
		    segment_size(&memory->spec[place]))
			return DEMOS_EADDRESS;
		address += piece;
		count -= piece;
	}
	return DEMOS_OK;
}

/* In the segment at @place of the spec; false: no memory */
static bool access_segment(const struct demos_guest_memory *memory, u32 place,
			   u32 at, void *bytes, u32 count, bool write)
{
	u64 page = memory->first + memory->start[place];
	u64 from = (page << Z8K_PAGE_SHIFT) + at;

	return write ? demos_guest_store_write(from, bytes, count) :
	       demos_guest_store_read(from, bytes, count);
}

static enum demos_result access_area(struct demos_guest_memory *memory,
				     u32 address, void *bytes, u32 count,
				     bool write)
{
	enum demos_result result;
	u32 piece;
	int place;

	result = demos_guest_memory_check(memory, address, count);
	if (result != DEMOS_OK)
		return result;
	for (; count; count -= piece, address += piece, bytes += piece) {
		place = find_linear(memory, address);
		piece = min(count, SEGMENT_SIZE - Z8K_ADDR_OFF(address));
		if (!access_segment(memory, place, Z8K_ADDR_OFF(address),
				    bytes, piece, write))
			return DEMOS_EROOM;
	}
	if (write)
		z8k_mem_forget(&memory->z8k);
	return DEMOS_OK;
}

/**
 * demos_guest_memory_read() - read memory for the holder of a link
 * @memory: the memory
 * @address: linear address; may run on into the next segments
 * @to: destination
 * @count: bytes
 *
 * Attributes of segments do not matter: the link gives the right.
 * May sleep.
 *
 * Return: DEMOS_OK, DEMOS_EADDRESS, DEMOS_EROOM.
 */
enum demos_result demos_guest_memory_read(struct demos_guest_memory *memory,
					  u32 address, void *to, u32 count)
{
	return access_area(memory, address, to, count, false);
}

/**
 * demos_guest_memory_write() - write memory for the holder of a link
 * @memory: the memory
 * @address: linear address; may run on into the next segments
 * @from: source
 * @count: bytes
 *
 * As demos_guest_memory_read(). Decoded instructions of it are dropped.
 *
 * Return: DEMOS_OK, DEMOS_EADDRESS, DEMOS_EROOM.
 */
enum demos_result demos_guest_memory_write(struct demos_guest_memory *memory,
					   u32 address, const void *from,
					   u32 count)
{
	return access_area(memory, address, (void *)from, count, true);
}

/**
 * demos_guest_memory_program() - read or write the program as a whole
 * @memory: the memory
 * @at: byte in the concatenation of all segments, in the order of the spec
 * @bytes: source or destination
 * @count: how many
 * @write: to the memory
 *
 * May sleep.
 *
 * Return: DEMOS_OK, DEMOS_EADDRESS, DEMOS_EROOM.
 */
enum demos_result
demos_guest_memory_program(struct demos_guest_memory *memory, u32 at,
			   void *bytes, u32 count, bool write)
{
	u32 piece;
	u32 size;
	u32 i;

	if (at > memory->size || count > memory->size - at)
		return DEMOS_EADDRESS;
	for (i = 0; count; i++) {
		size = segment_size(&memory->spec[i]);
		if (at >= size) {
			at -= size;
			continue;
		}
		piece = min(count, size - at);
		if (!access_segment(memory, i, at, bytes, piece, write))
			return DEMOS_EROOM;
		bytes += piece;
		count -= piece;
		at = 0;
	}
	return DEMOS_OK;
}
