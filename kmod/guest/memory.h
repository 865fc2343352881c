/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The memory of a guest: segments over pages of the store, so that the host
 * may swap it out while the guest waits. The virtual CPU sees pages through
 * pointers; a page that it has a pointer to is pinned.
 *
 * All of it belongs to the guest's actor; while the guest is frozen, to the
 * kernel's actor.
 */
#ifndef DEMOS_GUEST_MEMORY_H
#define DEMOS_GUEST_MEMORY_H

#include <linux/types.h>
#include <linux/demos.h>

#include "z8k.h"

struct demos_guest_spec;

/**
 * struct demos_guest_memory - the memory of a guest
 * @z8k: as the virtual CPU sees it
 * @segments: its segment table, by number, or the two tables if code and data
 *            are apart; @spec and @start are in the same allocation
 * @spec: the segments as they were requested, in that order
 * @start: page where each of @spec begins, from @first
 * @count: entries of @spec
 * @pages: pages of all segments
 * @first: its first page in the store
 * @size: bytes of all segments
 * @pinned: pages that the CPU has a pointer to
 */
struct demos_guest_memory {
	struct z8k_memory z8k;
	struct z8k_segment *segments;
	struct demos_op_segment *spec;
	u32 *start;
	u32 count;
	u32 pages;
	u64 first;
	u32 size;
	u32 pinned;
};

int demos_guest_memory_init(struct demos_guest_memory *memory,
			    const struct demos_guest_spec *spec);
void demos_guest_memory_exit(struct demos_guest_memory *memory);
int demos_guest_memory_pin(struct demos_guest_memory *memory,
			   enum z8k_space space, u32 address);
bool demos_guest_memory_apart(const struct demos_guest_memory *memory);
void demos_guest_memory_unpin(struct demos_guest_memory *memory);
enum demos_result demos_guest_memory_hold(struct demos_guest_memory *memory,
					  u32 address, u32 count, bool write);
enum demos_result demos_guest_memory_check(struct demos_guest_memory *memory,
					   u32 address, u32 count);
enum demos_result demos_guest_memory_read(struct demos_guest_memory *memory,
					  u32 address, void *to, u32 count);
enum demos_result demos_guest_memory_write(struct demos_guest_memory *memory,
					   u32 address, const void *from,
					   u32 count);
enum demos_result
demos_guest_memory_program(struct demos_guest_memory *memory, u32 at,
			   void *bytes, u32 count, bool write);

#endif
