/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's slab caches, counted in objects, so that half empty slabs do not
 * distort the cost of one thing.
 */
#ifndef SLAB_H
#define SLAB_H

#include <stdint.h>

#define SLAB_CACHES	400
#define SLAB_NAME	32

/**
 * struct slab_cache - one slab cache
 * @name: its name
 * @objects: in use
 * @size: bytes of an object, with its share of the slab's waste
 */
struct slab_cache {
	char name[SLAB_NAME];
	uint64_t objects;
	double size;
};

/**
 * struct slab - all of them at one moment
 * @caches: in the kernel's order
 * @count: number of caches
 */
struct slab {
	struct slab_cache caches[SLAB_CACHES];
	unsigned int count;
};

void slab_read(struct slab *slab);
double slab_growth(const struct slab *before, const struct slab *after);
void slab_show(const struct slab *before, const struct slab *after,
	       unsigned int per);
uint64_t slab_total(const char *what);

#endif
