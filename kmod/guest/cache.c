// SPDX-License-Identifier: GPL-2.0
/*
 * Caches of decoded instructions. A guest needs one only while it runs, and any
 * one will do, though the one that it had last knows its program, until another
 * guest takes it. So there are as many caches as guests have ever run at once,
 * and at least a few: two guests that send to each other run in turns.
 *
 * A cache begins small, and grows when a guest runs whose program does not fit:
 * the loops of such a program run many times slower. It does not shrink, since
 * the next large program will need it; a bound on all caches together keeps
 * that from mattering.
 */
#include <linux/atomic.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "guest/cache.h"

/*
 * Pages of program that a cache holds decoded, at first and for each piece that
 * it grows by: as many as fit in 128 KiB and in 256 KiB. That makes 17, more
 * than a segment has, with two pieces, and 31 at most.
 */
#define FIRST_PAGES	3
#define MORE_PAGES	7
#define PIECES_MOST	5

/* The same for all caches together, for each of them */
#define PIECES_SHARE	3

/* As long as there are fewer, no guest takes the cache of another */
#define CACHES_LEAST	8

static struct demos_guest_cache *caches;	/* the latest used first */
static DEFINE_SPINLOCK(caches_lock);	/* caches, and next of each */
static atomic_t count;			/* of all */
static atomic_t pieces;			/* of all caches */

static struct demos_guest_cache *cache_create(void)
{
	struct demos_guest_cache *cache;

	cache = kvmalloc(sizeof(*cache) + z8k_cache_size(FIRST_PAGES),
			 GFP_KERNEL);
	if (!cache)
		return NULL;
	cache->more = NULL;
	cache->last = NULL;
	cache->evictions = 0;
	cache->pieces = 1;
	cache->z8k = z8k_cache_init(cache->storage, FIRST_PAGES);
	atomic_inc(&count);
	atomic_inc(&pieces);
	return cache;
}

static void cache_destroy(struct demos_guest_cache *cache)
{
	struct demos_guest_cache_piece *piece;

	while ((piece = cache->more)) {
		cache->more = piece->next;
		kvfree(piece);
	}
	kvfree(cache);
}

/* May one of the caches grow? If so, count the piece */
static bool take_piece(void)
{
	int most = max(atomic_read(&count), CACHES_LEAST) * PIECES_SHARE;

	if (atomic_inc_return(&pieces) <= most)
		return true;
	atomic_dec(&pieces);
	return false;
}

/* A program did not fit: let the cache grow, if it may */
static void cache_grow(struct demos_guest_cache *cache)
{
	struct demos_guest_cache_piece *piece;

	if (cache->pieces == PIECES_MOST || !take_piece())
		return;
	piece = kvmalloc(sizeof(*piece) + z8k_cache_add_size(MORE_PAGES),
			 GFP_KERNEL | __GFP_NOWARN);
	if (!piece) {
		atomic_dec(&pieces);
		return;
	}
	piece->next = cache->more;
	cache->more = piece;
	cache->pieces++;
	z8k_cache_add(cache->z8k, piece->storage, MORE_PAGES);
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
 *
 * May sleep: a cache that was too small grows now.
 *
 * Return: how many decoded pages of the guest's program have made room for
 * others of it.
 */
u32 demos_guest_cache_put(struct demos_guest_cache *cache)
{
	u32 evicted = z8k_cache_evictions(cache->z8k) - cache->evictions;

	cache->evictions += evicted;
	if (evicted)
		cache_grow(cache);
	spin_lock(&caches_lock);
	cache->next = caches;
	caches = cache;
	spin_unlock(&caches_lock);
	return evicted;
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
		cache_destroy(cache);
	}
	atomic_set(&count, 0);
	atomic_set(&pieces, 0);
}
