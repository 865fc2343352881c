// SPDX-License-Identifier: GPL-2.0
/*
 * The slab caches, from /proc/slabinfo (slab.h).
 */
#include "slab.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE	4096

/* What is freed after a grace period or kept for a processor is given back */
static void settle(void)
{
	FILE *file = fopen("/proc/sys/vm/drop_caches", "w");

	if (!file || fputs("2", file) < 0 || fclose(file))
		err(1, "/proc/sys/vm/drop_caches");
}

/**
 * slab_read() - look at all slab caches
 * @slab: to be filled in
 */
void slab_read(struct slab *slab)
{
	unsigned int total, size, objects, pages;
	struct slab_cache *cache;
	FILE *file;
	char line[512];

	settle();
	file = fopen("/proc/slabinfo", "r");
	if (!file)
		err(1, "/proc/slabinfo");
	slab->count = 0;
	while (fgets(line, sizeof(line), file) && slab->count < SLAB_CACHES) {
		cache = &slab->caches[slab->count];
		if (sscanf(line, "%31s %lu %u %u %u %u", cache->name,
			   &cache->objects, &total, &size, &objects,
			   &pages) != 6)
			continue;
		cache->size = (double)pages * PAGE / objects;
		slab->count++;
	}
	fclose(file);
}

static double growth_of(const struct slab *before,
			const struct slab_cache *cache)
{
	unsigned int i;

	for (i = 0; i < before->count; i++)
		if (!strcmp(before->caches[i].name, cache->name))
			return ((double)cache->objects -
				before->caches[i].objects) * cache->size;
	return cache->objects * cache->size;
}

/**
 * slab_growth() - how much more is allocated
 * @before: then
 * @after: now
 *
 * Return: bytes.
 */
double slab_growth(const struct slab *before, const struct slab *after)
{
	double bytes = 0;
	unsigned int i;

	for (i = 0; i < after->count; i++)
		bytes += growth_of(before, &after->caches[i]);
	return bytes;
}

/**
 * slab_show() - show which caches have grown
 * @before: then
 * @after: now
 * @per: by how many things; only what is at least 4 bytes a thing is shown
 */
void slab_show(const struct slab *before, const struct slab *after,
	       unsigned int per)
{
	const struct slab_cache *cache;
	unsigned int i;
	double bytes;

	for (i = 0; i < after->count; i++) {
		cache = &after->caches[i];
		bytes = growth_of(before, cache) / per;
		if (bytes >= 4 || bytes <= -4)
			printf("#   %-24s %8.1f B = %.2f x %.0f\n",
			       cache->name, bytes, bytes / cache->size,
			       cache->size);
	}
}

/**
 * slab_total() - a line of /proc/meminfo
 * @what: which
 *
 * Return: MiB.
 */
uint64_t slab_total(const char *what)
{
	FILE *file = fopen("/proc/meminfo", "r");
	size_t length = strlen(what);
	uint64_t value = 0;
	char line[128];

	if (!file)
		err(1, "/proc/meminfo");
	while (fgets(line, sizeof(line), file))
		if (!strncmp(line, what, length) && line[length] == ':')
			value = strtoull(line + length + 1, NULL, 10);
	fclose(file);
	return value >> 10;
}
