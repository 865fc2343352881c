// SPDX-License-Identifier: GPL-2.0
/*
 * Names come, go and move. The buffer manager brings all to the disk in an
 * order in which no name leads to nothing: an inode counts a name before that
 * is there, and until it is gone.
 */
#include <string.h>
#include "folder.h"

/* May the names in this folder be changed? */
static int check(uint16_t inode)
{
	const struct demos_fs_file *folder;
	int result = folder_get(inode, &folder);

	if (result)
		return result;
	return folder->mode & FS_MAY_WRITE ? 0 : DEMOS_FS_EACCES;
}

/* Write an entry; no name: it becomes free. */
static int enter(uint16_t folder, uint32_t offset, uint16_t inode,
		 const uint8_t *name, unsigned int flags)
{
	struct demos_fs_file file;
	struct fs_request request;
	int result;

	buffer_request(&request, FS_ENTER, folder);
	request.number = offset;
	request.mode = inode;
	request.flags = flags;
	if (name)
		memcpy(request.entry + 2, name, DEMOS_FS_NAME_MAX);
	result = buffer_ask(&request, &file);
	if (!result)
		folder_changed(&file, offset, inode, request.entry);
	return result;
}

static int add_link(uint16_t inode)
{
	struct fs_request request;

	buffer_request(&request, FS_LINK, inode);
	return buffer_ask(&request, NULL);
}

/* The names that go with a folder: its own, "." in it, ".." in it */
static int drop_folder(uint16_t inode, uint16_t parent)
{
	folder_forget(inode);
	folder_forget(parent);
	buffer_drop(parent, 1);
	return buffer_drop(inode, 2);
}

/**
 * change_make() - make a file or a folder
 * @place: where; nothing is there
 * @mode: type and permissions
 * @file: it is described there
 */
int change_make(const struct place *place, uint16_t mode,
		struct demos_fs_file *file)
{
	int folder = (mode & FS_TYPE) == FS_FOLDER;
	struct fs_request request;
	int result = check(place->folder);

	if (!result && folder)
		result = add_link(place->folder);
	if (result)
		return result;
	buffer_request(&request, FS_MAKE, 0);
	request.mode = mode;
	request.number = place->folder;
	result = buffer_ask(&request, file);
	if (result) {
		if (folder)
			buffer_drop(place->folder, 1);
		return result;
	}
	folder_forget(file->inode);
	result = enter(place->folder, place->offset, file->inode, place->name,
		       0);
	if (result && folder)
		drop_folder(file->inode, place->folder);
	else if (result)
		buffer_drop(file->inode, 1);
	return result;
}

/* May this be removed, or replaced? */
static int check_goes(uint16_t inode, int folder)
{
	struct demos_fs_file file;
	int result = buffer_stat(inode, &file);

	if (result)
		return result;
	if ((file.mode & FS_TYPE) != FS_FOLDER)
		return folder ? DEMOS_FS_ENOTDIR : 0;
	if (!folder)
		return DEMOS_FS_EISDIR;
	if (inode == FS_ROOT_INODE)
		return DEMOS_FS_EINVAL;
	return list_is_empty(inode);
}

/**
 * change_remove() - take a name away
 * @place: where it is
 * @folder: of a folder, which is empty; else of another file
 */
int change_remove(const struct place *place, int folder)
{
	int result = check(place->folder);

	if (!result)
		result = check_goes(place->inode, folder);
	if (!result)
		result = enter(place->folder, place->offset, 0, NULL, 0);
	if (result)
		return result;
	return folder ? drop_folder(place->inode, place->folder) :
		buffer_drop(place->inode, 1);
}

/**
 * change_link() - give a file one more name
 * @old: a name that it has
 * @new: the new one; nothing is there
 */
int change_link(const struct place *old, const struct place *new)
{
	struct demos_fs_file file;
	int result = check(new->folder);

	if (!result)
		result = buffer_stat(old->inode, &file);
	if (result)
		return result;
	if ((file.mode & FS_TYPE) == FS_FOLDER)
		return DEMOS_FS_EISDIR;
	result = add_link(old->inode);
	if (result)
		return result;
	result = enter(new->folder, new->offset, old->inode, new->name, 0);
	if (result)
		buffer_drop(old->inode, 1);
	return result;
}

static int check_rename(const struct place *old, const struct place *new,
			int *folder)
{
	struct demos_fs_file file;
	int is, result = check(old->folder);

	if (!result)
		result = check(new->folder);
	if (!result)
		result = buffer_stat(old->inode, &file);
	if (result)
		return result;
	*folder = (file.mode & FS_TYPE) == FS_FOLDER;
	if (*folder) {
		result = path_is_below(new->folder, old->inode, &is);
		if (result || is)
			return result ? result : DEMOS_FS_EINVAL;
	}
	return new->inode ? check_goes(new->inode, *folder) : 0;
}

/* A folder gets another parent, with another name for it: ".." */
static int change_parent(uint16_t inode, uint16_t old, uint16_t new)
{
	static const uint8_t up[NAME_SIZE] = "..";
	int result = add_link(new);

	if (!result)
		result = enter(inode, FS_ENTRY, new, up, 0);
	folder_forget(new);
	folder_forget(old);
	return result ? result : buffer_drop(old, 1);
}

/**
 * change_rename() - move a name
 * @old: where it is
 * @new: where it will be; what is there is replaced
 */
int change_rename(const struct place *old, const struct place *new)
{
	int folder, apart, result;

	if (old->inode == new->inode)
		return 0;
	result = check_rename(old, new, &folder);
	if (!result)
		result = add_link(old->inode);
	if (result)
		return result;
	apart = old->folder != new->folder ||
		old->offset / FS_BLOCK != new->offset / FS_BLOCK;
	result = enter(new->folder, new->offset, old->inode, new->name,
		       apart ? FS_MOVED_IN : 0);
	if (result) {
		buffer_drop(old->inode, 1);
		return result;
	}
	if (folder && old->folder != new->folder)
		result = change_parent(old->inode, old->folder, new->folder);
	if (!result)
		result = enter(old->folder, old->offset, 0, NULL,
			       apart ? FS_MOVED_OUT : 0);
	if (result)
		return result;	/* it has both names, and counts them */
	if (folder)
		folder_forget(old->inode);
	if (new->inode && folder)
		drop_folder(new->inode, new->folder);
	else if (new->inode)
		buffer_drop(new->inode, 1);
	return buffer_drop(old->inode, 1);
}
