// SPDX-License-Identifier: GPL-2.0
/*
 * From a path to a place in a folder. The disk may have any content: names of
 * inodes that cannot be, folders that contain themselves. A path has an end,
 * and so has each way up.
 */
#include <string.h>
#include "folder.h"

#define DEPTH		512	/* folders below each other */

/**
 * path_entry() - read an entry
 * @entry: its bytes
 * @inode: that it names is written there; 0: it is free
 *
 * Return: 0 or DEMOS_FS_ECORRUPT
 */
int path_entry(const uint8_t *entry, uint16_t *inode)
{
	*inode = entry[0] | (uint16_t)entry[1] << 8;
	return *inode > inodes_max ? DEMOS_FS_ECORRUPT : 0;
}

/* Look a name up in a folder, or find a free entry. */
static int find_name(const struct demos_fs_file *folder, struct place *place)
{
	const uint16_t inode = folder->inode;
	const uint32_t size = folder->size / FS_ENTRY * FS_ENTRY;
	uint32_t offset, free = size;
	uint8_t *bytes, *entry;
	int result;

	for (offset = 0; offset < size; offset += FS_ENTRY) {
		if (!(offset % FS_BLOCK)) {
			result = folder_block(inode, offset / FS_BLOCK, &bytes);
			if (result)
				return result;
		}
		entry = bytes + offset % FS_BLOCK;
		if (!(entry[0] | entry[1])) {
			if (free == size)
				free = offset;
			continue;
		}
		if (entry[2] != place->name[0] ||
		    memcmp(entry + 2, place->name, DEMOS_FS_NAME_MAX))
			continue;
		place->offset = offset;
		return path_entry(entry, &place->inode);
	}
	place->offset = free;
	place->inode = 0;
	return 0;
}

/* The folder above */
static int parent_of(uint16_t inode, uint16_t *parent)
{
	const struct demos_fs_file *folder;
	uint8_t *bytes;
	int result = folder_get(inode, &folder);

	if (!result)
		result = folder_block(inode, 0, &bytes);
	if (result)
		return result;
	bytes += FS_ENTRY;
	if (bytes[2] != '.' || bytes[3] != '.' || bytes[4])
		return DEMOS_FS_ECORRUPT;
	result = path_entry(bytes, parent);
	return result || *parent ? result : DEMOS_FS_ECORRUPT;
}

/**
 * path_is_below() - is this folder in that one, or the same?
 * @inode: this folder
 * @folder: that one
 * @is: 0 or 1 is written there
 */
int path_is_below(uint16_t inode, uint16_t folder, int *is)
{
	uint16_t parent;
	int i, result;

	*is = 1;
	for (i = 0; inode != folder; i++) {
		result = parent_of(inode, &parent);
		if (result)
			return result;
		if (i == DEPTH)
			return DEMOS_FS_ECORRUPT;
		if (parent == inode) {
			*is = 0;
			return 0;
		}
		inode = parent;
	}
	return 0;
}

/* One up, but not out of the root; nor if it has been moved out of there. */
static int go_up(const struct fs_walk *walk, uint16_t *inode)
{
	int result, is;

	if (*inode == walk->root)
		return 0;
	if (walk->root != FS_ROOT_INODE) {
		result = path_is_below(*inode, walk->root, &is);
		if (result || !is)
			return result ? result : DEMOS_FS_ENOENT;
	}
	return parent_of(*inode, inode);
}

/* Take a name off the path. */
static int take_name(const char **path, uint8_t name[NAME_SIZE])
{
	unsigned int length = strcspn(*path, "/");

	if (length > DEMOS_FS_NAME_MAX)
		return DEMOS_FS_ENAMETOOLONG;
	memset(name, 0, NAME_SIZE);
	memcpy(name, *path, length);
	*path += length;
	while (**path == '/')
		++*path;
	return 0;
}

static int is_text(const uint8_t *name, const char *text)
{
	return !strcmp((const char *)name, text);
}

/* Take one step: @place is in a folder afterwards, perhaps without an inode. */
static int step(const struct fs_walk *walk, const char **path,
		struct place *place)
{
	const struct demos_fs_file *folder;
	int result = take_name(path, place->name);

	if (!result)
		result = folder_get(place->inode, &folder);
	if (result)
		return result;
	if (!(folder->mode & FS_MAY_PASS))
		return DEMOS_FS_EACCES;
	place->folder = 0;
	if (is_text(place->name, "."))
		return 0;
	if (is_text(place->name, ".."))
		return go_up(walk, &place->inode);
	place->folder = place->inode;
	return find_name(folder, place);
}

/**
 * path_find() - where does a path lead?
 * @walk: where it begins
 * @path: the path
 * @place: filled in
 *
 * Return: 0, even if the last name is not there; DEMOS_FS_ENOENT: another one
 * is not there; another result
 */
int path_find(const struct fs_walk *walk, const char *path,
	      struct place *place)
{
	const struct demos_fs_file *folder;
	unsigned int length = strlen(path);
	int result;

	if (!length)
		return DEMOS_FS_EINVAL;
	memset(place, 0, sizeof(*place));
	place->inode = *path == '/' ? walk->root : walk->folder;
	while (*path == '/')
		path++;
	while (*path) {
		if (!place->inode)
			return DEMOS_FS_ENOENT;
		result = step(walk, &path, place);
		if (result)
			return result;
	}
	/* A name with a "/" behind it is a folder's. */
	if (place->inode && path[-1] == '/')
		return folder_get(place->inode, &folder);
	return 0;
}
