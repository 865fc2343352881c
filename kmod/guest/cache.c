// SPDX-License-Identifier: GPL-2.0
/*
 * Caches of decoded instructions. A guest needs one only while it runs, and any
 * one will do, though the one that it had last knows its program. So there are
 * as many caches as guests have ever run at once.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "guest/cache.h"

/* Pages of program that a cache holds decoded */
#define CACHE_PAGES	8

static struct demos_guest_cache *caches;
static DEFINE_SPINLOCK(caches_lock);	/* caches, and next of each */

static struct demos_guest_cache *cache_create(void)
{
	struct demos_guest_cache *cache;

	cache = kvmalloc(sizeof(*cache) + z8k_cache_size(CACHE_PAGES),
			 GFP_KERNEL);
	if (cache)
		cache->z8k = z8k_cache_init(cache->storage, CACHE_PAGES);
	return cache;
}

/**
 * demos_guest_cache_get() - get a cache for a guest to run with
 * @known: the one that it had last, or NULL
 *
 * May sleep.
 *
 * Return: that one if it is free, or any, for the caller to give back; NULL:
 * no memory.
 */
struct demos_guest_cache *demos_guest_cache_get(const struct z8k_cache *known)
{
	struct demos_guest_cache **at;
	struct demos_guest_cache *cache;

	spin_lock(&caches_lock);
	for (at = &caches; *at && (*at)->z8k != known; at = &(*at)->next)
		;
	if (!*at)
		at = &caches;
	cache = *at;
	if (cache)
		*at = cache->next;
	spin_unlock(&caches_lock);
	return cache ?: cache_create();
}

/**
 * demos_guest_cache_put() - give a cache back
 * @cache: the cache
 */
void demos_guest_cache_put(struct demos_guest_cache *cache)
{
	spin_lock(&caches_lock);
	cache->next = caches;
	caches = cache;
	spin_unlock(&caches_lock);
}

/**
 * demos_guest_cache_init() - make the first cache
 *
 * Return: 0 or -ENOMEM.
 */
int demos_guest_cache_init(void)
{
	struct demos_guest_cache *first = cache_create();

	if (!first)
		return -ENOMEM;
	demos_guest_cache_put(first);
	return 0;
}

/**
 * demos_guest_cache_exit() - free all caches; there are no guests any more
 */
void demos_guest_cache_exit(void)
{
	struct demos_guest_cache *cache;

	while ((cache = caches)) {
		caches = cache->next;
		kvfree(cache);
	}
}
