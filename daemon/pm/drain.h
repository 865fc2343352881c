/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Machines that drain: they take no guests. Pure, knows nothing of messages.
 *
 * Invariants: a machine drains once at most; each drain has a code of its own,
 * never used again, which is that of its claim. A drain that is not kept has a
 * holder, and ends with the holder's claim.
 */
#ifndef DEMOS_DRAIN_H
#define DEMOS_DRAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

/**
 * struct drain - a machine that takes no guests
 * @machine: its id
 * @kept: it goes on when the claim is destroyed
 * @code: of the claim
 * @holder: the process that has the claim; 0: none has
 */
struct drain {
	__u16 machine;
	bool kept;
	__u32 code;
	__u64 holder;
};

/**
 * struct drains - the table
 * @list: in the order in which they began
 * @count: how many
 * @code: the last one given out
 */
struct drains {
	struct drain *list;
	size_t count;
	__u32 code;
};

struct drain *drains_find(const struct drains *drains, __u16 machine);
struct drain *drains_find_code(const struct drains *drains, __u32 code);
struct drain *drains_begin(struct drains *drains, __u16 machine, __u64 holder);
void drains_end(struct drains *drains, struct drain *drain);
void drains_clear(struct drains *drains);

#endif
