/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_GFP_H
#define UNIX_GFP_H

#include <linux/slab.h>

static inline void *alloc_pages_exact(size_t size, gfp_t gfp)
{
	return kmalloc(size, gfp);
}

static inline void free_pages_exact(void *pages, size_t size)
{
	(void)size;
	kfree(pages);
}

#endif
