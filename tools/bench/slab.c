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

/* Let memory freed after a grace period, or kept for a processor, go back */
static void settle(void)
{
	FILE *file = fopen("/proc/sys/vm/drop_caches", "w");

	if (!file || fputs("2", file) < 0 || fclose(file))
		err(1, "/proc/sys/vm/drop_caches");
}

/**
 * slab_read() - read all slab caches
 * @slab: filled in
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
 * slab_growth() - growth of the allocated memory
 * @before: earlier state
 * @after: later state
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
 * slab_show() - show the caches that have grown
 * @before: earlier state
 * @after: later state
 * @per: number of things; a growth below 4 bytes a thing is not shown
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
 * @what: name of the line
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
