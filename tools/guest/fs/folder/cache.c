// SPDX-License-Identifier: GPL-2.0
/*
 * Folders, and blocks of folders, that were looked at. Nobody else changes
 * folders, so they stay as they are, until changed here.
 */
#include <string.h>
#include "folder.h"

#define FOLDERS		48
#define BLOCKS		56

/**
 * struct block - a block of a folder
 * @inode: the folder; 0: this place is free
 * @stamp: when it was last used
 * @number: of the block
 */
struct block {
	uint16_t inode;
	uint16_t stamp;
	uint32_t number;
};

static struct demos_fs_file folders[FOLDERS];
static unsigned int next_folder;
static struct block blocks[BLOCKS];
static uint16_t stamp;
static uint8_t contents[BLOCKS][FS_BLOCK] __attribute__((section(".seg4")));

static struct demos_fs_file *find_folder(uint16_t inode)
{
	struct demos_fs_file *folder;

	for (folder = folders; folder < folders + FOLDERS; folder++) {
		if (folder->inode == inode)
			return folder;
	}
	return NULL;
}

static struct demos_fs_file *keep_folder(const struct demos_fs_file *folder)
{
	struct demos_fs_file *place = find_folder(folder->inode);

	if (!place)
		place = &folders[next_folder++ % FOLDERS];
	*place = *folder;
	return place;
}

/**
 * folder_get() - describe a folder
 * @inode: its number
 * @folder: valid until others have been asked for
 *
 * Return: 0; DEMOS_FS_ENOTDIR; DEMOS_FS_ENOENT: it has been removed; another
 * result
 */
int folder_get(uint16_t inode, const struct demos_fs_file **folder)
{
	struct demos_fs_file read;
	int result;

	*folder = find_folder(inode);
	if (*folder)
		return 0;
	result = buffer_stat(inode, &read);
	if (result)
		return result;
	if ((read.mode & FS_TYPE) != FS_FOLDER)
		return DEMOS_FS_ENOTDIR;
	if (!read.links)
		return DEMOS_FS_ENOENT;
	*folder = keep_folder(&read);
	return 0;
}

static unsigned int age(const struct block *block)
{
	return block->inode ? (uint16_t)(stamp - block->stamp) : 0xffff;
}

/**
 * folder_block() - get a block of a folder
 * @inode: the folder
 * @number: of the block
 * @bytes: its place is written there; valid until another one is asked for
 */
int folder_block(uint16_t inode, uint32_t number, uint8_t **bytes)
{
	struct block *block, *oldest = blocks;
	struct demos_fs_file ignored;
	int result;

	for (block = blocks; block < blocks + BLOCKS; block++) {
		if (block->inode == inode && block->number == number)
			break;
		if (age(block) > age(oldest))
			oldest = block;
	}
	if (block == blocks + BLOCKS) {
		block = oldest;
		block->inode = 0;
		result = buffer_fetch(inode, number, contents[block - blocks],
				      &ignored);
		if (result)
			return result;
		block->inode = inode;
		block->number = number;
	}
	block->stamp = ++stamp;
	*bytes = contents[block - blocks];
	return 0;
}

/**
 * folder_changed() - an entry of a folder has been written
 * @folder: the folder, as it is now
 * @offset: of the entry
 * @inode: that it names
 * @entry: its bytes; the first two do not count
 */
void folder_changed(const struct demos_fs_file *folder, uint32_t offset,
		    uint16_t inode, const uint8_t *entry)
{
	struct block *block;
	uint8_t *bytes;

	keep_folder(folder);
	for (block = blocks; block < blocks + BLOCKS; block++) {
		if (block->inode != folder->inode ||
		    block->number != offset / FS_BLOCK)
			continue;
		bytes = contents[block - blocks] + offset % FS_BLOCK;
		bytes[0] = inode;
		bytes[1] = inode >> 8;
		memcpy(bytes + 2, entry + 2, FS_ENTRY - 2);
	}
}

/**
 * folder_forget() - a folder's inode has been changed
 * @inode: its number; perhaps it is no folder
 */
void folder_forget(uint16_t inode)
{
	struct demos_fs_file *folder = find_folder(inode);
	struct block *block;

	if (folder)
		folder->inode = 0;
	for (block = blocks; block < blocks + BLOCKS; block++) {
		if (block->inode == inode)
			block->inode = 0;
	}
}

/**
 * folder_forget_all() - the buffer manager is another one
 */
void folder_forget_all(void)
{
	memset(folders, 0, sizeof(folders));
	memset(blocks, 0, sizeof(blocks));
}
