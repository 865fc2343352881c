// SPDX-License-Identifier: GPL-2.0
/*
 * Which zone has a block of a file: the inode names seven; then one zone with
 * a table of 512, and one with a table of 512 such tables. 0: no zone, the
 * block is full of zeros.
 */
#include <string.h>
#include "buffer.h"

#define DIRECT		7
#define TABLE		512	/* zones in a table */
#define INDIRECT	7	/* in inode.zones */
#define DOUBLE		8

static int is_valid(uint16_t zone)
{
	return !zone || (zone >= super.first && zone < super.zones);
}

/* How much room to look for: a file that is growing gets more. */
static unsigned int run_for(uint32_t block)
{
	return block < 1 ? 1 : block < 8 ? 8 : 64;
}

static int allocate(struct inode *inode, uint32_t block, uint16_t *zone)
{
	int result = zone_allocate(inode->wanted, run_for(block), zone);

	if (!result)
		inode->wanted = *zone + 1;
	return result;
}

/* A new table, which is empty */
static int make_table(struct inode *inode, uint32_t block, uint16_t *zone)
{
	int result = allocate(inode, block, zone);

	if (result)
		return result;
	if (!block_fresh(*zone)) {
		zone_free(*zone, 1);
		return DEMOS_FS_EIO;
	}
	block_dirty(*zone, STEP_DATA);
	return 0;
}

/* The entry of a table; makes the zone that it names, if that is wanted. */
static int entry(struct inode *inode, uint16_t table, unsigned int index,
		 uint32_t block, int make, int is_table, uint16_t *zone,
		 uint8_t *fresh)
{
	uint8_t *bytes = block_get(table);
	int result;

	if (!bytes)
		return DEMOS_FS_EIO;
	*zone = get16(bytes + 2 * index);
	if (!is_valid(*zone))
		return DEMOS_FS_ECORRUPT;
	if (*zone || !make)
		return 0;
	result = is_table ? make_table(inode, block, zone) :
			    allocate(inode, block, zone);
	if (result)
		return result;
	bytes = block_get(table);
	if (!bytes) {
		zone_free(*zone, 1);
		return DEMOS_FS_EIO;
	}
	put16(bytes + 2 * index, *zone);
	block_dirty(table, STEP_DATA);
	*fresh = 1;
	return 0;
}

/* The same, for a zone that the inode names */
static int named(struct inode *inode, unsigned int index, uint32_t block,
		 int make, int is_table, uint16_t *zone, uint8_t *fresh)
{
	int result;

	*zone = inode->zones[index];
	if (!is_valid(*zone))
		return DEMOS_FS_ECORRUPT;
	if (*zone || !make)
		return 0;
	result = is_table ? make_table(inode, block, zone) :
			    allocate(inode, block, zone);
	if (result)
		return result;
	inode->zones[index] = *zone;
	*fresh = 1;
	return inode_store(inode);
}

/**
 * zone_of() - the zone of a block
 * @inode: of this file
 * @block: its number in the file
 * @make: allocate one if there is none
 * @zone: it is written there; 0: there is none
 * @fresh: set to 1 if it was allocated now: its content is to be set; else to 0
 *
 * Return: 0, DEMOS_FS_EFBIG, DEMOS_FS_ENOSPC, DEMOS_FS_EIO, DEMOS_FS_ECORRUPT
 */
int zone_of(struct inode *inode, uint32_t block, int make, uint16_t *zone,
	    uint8_t *fresh)
{
	uint8_t ignored = 0;
	uint16_t table;
	uint32_t rest;
	int result;

	*fresh = 0;
	*zone = 0;
	if (block >= BLOCKS_MAX)
		return DEMOS_FS_EFBIG;
	if (block < DIRECT)
		return named(inode, block, block, make, 0, zone, fresh);
	rest = block - DIRECT;
	if (rest < TABLE) {
		result = named(inode, INDIRECT, block, make, 1, &table,
			       &ignored);
	} else {
		rest -= TABLE;
		result = named(inode, DOUBLE, block, make, 1, &table, &ignored);
		if (!result && table)
			result = entry(inode, table, rest / TABLE, block, make,
				       1, &table, &ignored);
	}
	if (result || !table)
		return result;
	return entry(inode, table, rest % TABLE, block, make, 0, zone, fresh);
}

