// SPDX-License-Identifier: GPL-2.0
/*
 * The entries of a folder, for LIST.
 */
#include <string.h>
#include "folder.h"

#define MOST		96	/* entries of one answer */

/* Inodes, then modes of the entries that are listed */
static uint16_t numbers[MOST];

/* Put an entry, if it fits. Return: its bytes; 0: it does not */
static unsigned int put(const uint8_t *entry, uint16_t inode, uint8_t *to,
			unsigned int room)
{
	struct demos_fs_entry *head = (struct demos_fs_entry *)to;
	unsigned int length = strnlen((const char *)entry + 2,
				      DEMOS_FS_NAME_MAX);
	unsigned int bytes = sizeof(*head) + length + 1;

	if (bytes > room)
		return 0;
	/* An entry may begin at any address. */
	to[0] = 0;
	to[1] = 0;
	to[2] = inode >> 8;
	to[3] = inode;
	to[4] = 0;
	to[5] = 0;
	memcpy(to + sizeof(*head), entry + 2, length);
	to[sizeof(*head) + length] = 0;
	return bytes;
}

static int add_modes(uint8_t *to, unsigned int count)
{
	int result = count ? buffer_modes(numbers, count) : 0;
	unsigned int i;

	for (i = 0; i < count && !result; i++) {
		to[4] = (numbers[i] & FS_TYPE) >> 8;
		to += sizeof(struct demos_fs_entry);
		to += strlen((const char *)to) + 1;
	}
	return result;
}

/**
 * list_folder() - list entries of a folder
 * @inode: the folder
 * @from: offset of the first one to look at
 * @to: struct demos_fs_entry and name, again and again, are written there
 * @size: bytes there; how many were written
 * @next: where to go on is written there
 */
int list_folder(uint16_t inode, uint32_t from, uint8_t *to, unsigned int *size,
		uint32_t *next)
{
	const struct demos_fs_file *folder;
	unsigned int used = 0, count = 0, bytes;
	uint8_t *block, *entry;
	uint16_t number;
	uint32_t end;
	int result = folder_get(inode, &folder);

	if (result)
		return result;
	if (!(folder->mode & FS_MAY_READ))
		return DEMOS_FS_EACCES;
	end = folder->size / FS_ENTRY * FS_ENTRY;
	if (from % FS_ENTRY)
		return DEMOS_FS_EINVAL;
	for (; from < end && count < MOST; from += FS_ENTRY) {
		result = folder_block(inode, from / FS_BLOCK, &block);
		if (result)
			return result;
		entry = block + from % FS_BLOCK;
		if (path_entry(entry, &number))
			return DEMOS_FS_ECORRUPT;
		if (!number)
			continue;
		bytes = put(entry, number, to + used, *size - used);
		if (!bytes)
			break;
		used += bytes;
		numbers[count++] = number;
	}
	*size = used;
	*next = from;
	return add_modes(to, count);
}

/**
 * list_is_empty() - are only "." and ".." in this folder?
 * @inode: the folder
 *
 * Return: 0: they are; DEMOS_FS_ENOTEMPTY; another result
 */
int list_is_empty(uint16_t inode)
{
	const struct demos_fs_file *folder;
	uint32_t offset, end;
	uint8_t *block, *entry;
	int result = folder_get(inode, &folder);

	if (result)
		return result;
	end = folder->size / FS_ENTRY * FS_ENTRY;
	for (offset = 2 * FS_ENTRY; offset < end; offset += FS_ENTRY) {
		result = folder_block(inode, offset / FS_BLOCK, &block);
		if (result)
			return result;
		entry = block + offset % FS_BLOCK;
		if (entry[0] | entry[1])
			return DEMOS_FS_ENOTEMPTY;
	}
	return 0;
}
