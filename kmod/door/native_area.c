// SPDX-License-Identifier: GPL-2.0
/*
 * The memory of a native process.
 *
 * Each process has an address space of 32 bits for its areas, to which links
 * refer (demos_link.area). The kernel chooses where an area lies: never over
 * another one, and above earlier ones, so that a link to an area that is gone
 * finds nothing. There is a gap between any two.
 */
#include <linux/err.h>
#include <linux/netlink.h>
#include <linux/slab.h>

#include "door/area_file.h"
#include "door/native_area.h"

/* Between areas, and before the first one; areas begin at multiples of it */
#define GAP	4096u

/**
 * struct area - a range of a file, as memory of a process
 * @node: in demos_areas.list
 * @at: where it begins in the process's address space
 * @length: bytes, not 0
 * @offset: where it begins in the file
 * @file: the memfd
 */
struct area {
	struct list_head node;
	u32 at;
	u32 length;
	u32 offset;
	struct demos_area_file *file;
};

/**
 * demos_areas_init() - begin the memory of a process
 * @areas: empty afterwards
 */
void demos_areas_init(struct demos_areas *areas)
{
	mutex_init(&areas->lock);
	INIT_LIST_HEAD(&areas->list);
	areas->next = GAP;
}

static void area_free(struct area *area)
{
	demos_area_file_put(area->file);
	kfree(area);
}

/**
 * demos_areas_close() - end the memory of a process
 * @areas: empty afterwards, for ever
 *
 * May sleep, as long as an access takes.
 */
void demos_areas_close(struct demos_areas *areas)
{
	struct area *area;
	struct area *next;

	mutex_lock(&areas->lock);
	areas->closed = true;
	list_for_each_entry_safe(area, next, &areas->list, node) {
		list_del(&area->node);
		area_free(area);
	}
	areas->count = 0;
	mutex_unlock(&areas->lock);
}

/* Why this file cannot be memory, or NULL */
static const char *wrong_file(const struct demos_area_file *file, u64 end)
{
	struct demos_area_facts facts;

	demos_area_file_look(file, &facts);
	if (!facts.memfd)
		return "MEMORY is not a memfd";
	if (!facts.readable)
		return "MEMORY is not open for reading";
	if (!facts.whole)
		return "MEMORY may shrink: seal it with F_SEAL_SHRINK first";
	if (end > facts.size)
		return "the area ends behind the end of MEMORY";
	return NULL;
}

/* An area that overlaps these bytes, or is nearer to them than a gap */
static const struct area *neighbour(const struct demos_areas *areas, u64 at,
				    u32 length)
{
	const struct area *area;

	list_for_each_entry(area, &areas->list, node) {
		if (at < (u64)area->at + area->length + GAP &&
		    area->at < at + length + GAP)
			return area;
	}
	return NULL;
}

/* The first place with room for an area, from @at on; 0: none */
static u32 find_room(const struct demos_areas *areas, u64 at, u32 length)
{
	const struct area *area;

	while (at + length <= U32_MAX) {
		area = neighbour(areas, at, length);
		if (!area)
			return at;
		at = ALIGN((u64)area->at + area->length + GAP, GAP);
	}
	return 0;
}

/* Give @area its place; return 0 or a negative errno */
static int enter(struct demos_areas *areas, struct area *area)
{
	lockdep_assert_held(&areas->lock);
	if (areas->closed)
		return -ESRCH;
	if (areas->count == DEMOS_AREAS_MAX)
		return -ENOSPC;
	area->at = find_room(areas, areas->next, area->length) ?:
		   find_room(areas, GAP, area->length);
	if (!area->at)
		return -ENOSPC;
	areas->next = ALIGN((u64)area->at + area->length + GAP, GAP);
	list_add(&area->node, &areas->list);
	areas->count++;
	return 0;
}

/* Return: 0, and @file belongs to the area, or a negative errno */
static int area_create(struct demos_areas *areas, struct demos_area_file *file,
		       u32 offset, u32 length, u32 *at)
{
	struct area *area = kzalloc(sizeof(*area), GFP_KERNEL_ACCOUNT);
	int err;

	if (!area)
		return -ENOMEM;
	area->length = length;
	area->offset = offset;
	area->file = file;
	mutex_lock(&areas->lock);
	err = enter(areas, area);
	*at = area->at;
	mutex_unlock(&areas->lock);
	if (err)
		kfree(area);
	return err;
}

/**
 * demos_area_create() - register memory of a program
 * @areas: memory of its process
 * @fd: file descriptor of a memfd, of the requester
 * @offset: where the area begins in it, bytes
 * @length: bytes
 * @at: gets its address in the process's address space, never 0
 * @extack: gets the reason of a refusal
 *
 * May sleep.
 *
 * Return: 0, -EBADF, -EINVAL: unsuitable file, or part of it,
 * -ENOSPC: no more areas, or no room, -ENOMEM, -ESRCH: the process has ended.
 */
