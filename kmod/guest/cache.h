/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Caches of decoded instructions, shared by all guests.
 */
#ifndef DEMOS_GUEST_CACHE_H
#define DEMOS_GUEST_CACHE_H

#include <linux/types.h>

#include "z8k.h"

/**
 * struct demos_guest_cache_piece - what a cache has grown by
 * @next: the piece before it
 * @storage: pages of decoded instructions
 */
struct demos_guest_cache_piece {
	struct demos_guest_cache_piece *next;
	u64 storage[];
};

/**
 * struct demos_guest_cache - a cache
 * @next: the next one that is free
 * @more: what it has grown by, for freeing
 * @last: the memory of the guest that ran with it last; may be gone
 * @evictions: of @z8k, as known when a guest gave it back last
 * @pieces: allocations that it consists of
 * @z8k: as the virtual CPU knows it; in @storage
 * @storage: its memory
 */
struct demos_guest_cache {
	struct demos_guest_cache *next;
	struct demos_guest_cache_piece *more;
	const struct z8k_memory *last;
	u32 evictions;
	u32 pieces;
	struct z8k_cache *z8k;
	u64 storage[];
};

int demos_guest_cache_init(void);
void demos_guest_cache_exit(void);
struct demos_guest_cache *
demos_guest_cache_get(const struct z8k_memory *memory);
u32 demos_guest_cache_put(struct demos_guest_cache *cache);

#endif
