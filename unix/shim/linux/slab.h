/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory. As in the kernel, an allocation that must not fail waits until there
 * is some.
 */
#ifndef UNIX_SLAB_H
#define UNIX_SLAB_H

#include <linux/kernel.h>
#include <linux/types.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GFP_KERNEL		0x1U
#define __GFP_NOFAIL		0x2U
#define __GFP_NOWARN		0x4U
#define __GFP_NORETRY		0x8U
#define GFP_KERNEL_ACCOUNT	GFP_KERNEL

static inline void *kmalloc(size_t size, gfp_t gfp)
{
	void *memory;

	while (!(memory = malloc(size ?: 1)) && gfp & __GFP_NOFAIL)
		usleep(10000);
	return memory;
}

static inline void *kzalloc(size_t size, gfp_t gfp)
{
	void *memory;

	while (!(memory = calloc(1, size ?: 1)) && gfp & __GFP_NOFAIL)
		usleep(10000);
	return memory;
}

static inline void *kvcalloc(size_t count, size_t size, gfp_t gfp)
{
	size_t all;

	if (__builtin_mul_overflow(count, size, &all))
		return NULL;
	return kzalloc(all, gfp);
}

static inline void kfree(const void *ptr)
{
	free((void *)ptr);
}

/* A cache of objects of one size: malloc() keeps them apart by size anyway */
struct kmem_cache {
	size_t size;
};

#define KMEM_CACHE(type, flags)	unix_cache_create(sizeof(struct type))

static inline struct kmem_cache *unix_cache_create(size_t size)
{
	struct kmem_cache *cache = kmalloc(sizeof(*cache), GFP_KERNEL);

	if (cache)
		cache->size = size;
	return cache;
}

static inline void kmem_cache_destroy(struct kmem_cache *cache)
{
	kfree(cache);
}

static inline void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp)
{
	return kmalloc(cache->size, gfp);
}

static inline void *kmem_cache_zalloc(struct kmem_cache *cache, gfp_t gfp)
{
	return kzalloc(cache->size, gfp);
}

static inline void kmem_cache_free(struct kmem_cache *cache, void *object)
{
	(void)cache;
	kfree(object);
}

#define kvmalloc	kmalloc
#define kvzalloc	kzalloc
#define kcalloc		kvcalloc
#define kvfree		kfree

#endif
