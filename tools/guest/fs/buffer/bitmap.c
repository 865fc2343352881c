// SPDX-License-Identifier: GPL-2.0
/*
 * Which zones and inodes are in use. A zone that a file on the medium may still
 * have stays in use until a commit has told the medium that it has not.
 */
#include <string.h>
#include "buffer.h"

#define BITS_A_ZONE	8192

struct bitmap inode_map, zone_map;

/* Freed, but in use on the medium */
static uint8_t freed[BITS_A_ZONE];
static uint16_t freed_count;

/* The byte with a bit, at least that */
static uint8_t *byte_of(const struct bitmap *map, uint16_t bit)
{
	uint8_t *bytes = block_get(map->zone + bit / BITS_A_ZONE);

	return bytes ? bytes + bit % BITS_A_ZONE / 8 : NULL;
}

/**
 * bitmap_init() - begin with a bitmap, count its free bits
 * @map: filled in
 * @zone: its first zone
 * @bits: how many, bit 0 included
 *
 * Return: 0 or DEMOS_FS_EIO
 */
int bitmap_init(struct bitmap *map, uint16_t zone, uint16_t bits)
{
	uint16_t bit;
	uint8_t *byte = NULL;

	map->zone = zone;
	map->bits = bits;
	map->free = 0;
	map->next = 1;
	for (bit = 0; bit < bits; bit++) {
		if (!byte || !(bit % 8)) {
			byte = byte_of(map, bit);
			if (!byte)
				return DEMOS_FS_EIO;
		}
		if (bit && !(*byte & 1 << bit % 8))
			map->free++;
	}
	return 0;
}

/**
 * bitmap_test() - is it in use?
 * @map: the bitmap
 * @bit: 1 to its last bit
 *
 * Return: 0, 1, or -1: the disk failed
 */
int bitmap_test(struct bitmap *map, uint16_t bit)
{
	uint8_t *byte = byte_of(map, bit);

	return byte ? *byte >> bit % 8 & 1 : -1;
}

/**
 * bitmap_set() - change a bit
 * @map: the bitmap
 * @bit: 1 to its last bit
 * @value: 0 or 1
 *
 * Return: 0; DEMOS_FS_EIO; DEMOS_FS_ECORRUPT: it has that value
 */
int bitmap_set(struct bitmap *map, uint16_t bit, int value)
{
	uint8_t *byte = byte_of(map, bit);
	uint8_t mask = 1 << bit % 8;

	if (!byte)
		return DEMOS_FS_EIO;
	if (!(*byte & mask) != !!value)
		return DEMOS_FS_ECORRUPT;
	*byte ^= mask;
	map->free += value ? -1 : 1;
	block_dirty(map->zone + bit / BITS_A_ZONE, STEP_DATA);
	return 0;
}

/* Does a free run begin there? @bit is a multiple of 8 if @run is. */
static int is_run(const struct bitmap *map, uint16_t bit, unsigned int run,
		  const uint8_t *byte)
{
	unsigned int i;

	if (run == 1)
		return !(*byte & 1 << bit % 8);
	if (run > map->bits - bit || bit % BITS_A_ZONE + run > BITS_A_ZONE)
		return 0;
	for (i = 0; i < run / 8; i++) {
		if (byte[i])
			return 0;
	}
	return 1;
}

/* Look from @from up to @end. */
static int find(struct bitmap *map, uint32_t from, uint32_t end,
		unsigned int run, uint16_t *bit)
{
	uint8_t *byte;

	if (run > 1)
		from = (from + 7) & ~7UL;
	while (from < end) {
		byte = byte_of(map, from);
		if (!byte)
			return DEMOS_FS_EIO;
		if (*byte != 0xff && is_run(map, from, run, byte)) {
			*bit = from;
			return 0;
		}
		from = run > 1 || *byte == 0xff ? (from | 7) + 1 : from + 1;
	}
	return DEMOS_FS_ENOSPC;
}

/**
 * bitmap_find() - find bits that are free
 * @map: the bitmap
 * @run: how many, next to each other: 1, or a multiple of 8
 * @bit: the first one is written there
 *
 * Return: 0, DEMOS_FS_ENOSPC, DEMOS_FS_EIO
 */
int bitmap_find(struct bitmap *map, unsigned int run, uint16_t *bit)
{
	int result;

	if (!map->free)
		return DEMOS_FS_ENOSPC;
	result = find(map, map->next, map->bits, run, bit);
	if (result == DEMOS_FS_ENOSPC)
		result = find(map, 1, map->next, run, bit);
	return result;
}

/* The wanted zone if it is free, else the first of a run, else any */
static int choose(uint16_t wanted, unsigned int run, uint16_t *bit)
{
	int result = DEMOS_FS_ENOSPC;

	if (wanted > super.first && wanted < super.zones) {
		*bit = wanted - super.first + 1;
		result = bitmap_test(&zone_map, *bit);
		if (result <= 0)
			return result ? DEMOS_FS_EIO : 0;
		result = DEMOS_FS_ENOSPC;
	}
	for (; run > 1 && result == DEMOS_FS_ENOSPC; run /= 8) {
		result = bitmap_find(&zone_map, run, bit);
		if (!result && run > FRAME_BLOCKS)
			while ((*bit + super.first - 1) % FRAME_BLOCKS)
				++*bit;
	}
	if (result == DEMOS_FS_ENOSPC)
		result = bitmap_find(&zone_map, 1, bit);
	return result;
}

/**
 * zone_allocate() - take a free zone
 * @wanted: this one, if it is free
 * @run: else the first of so many free ones, if there are: 1, 8 or 64
 * @zone: it is written there
 *
 * Return: 0, DEMOS_FS_ENOSPC, DEMOS_FS_EIO
 */
int zone_allocate(uint16_t wanted, unsigned int run, uint16_t *zone)
{
	uint16_t bit;
	int result = choose(wanted, run, &bit);

	if (result == DEMOS_FS_ENOSPC && (freed_count || inode_pending())) {
		result = commit();
		if (!result)
			result = choose(0, 1, &bit);
	}
	if (!result)
		result = bitmap_set(&zone_map, bit, 1);
	if (result)
		return result;
	zone_map.next = bit;
	*zone = bit + super.first - 1;
	return 0;
}

/**
 * zone_free() - a zone is not used any more
 * @zone: the zone, of data
 * @now: no file on the medium has it
 */
void zone_free(uint16_t zone, int now)
{
	uint16_t bit = zone - super.first + 1;
	uint8_t mask = 1 << bit % 8;

	block_forget(zone);
	if (now) {
		bitmap_set(&zone_map, bit, 0);
	} else if (!(freed[bit / 8] & mask)) {
		freed[bit / 8] |= mask;
		freed_count++;
		commit_note();
	}
}

/**
 * zone_settle() - freed zones are free, since a commit is over
 *
 * Return: 0 or DEMOS_FS_EIO
 */
int zone_settle(void)
{
	uint16_t i, bit;
	int result;

	for (i = 0; i < sizeof(freed) && freed_count; i++) {
		for (bit = i * 8; freed[i]; bit++) {
			if (!(freed[i] & 1 << bit % 8))
				continue;
			result = bitmap_set(&zone_map, bit, 0);
			if (result == DEMOS_FS_EIO)
				return result;
			freed[i] &= ~(1 << bit % 8);
			freed_count--;
		}
	}
	return 0;
}

/**
 * zone_pending() - are there freed zones that are not free?
 */
int zone_pending(void)
{
	return freed_count != 0;
}
