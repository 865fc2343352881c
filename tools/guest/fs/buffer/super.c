// SPDX-License-Identifier: GPL-2.0
/*
 * The superblock. Its state says whether the disk was left in good order: it is
 * marked as not clean before the first change, and as clean when all is on the
 * disk. One that is not clean is read-only, until fsck.minix has been there.
 */
#include <string.h>
#include "buffer.h"

#define ZONE		1
#define MAGIC		0x138f	/* version 1, names of 30 bytes */
#define CLEAN		1
#define ERRORS		2

/* Offsets */
#define NINODES		0
#define NZONES		2
#define INODE_MAPS	4
#define ZONE_MAPS	6
#define FIRST		8
#define ZONE_SIZE	10
#define MAGIC_AT	16
#define STATE		18
#define USED		20	/* bytes */

#define INODES_A_ZONE	32
#define BITS_A_ZONE	8192

struct super super;
uint8_t super_is_clean;

/* Of the superblock, without its state */
static uint8_t known[USED];

/* Do these numbers go together, and with the disk's size? */
static int is_sane(const uint8_t *bytes)
{
	uint32_t inode_maps = get16(bytes + INODE_MAPS);
	uint32_t zone_maps = get16(bytes + ZONE_MAPS);
	uint32_t table = 2 + inode_maps + zone_maps;
	uint32_t inodes = get16(bytes + NINODES);
	uint32_t zones = get16(bytes + NZONES);
	uint32_t first = get16(bytes + FIRST);

	return inodes && inodes < 0xffff && first < zones &&
		zones <= disk_blocks && !get16(bytes + ZONE_SIZE) &&
		inode_maps * BITS_A_ZONE > inodes &&
		zone_maps * BITS_A_ZONE > zones - first &&
		table + (inodes + INODES_A_ZONE - 1) / INODES_A_ZONE <= first;
}

static int mount_it(const uint8_t *bytes)
{
	int result;

	super.inodes = get16(bytes + NINODES);
	super.zones = get16(bytes + NZONES);
	super.first = get16(bytes + FIRST);
	super.table = 2 + get16(bytes + INODE_MAPS) + get16(bytes + ZONE_MAPS);
	super_is_clean = (get16(bytes + STATE) & (CLEAN | ERRORS)) == CLEAN;
	super.read_only = disk_read_only || !super_is_clean;
	if (!super_is_clean)
		say("the disk was not left in good order, and is read-only:\n"
		    "stop this and the disk, then run fsck.minix -a", 0);
	super_is_clean = 1;	/* nothing has to be said to a read-only one */
	memcpy(known, bytes, USED);
	result = bitmap_init(&inode_map, 2, super.inodes + 1);
	if (result)
		return result;
	return bitmap_init(&zone_map, super.table - get16(known + ZONE_MAPS),
			   super.zones - super.first + 1);
}

/**
 * super_mount() - begin with a disk
 *
 * Return: 0, DEMOS_FS_EIO, DEMOS_FS_ECORRUPT: no such file system is there
 */
int super_mount(void)
{
	uint8_t *bytes = block_get(ZONE);

	if (!bytes)
		return DEMOS_FS_EIO;
	if (get16(bytes + MAGIC_AT) != MAGIC || !is_sane(bytes))
		return DEMOS_FS_ECORRUPT;
	return mount_it(bytes);
}

/**
 * super_mark() - say on the medium whether the disk is clean
 * @clean: all is on the disk
 *
 * Return: 0 or DEMOS_FS_EIO
 */
int super_mark(int clean)
{
	uint8_t *bytes = block_get(ZONE);
	uint8_t before = super_is_clean;
	int result;

	if (!bytes)
		return DEMOS_FS_EIO;
	super_is_clean = 0;
	put16(bytes + STATE, get16(known + STATE) & ~(clean ? 0 : CLEAN));
	result = commit_zone(ZONE, 1);
	super_is_clean = result ? before : clean;
	return result;
}