int demos_area_create(struct demos_areas *areas, int fd, u32 offset,
		      u32 length, u32 *at, struct netlink_ext_ack *extack)
{
	struct demos_area_file *file = demos_area_file_get(fd);
	const char *wrong;
	int err = -EINVAL;

	if (IS_ERR(file)) {
		if (PTR_ERR(file) == -EBADF)
			NL_SET_ERR_MSG(extack,
				       "MEMORY is not an open descriptor");
		return PTR_ERR(file);
	}
	wrong = length ? wrong_file(file, (u64)offset + length) :
		"an area has at least one byte";
	if (!wrong)
		err = area_create(areas, file, offset, length, at);
	else if (extack)
		extack->_msg = wrong;
	if (err == -ENOSPC)
		NL_SET_ERR_MSG(extack,
			       "too many areas, or no address left for one so long");
	if (err)
		demos_area_file_put(file);
	return err;
}

/**
 * demos_area_destroy() - take memory back for a program
 * @areas: memory of its process
 * @at: where the area begins
 *
 * Afterwards no actor reads or writes there; moves over links to it fail.
 * May sleep, as long as an access takes.
 *
 * Return: DEMOS_OK, DEMOS_EADDRESS: no area begins there.
 */
enum demos_result demos_area_destroy(struct demos_areas *areas, u32 at)
{
	enum demos_result result = DEMOS_EADDRESS;
	struct area *area;

	mutex_lock(&areas->lock);
	list_for_each_entry(area, &areas->list, node) {
		if (area->at != at)
			continue;
		list_del(&area->node);
		areas->count--;
		area_free(area);
		result = DEMOS_OK;
		break;
	}
	mutex_unlock(&areas->lock);
	return result;
}

/* The area with all these bytes, or NULL */
static const struct area *find(const struct demos_areas *areas, u32 at,
			       u32 length)
{
	const struct area *area;

	lockdep_assert_held(&areas->lock);
	list_for_each_entry(area, &areas->list, node) {
		if (at >= area->at && at - area->at <= area->length &&
		    length <= area->length - (at - area->at))
			return area;
	}
	return NULL;
}

/**
 * demos_area_check() - may a link lend this memory?
 * @areas: memory of its process
 * @at: where it begins
 * @length: bytes
 * @rights: DEMOS_LINK_READ, DEMOS_LINK_WRITE or both
 *
 * Return: DEMOS_OK, DEMOS_EADDRESS: not all of it is in one area,
 * DEMOS_ERIGHTS: it includes writing, and the memfd is open for reading only.
 */
enum demos_result demos_area_check(struct demos_areas *areas, u32 at,
				   u32 length, u16 rights)
{
	enum demos_result result = DEMOS_OK;
	const struct area *area;

	mutex_lock(&areas->lock);
	area = find(areas, at, length);
	if (!area)
		result = DEMOS_EADDRESS;
	else if (rights & DEMOS_LINK_WRITE &&
		 !demos_area_file_writable(area->file))
		result = DEMOS_ERIGHTS;
	mutex_unlock(&areas->lock);
	return result;
}

/* Where an address of an area is in its file */
static u64 place(const struct area *area, u32 at)
{
	return (u64)area->offset + (at - area->at);
}

/* The result of a transfer of @count bytes to or from a file */
static enum demos_result outcome(ssize_t done, u32 count)
{
	if (done == -EPERM)
		return DEMOS_ERIGHTS;
	return done == count ? DEMOS_OK : DEMOS_EROOM;
}

/**
 * demos_area_read() - read memory
 * @areas: memory of a process
 * @at: where
 * @to: gets it
 * @count: bytes
 *
 * May sleep.
 *
 * Return: DEMOS_OK, DEMOS_EADDRESS: not in an area, DEMOS_EROOM: no memory.
 */
enum demos_result demos_area_read(struct demos_areas *areas, u32 at, void *to,
				  u32 count)
{
	enum demos_result result = DEMOS_EADDRESS;
	const struct area *area;

	mutex_lock(&areas->lock);
	area = find(areas, at, count);
	if (area)
		result = outcome(demos_area_file_read(area->file,
						      place(area, at), to,
						      count), count);
	mutex_unlock(&areas->lock);
	return result;
}

static enum demos_result write_file(const struct area *area, u32 at,
				    const void *from, u32 count)
{
	/* Checked when the link was made, but a peer may forge a request */
	if (!demos_area_file_writable(area->file))
		return DEMOS_ERIGHTS;
	return outcome(demos_area_file_write(area->file, place(area, at), from,
					     count), count);
}

/**
 * demos_area_write() - write memory
 * @areas: memory of a process
 * @at: where
 * @from: the bytes
 * @count: how many
 *
 * Pages that this allocates are charged to the memory cgroup of the program
 * that registered the area. May sleep.
 *
 * Return: DEMOS_OK, DEMOS_EADDRESS: not in an area, DEMOS_ERIGHTS: open for
 * reading only, or sealed against writing, DEMOS_EROOM: no memory.
 */
enum demos_result demos_area_write(struct demos_areas *areas, u32 at,
				   const void *from, u32 count)
{
	enum demos_result result = DEMOS_EADDRESS;
	const struct area *area;

	mutex_lock(&areas->lock);
	area = find(areas, at, count);
	if (area)
		result = write_file(area, at, from, count);
	mutex_unlock(&areas->lock);
	return result;
}
