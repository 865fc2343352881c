/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory. An allocation that may fail does so when the program decides
 * (shim_alloc_fails(), provided by it).
 */
#ifndef SHIM_SLAB_H
#define SHIM_SLAB_H

#include <linux/types.h>
#include <stdlib.h>
#include <string.h>

#define GFP_KERNEL	0x1U
#define __GFP_NOFAIL	0x2U
#define __GFP_NOWARN	0x4U

bool shim_alloc_fails(void);

static inline void *kmalloc(size_t size, gfp_t gfp)
{
	if (!(gfp & __GFP_NOFAIL) && shim_alloc_fails())
		return NULL;
	return malloc(size ?: 1);
}

static inline void *kzalloc(size_t size, gfp_t gfp)
{
	void *memory = kmalloc(size, gfp);

	if (memory)
		memset(memory, 0, size);
	return memory;
}

static inline void *kvcalloc(size_t count, size_t size, gfp_t gfp)
{
	return kzalloc(count * size, gfp);
}

#define kvmalloc	kmalloc
#define kvzalloc	kzalloc
#define kcalloc		kvcalloc
#define kfree(ptr)	free((void *)(ptr))
#define kvfree(ptr)	free((void *)(ptr))

#endif
