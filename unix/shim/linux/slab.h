/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory. What must not fail waits, as in the kernel, until there is some.
 */
#ifndef UNIX_SLAB_H
#define UNIX_SLAB_H

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

#define kvmalloc	kmalloc
#define kvzalloc	kzalloc
#define kcalloc		kvcalloc
#define kvfree		kfree

#endif
