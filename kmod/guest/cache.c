// SPDX-License-Identifier: GPL-2.0
/*
 * Caches of decoded instructions. A guest needs one only while it runs, and any
 * one will do, though the one that it had last knows its program, until another
 * guest takes it. So there are as many caches as guests have ever run at once,
 * and at least a few: two guests that send to each other run in turns.
 */
#include <linux/atomic.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "guest/cache.h"

/* Pages of program that a cache holds decoded */
#define CACHE_PAGES	8

/* As long as there are fewer, no guest takes the cache of another */
#define CACHES_LEAST	8

static struct demos_guest_cache *caches;	/* the latest used first */
static DEFINE_SPINLOCK(caches_lock);	/* caches, and next of each */
static atomic_t count;			/* of all */

static struct demos_guest_cache *cache_create(void)
{
	struct demos_guest_cache *cache;

	cache = kvmalloc(sizeof(*cache) + z8k_cache_size(CACHE_PAGES),
			 GFP_KERNEL);
	if (!cache)
		return NULL;
	cache->last = NULL;
	cache->z8k = z8k_cache_init(cache->storage, CACHE_PAGES);
	atomic_inc(&count);
	return cache;
}

/*
 * Take the free cache that @memory had last, or, if @any, the one that has been
 * free for the longest time. Return: NULL: there is no such cache.
 */
static struct demos_guest_cache *take(const struct z8k_memory *memory,
				      bool any)
{
	struct demos_guest_cache **at;
	struct demos_guest_cache *cache;

	spin_lock(&caches_lock);
	for (at = &caches; *at; at = &(*at)->next) {
		if ((*at)->last == memory || (any && !(*at)->next))
			break;
	}
	cache = *at;
	if (cache)
		*at = cache->next;
	spin_unlock(&caches_lock);
	return cache;
}

/**
 * demos_guest_cache_get() - get a cache for a guest to run with
 * @memory: the guest's
 *
 * May sleep.
 *
 * Return: the one that it had last if that is free and knows it, or any, for
 * the caller to give back; NULL: no memory.
 */
struct demos_guest_cache *
demos_guest_cache_get(const struct z8k_memory *memory)
{
	struct demos_guest_cache *cache;

	cache = take(memory, atomic_read(&count) >= CACHES_LEAST);
	if (!cache)
		cache = cache_create();
	if (!cache)
		cache = take(memory, true);
	if (cache)
		cache->last = memory;
	return cache;
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
	atomic_set(&count, 0);
}