/*
 * Free the zones of a table from block @keep on; all of them, and itself, if
 * that is 0. @depth: 1: of data; 2: of tables. An invalid zone is let be.
 */
static int free_table(uint16_t *table, uint32_t keep, int depth, int now)
{
	const uint32_t each = depth == 2 ? TABLE : 1;
	unsigned int i = keep / each;
	uint8_t *bytes;
	uint16_t zone, after;
	int result;

	if (!*table || !is_valid(*table)) {
		*table = keep ? *table : 0;
		return 0;
	}
	for (; i < TABLE; i++) {
		bytes = block_get(*table);
		if (!bytes)
			return DEMOS_FS_EIO;
		zone = get16(bytes + 2 * i);
		after = zone;
		if (!zone)
			continue;
		if (depth == 2) {
			result = free_table(&after, keep > i * each ?
					    keep - i * each : 0, 1, now);
			if (result)
				return result;
		} else {
			if (is_valid(zone))
				zone_free(zone, now);
			after = 0;
		}
		if (after == zone || !keep)
			continue;
		bytes = block_get(*table);
		if (!bytes)
			return DEMOS_FS_EIO;
		put16(bytes + 2 * i, after);
		block_dirty(*table, STEP_DATA);
	}
	if (!keep) {
		zone_free(*table, now);
		*table = 0;
	}
	return 0;
}

/* The rest of the last block is 0, for a file that grows again. */
static int clear_rest(struct inode *inode, uint32_t size)
{
	uint16_t zone;
	uint8_t *bytes, fresh;
	int result;

	if (!(size % FS_BLOCK))
		return 0;
	result = zone_of(inode, size / FS_BLOCK, 0, &zone, &fresh);
	if (result || !zone)
		return result;
	bytes = block_get(zone);
	if (!bytes)
		return DEMOS_FS_EIO;
	memset(bytes + size % FS_BLOCK, 0, FS_BLOCK - size % FS_BLOCK);
	block_dirty(zone, STEP_DATA);
	return 0;
}

static uint32_t beyond(uint32_t blocks, uint32_t first)
{
	return blocks > first ? blocks - first : 0;
}

/**
 * zone_truncate() - set the size of a file
 * @inode: the file
 * @size: its size
 * @now: no name on the medium leads to it, so its zones are free at once
 *
 * Return: 0, DEMOS_FS_EFBIG, DEMOS_FS_EIO, DEMOS_FS_ECORRUPT
 */
int zone_truncate(struct inode *inode, uint32_t size, int now)
{
	uint32_t keep = (size + FS_BLOCK - 1) / FS_BLOCK;
	int i, result = 0;

	if (size > BLOCKS_MAX * FS_BLOCK)
		return DEMOS_FS_EFBIG;
	if (size < inode->size || now) {
		result = clear_rest(inode, size);
		if (result)
			return result;
		for (i = keep; i < DIRECT; i++) {
			if (inode->zones[i] && is_valid(inode->zones[i]))
				zone_free(inode->zones[i], now);
			inode->zones[i] = 0;
		}
		inode->wanted = 0;
		result = free_table(&inode->zones[INDIRECT],
				    beyond(keep, DIRECT), 1, now);
		if (!result)
			result = free_table(&inode->zones[DOUBLE],
					    beyond(keep, DIRECT + TABLE), 2,
					    now);
	}
	if (result)
		return result;
	inode->size = size;
	inode->time = seconds();
	return inode_store(inode);
}
