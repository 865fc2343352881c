// SPDX-License-Identifier: GPL-2.0
/*
 * Guest memory as the host sees it: checks, and copies in and out between
 * runs. A copy is checked to its end before its first byte is moved.
 */
#include "z8k_mem.h"

static enum z8k_fault access_fault(const struct z8k_memory *mem, u32 addr,
				   enum z8k_access access, unsigned int how)
{
	enum z8k_space space = how & Z8K_ACCESS_CODE ? Z8K_CODE : Z8K_DATA;
	const struct z8k_segment *seg;
	u32 n = Z8K_ADDR_SEG(addr);

	if (n >= mem->nsegs[space])
		return Z8K_FAULT_SEGMENT;
	seg = &mem->seg[space][n];
	if (!(seg->attr & Z8K_SEG_VALID))
		return Z8K_FAULT_SEGMENT;
	if (seg->attr & Z8K_SEG_DOWN ? z8k_block(addr) < seg->limit :
				       z8k_block(addr) > seg->limit)
		return Z8K_FAULT_LIMIT;
	if (how & Z8K_ACCESS_FORCE)
		return Z8K_FAULT_NONE;
	if (seg->attr & Z8K_SEG_SYSONLY && !(how & Z8K_ACCESS_SYSTEM))
		return Z8K_FAULT_SYSONLY;
	if (seg->attr & Z8K_SEG_READONLY && access == Z8K_STORE)
		return Z8K_FAULT_READONLY;
	if (seg->attr & Z8K_SEG_EXECONLY && access != Z8K_FETCH)
		return Z8K_FAULT_EXECONLY;
	return Z8K_FAULT_NONE;
}

/**
 * z8k_mem_at() - find a byte of the guest in the host
 * @mem: guest memory
 * @addr: linear address
 * @access: kind of access
 * @how: Z8K_ACCESS_*
 * @stop: exit, fault and address of the access are filled in on failure
 *
 * The rest of the byte's block of 256 bytes follows, with the same rights.
 *
 * Return: pointer into a page, or NULL.
 */
u8 *z8k_mem_at(struct z8k_memory *mem, u32 addr, enum z8k_access access,
	       unsigned int how, struct z8k_stop *stop)
{
	enum z8k_fault fault = access_fault(mem, addr, access, how);
	u32 page = Z8K_ADDR_OFF(addr) >> Z8K_PAGE_SHIFT;
	u8 *bytes = NULL;

	if (!fault)
		bytes = z8k_mem_segment(mem, addr, how)->pages[page];
	if (bytes)
		return bytes + (addr & (Z8K_PAGE_SIZE - 1));
	if (stop) {
		stop->exit = fault ? Z8K_EXIT_FAULT : Z8K_EXIT_PAGE;
		stop->fault = fault;
		stop->write = access == Z8K_STORE;
		stop->space = how & Z8K_ACCESS_CODE ? Z8K_CODE : Z8K_DATA;
		stop->page = page;
		stop->addr = Z8K_ADDR(Z8K_ADDR_SEG(addr), addr);
	}
	return NULL;
}

static unsigned int access_of(unsigned int flags)
{
	return (flags & Z8K_MEM_CODE ? Z8K_ACCESS_CODE : 0) |
	       (flags & Z8K_MEM_FORCE ? Z8K_ACCESS_FORCE : 0);
}

/* Bytes from @addr to the end of its block, at most @size */
static u32 in_block(u32 addr, u32 size)
{
	u32 rest = (1u << Z8K_BLOCK_SHIFT) - (addr & 0xff);

	return size < rest ? size : rest;
}

static enum z8k_exit refuse(struct z8k_stop *stop, u32 addr)
{
	stop->exit = Z8K_EXIT_FAULT;
	stop->fault = Z8K_FAULT_LIMIT;
	stop->addr = addr;
	return Z8K_EXIT_FAULT;
}

enum z8k_exit z8k_mem_check(struct z8k_memory *mem, u32 addr, u32 size,
			    bool write, unsigned int flags,
			    struct z8k_stop *stop)
{
	enum z8k_access access = write ? Z8K_STORE : Z8K_LOAD;
	struct z8k_stop unused;
	u32 step;

	if (!stop)
		stop = &unused;
	memset(stop, 0, sizeof(*stop));
	stop->write = write;
	if (addr >= Z8K_ADDR(Z8K_MAX_SEGMENTS, 0) ||
	    size > 0x10000u - Z8K_ADDR_OFF(addr))
		return refuse(stop, addr);
	for (; size; addr += step, size -= step) {
		if (!z8k_mem_at(mem, addr, access, access_of(flags), stop))
			return stop->exit;
		step = in_block(addr, size);
	}
	return Z8K_EXIT_NONE;
}

enum z8k_exit z8k_mem_read(struct z8k_memory *mem, u32 addr, void *data,
			   u32 size, unsigned int flags,
			   struct z8k_stop *stop)
{
	enum z8k_exit exit;
	u8 *to = data;
	u32 step;

	exit = z8k_mem_check(mem, addr, size, false, flags, stop);
	if (exit)
		return exit;
	for (; size; addr += step, to += step, size -= step) {
		step = in_block(addr, size);
		memcpy(to, z8k_mem_at(mem, addr, Z8K_LOAD, access_of(flags),
				      NULL), step);
	}
	return Z8K_EXIT_NONE;
}

/* Has any word in the block of @byte been decoded, at whatever address? */
static bool is_code(const struct z8k_memory *mem, u32 addr, const u8 *byte)
{
	const u8 *page = byte - (addr & (Z8K_PAGE_SIZE - 1));
	const struct z8k_segment *seg = mem->seg[Z8K_CODE];
	const struct z8k_segment *end = seg + mem->nsegs[Z8K_CODE];
	u32 bit = 1u << (addr >> Z8K_BLOCK_SHIFT & 15);
	u32 n;

	for (; seg < end; seg++)
		for (n = 0; n < Z8K_SEGMENT_PAGES; n++)
			if (seg->code[n / 2] >> n % 2 * 16 & bit &&
			    seg->pages[n] == page)
				return true;
	return false;
}

enum z8k_exit z8k_mem_write(struct z8k_memory *mem, u32 addr, const void *data,
			    u32 size, unsigned int flags,
			    struct z8k_stop *stop)
{
	struct z8k_segment *seg;
	enum z8k_exit exit;
	const u8 *from = data;
	u32 step;
	u8 *to;

	exit = z8k_mem_check(mem, addr, size, true, flags, stop);
	if (exit)
		return exit;
	for (; size; addr += step, from += step, size -= step) {
		step = in_block(addr, size);
		to = z8k_mem_at(mem, addr, Z8K_STORE, access_of(flags), NULL);
		memcpy(to, from, step);
		seg = z8k_mem_segment(mem, addr, access_of(flags));
		seg->dirty |= 1 << (Z8K_ADDR_OFF(addr) >> Z8K_PAGE_SHIFT);
		if (is_code(mem, addr, to))
			z8k_mem_forget(mem);
	}
	return Z8K_EXIT_NONE;
}

void z8k_mem_forget(struct z8k_memory *mem)
{
	mem->cache = NULL;
}
