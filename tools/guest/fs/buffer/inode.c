// SPDX-License-Identifier: GPL-2.0
/*
 * Inodes in memory. A change goes to the inode's block in the cache at once.
 *
 * A name that was taken out of a folder counts until a commit has brought the
 * folder to the medium: so no name there leads to an inode that is not. When
 * the last name and the last open file are gone, the inode and its zones are
 * freed.
 */
#include <string.h>
#include "buffer.h"

#define SIZE		32	/* bytes, on the disk */
#define A_ZONE		(FS_BLOCK / SIZE)

/* Offsets */
#define MODE		0
#define UID		2
#define FILE_SIZE	4
#define TIME		8
#define GID		12
#define LINKS		13
#define ZONE		14

static struct inode inodes[INODES];
static uint32_t stamp;
static uint16_t pending;

/* s since 1970 */
uint32_t seconds(void)
{
	return now() / 1000000000;
}

static uint16_t zone_with(uint16_t number)
{
	return super.table + (number - 1) / A_ZONE;
}

static uint8_t *bytes_of(uint16_t number)
{
	uint8_t *bytes = block_get(zone_with(number));

	return bytes ? bytes + (number - 1) % A_ZONE * SIZE : NULL;
}

static int load(struct inode *inode, uint16_t number)
{
	const uint8_t *bytes = bytes_of(number);
	int i;

	if (!bytes)
		return DEMOS_FS_EIO;
	memset(inode, 0, sizeof(*inode));
	inode->mode = get16(bytes + MODE);
	inode->uid = get16(bytes + UID);
	inode->size = get32(bytes + FILE_SIZE);
	inode->time = get32(bytes + TIME);
	inode->gid = bytes[GID];
	inode->links = bytes[LINKS];
	for (i = 0; i < ZONES; i++)
		inode->zones[i] = get16(bytes + ZONE + 2 * i);
	inode->number = number;
	return 0;
}

/* A place that can be given to another inode */
static struct inode *find_place(void)
{
	struct inode *inode, *best = NULL;

	for (inode = inodes; inode < inodes + INODES; inode++) {
		if (!inode->number)
			return inode;
		if (!inode->opens && !inode->drops &&
		    (!best || inode->stamp < best->stamp))
			best = inode;
	}
	return best;
}

static struct inode *find_inode(uint16_t number)
{
	struct inode *inode;

	for (inode = inodes; inode < inodes + INODES; inode++) {
		if (inode->number == number)
			return inode;
	}
	return NULL;
}

/* Does this exist, as far as the disk's content can be trusted? */
static int check(const struct inode *inode)
{
	uint16_t type = inode->mode & FS_TYPE;
	int set = bitmap_test(&inode_map, inode->number);

	if (set < 0)
		return DEMOS_FS_EIO;
	if (!set || !type)
		return DEMOS_FS_ECORRUPT;
	if ((type == FS_FILE || type == FS_FOLDER) &&
	    inode->size > BLOCKS_MAX * FS_BLOCK)
		return DEMOS_FS_ECORRUPT;
	return 0;
}

/**
 * inode_get() - find an inode, or read it
 * @number: its number
 * @inode: it is written there; valid until others have been asked for, unless
 *	it is open
 *
 * Return: 0, DEMOS_FS_EIO, DEMOS_FS_ECORRUPT: no such inode is in use,
 * DEMOS_FS_EMFILE: too many are open
 */
int inode_get(uint16_t number, struct inode **inode)
{
	int result;

	if (!number || number > super.inodes)
		return DEMOS_FS_ECORRUPT;
	*inode = find_inode(number);
	if (!*inode) {
		*inode = find_place();
		if (!*inode && !commit())	/* names may go by that */
			*inode = find_place();
		if (!*inode)
			return DEMOS_FS_EMFILE;
		(*inode)->number = 0;
		result = load(*inode, number);
		if (!result)
			result = check(*inode);
		if (result) {
			(*inode)->number = 0;
			return result;
		}
	}
	(*inode)->stamp = ++stamp;
	return 0;
}

/**
 * inode_store() - an inode has been changed
 * @inode: the inode
 *
 * Return: 0 or DEMOS_FS_EIO
 */
