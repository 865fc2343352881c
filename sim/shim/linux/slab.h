/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory. An allocation that may fail does so when the program decides
 * (shim_alloc_fails(), which it provides). A program that has shim_allocated()
 * is told of each allocation (1) and each free (-1).
 */
#ifndef SHIM_SLAB_H
#define SHIM_SLAB_H

#include <linux/types.h>
#include <stdlib.h>
#include <string.h>

#define GFP_KERNEL	0x1U
#define __GFP_NOFAIL	0x2U
#define __GFP_NOWARN	0x4U
#define __GFP_NORETRY	0x8U

bool shim_alloc_fails(void);
void __weak shim_allocated(int change);

static inline void *kmalloc(size_t size, gfp_t gfp)
{
	if (!(gfp & __GFP_NOFAIL) && shim_alloc_fails())
		return NULL;
	if (shim_allocated)
		shim_allocated(1);
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

static inline void kfree(const void *ptr)
{
	if (ptr && shim_allocated)
		shim_allocated(-1);
	free((void *)ptr);
}

#define kvmalloc	kmalloc
#define kvzalloc	kzalloc
#define kcalloc		kvcalloc
#define kvfree		kfree

#endif
