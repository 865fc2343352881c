/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Caches of decoded instructions, shared by all guests.
 */
#ifndef DEMOS_GUEST_CACHE_H
#define DEMOS_GUEST_CACHE_H

#include <linux/types.h>

#include "z8k.h"

/**
 * struct demos_guest_cache - a cache
 * @next: the next one that is free
 * @last: the memory of the guest that ran with it last; may be gone
 * @z8k: as the virtual CPU knows it; in @storage
 * @storage: its memory
 */
struct demos_guest_cache {
	struct demos_guest_cache *next;
	const struct z8k_memory *last;
	struct z8k_cache *z8k;
	u64 storage[];
};

int demos_guest_cache_init(void);
void demos_guest_cache_exit(void);
struct demos_guest_cache *
demos_guest_cache_get(const struct z8k_memory *memory);
void demos_guest_cache_put(struct demos_guest_cache *cache);

#endif