int inode_store(struct inode *inode)
{
	uint8_t *bytes = bytes_of(inode->number);
	int i;

	if (!bytes)
		return DEMOS_FS_EIO;
	put16(bytes + MODE, inode->mode);
	put16(bytes + UID, inode->uid);
	put32(bytes + FILE_SIZE, inode->size);
	put32(bytes + TIME, inode->time);
	bytes[GID] = inode->gid;
	bytes[LINKS] = inode->links;
	for (i = 0; i < ZONES; i++)
		put16(bytes + ZONE + 2 * i, inode->zones[i]);
	block_dirty(zone_with(inode->number), STEP_INODES);
	return 0;
}

/**
 * inode_make() - take a free inode
 * @mode: type and permissions
 * @inode: it is written there; it has one name
 *
 * Return: 0, DEMOS_FS_ENOSPC, DEMOS_FS_EIO, DEMOS_FS_EMFILE
 */
int inode_make(uint16_t mode, struct inode **inode)
{
	uint16_t number;
	int result = bitmap_find(&inode_map, 1, &number);

	if (result == DEMOS_FS_ENOSPC && pending && !commit())
		result = bitmap_find(&inode_map, 1, &number);
	if (result)
		return result;
	*inode = find_inode(number);
	if (!*inode)
		*inode = find_place();
	if (!*inode && !commit())
		*inode = find_place();
	if (!*inode)
		return DEMOS_FS_EMFILE;
	result = bitmap_set(&inode_map, number, 1);
	if (result)
		return result;
	inode_map.next = number;
	memset(*inode, 0, sizeof(**inode));
	(*inode)->number = number;
	(*inode)->mode = mode;
	(*inode)->links = 1;
	(*inode)->time = seconds();
	(*inode)->stamp = ++stamp;
	return inode_store(*inode);
}

/* The last name and the last open file are gone. */
static int release(struct inode *inode)
{
	uint16_t number = inode->number, type = inode->mode & FS_TYPE;
	int result = 0;

	if (type == FS_FILE || type == FS_FOLDER)	/* others have none */
		result = zone_truncate(inode, 0, 1);
	if (result == DEMOS_FS_EIO)
		return result;
	memset(inode->zones, 0, sizeof(inode->zones));
	inode->size = 0;
	inode->mode = 0;
	inode->time = 0;
	result = inode_store(inode);
	if (result)
		return result;
	inode->number = 0;
	bitmap_set(&inode_map, number, 0);
	return 0;
}

/**
 * inode_settle() - free an inode that has neither a name nor an open file
 * @inode: the inode, which may be another's afterwards
 *
 * Return: 0 or DEMOS_FS_EIO
 */
int inode_settle(struct inode *inode)
{
	if (inode->links || inode->drops || inode->opens)
		return 0;
	return release(inode);
}

/**
 * inode_settle_all() - names that are gone count no more, a commit is over
 *
 * Return: 0 or DEMOS_FS_EIO
 */
int inode_settle_all(void)
{
	struct inode *inode;
	int result;

	for (inode = inodes; inode < inodes + INODES && pending; inode++) {
		if (!inode->number || !inode->drops)
			continue;
		inode->links = inode_links(inode);
		inode->drops = 0;
		pending--;
		result = inode_store(inode);
		if (!result)
			result = inode_settle(inode);
		if (result)
			return result;
	}
	return 0;
}

/**
 * inode_drop() - names have been taken out of folders
 * @inode: the inode
 * @count: how many
 *
 * Return: 0 or DEMOS_FS_ECORRUPT: it does not have so many
 */
int inode_drop(struct inode *inode, unsigned int count)
{
	int result = 0;

	if (count > inode_links(inode)) {
		count = inode_links(inode);
		result = DEMOS_FS_ECORRUPT;
	}
	if (count && !inode->drops)
		pending++;
	inode->drops += count;
	commit_note();
	return result;
}

/**
 * inode_pending() - are there names that go after the next commit?
 */
int inode_pending(void)
{
	return pending != 0;
}

/* How many names it has */
unsigned int inode_links(const struct inode *inode)
{
	return inode->links - inode->drops;
}

/**
 * inode_mode() - type and permissions of an inode
 * @number: its number
 * @mode: they are written there; 0: there is no such inode
 *
 * Return: 0 or DEMOS_FS_EIO
 */
int inode_mode(uint16_t number, uint16_t *mode)
{
	const struct inode *inode = find_inode(number);
	const uint8_t *bytes;

	*mode = 0;
	if (inode)
		*mode = inode->mode;
	if (inode || !number || number > super.inodes)
		return 0;
	bytes = bytes_of(number);
	if (!bytes)
		return DEMOS_FS_EIO;
	*mode = get16(bytes + MODE);
	return 0;
}
