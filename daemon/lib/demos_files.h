/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libdemos: files of the file system (section 2.3; Documentation/files.rst).
 * Included by demos.h.
 *
 * There are two kinds of links. A folder link leads to the request interpreter
 * and stands for a working directory and a root: demos_find() finds the one
 * with the name DEMOS_FS_NAME. An open file is a link to the buffer manager,
 * which reads and writes the memory of this process. Both are closed by
 * demos_link_destroy(), and may be passed to others.
 *
 * Functions return 0 (or a count) or a negative errno, such as -ENOENT: there
 * is no such file; -EACCES; -EROFS; -ENOSPC; -EIO: the disk failed; -EUCLEAN:
 * the disk's content makes no sense; -ESRCH: the file system has ended. They
 * wait without a time limit, since a process of the file system may be moving;
 * demos_watch() can end that.
 */
#ifndef DEMOS_FILES_H
#define DEMOS_FILES_H

#include <linux/demos_fs.h>

#include "demos.h"

/**
 * struct demos_file_info - a file
 * @inode: its number
 * @size: bytes
 * @time: of the last change, s since 1970
 * @mode: type and permissions, as in stat(2)
 * @links: how many names it has
 * @uid: owner
 * @gid: group
 */
struct demos_file_info {
	__u32 inode;
	__u32 size;
	__u32 time;
	__u16 mode;
	__u16 links;
	__u16 uid;
	__u16 gid;
};

/**
 * struct demos_file_entry - a name in a folder
 * @inode: number of its file
 * @mode: type, as in stat(2)
 * @name: the name
 */
struct demos_file_entry {
	__u32 inode;
	__u16 mode;
	char name[DEMOS_FS_NAME_MAX + 1];
};

/**
 * struct demos_file_space - the room on the disk, and the work of the cache
 * @blocks: of 1 KiB, for data
 * @blocks_free: of these
 * @inodes: files that there can be
 * @inodes_free: of these
 * @open: open files
 * @hits: blocks found in the cache
 * @misses: blocks read from the disk
 * @written: blocks written to the disk
 */
struct demos_file_space {
	__u32 blocks;
	__u32 blocks_free;
	__u32 inodes;
	__u32 inodes_free;
	__u32 open;
	__u32 hits;
	__u32 misses;
	__u32 written;
};

/* ---- Names: over a folder link */

/**
 * demos_fs_open() - open a file
 * @demos: attached handle
 * @folder: a folder link
 * @path: of the file; without a leading "/" it begins in that folder
 * @flags: DEMOS_FS_FOR_READ, DEMOS_FS_FOR_WRITE or both; DEMOS_FS_APPEND,
 *	   DEMOS_FS_CREATE, DEMOS_FS_EXCLUSIVE, DEMOS_FS_EMPTY
 * @mode: permissions if the file is made, 0 to 0777
 * @file: gets the link
 * @info: gets a description, or NULL
 *
 * Return: 0 or a negative errno.
 */
int demos_fs_open(struct demos *demos, __u32 folder, const char *path,
		  unsigned int flags, unsigned int mode, __u32 *file,
		  struct demos_file_info *info);

/**
 * demos_fs_folder() - make another folder link
 * @demos: attached handle
 * @folder: a folder link
 * @path: of the folder that the new link stands for
 * @flags: DEMOS_FS_ROOT: nothing outside of that folder can be named over the
 *	   new link; DEMOS_FS_READ_ONLY: nothing can be changed
 * @link: gets it
 *
 * Return: 0 or a negative errno.
 */
int demos_fs_folder(struct demos *demos, __u32 folder, const char *path,
		    unsigned int flags, __u32 *link);

/**
 * demos_fs_stat() - look at a file or folder
 * @demos: attached handle
 * @folder: a folder link
 * @path: of the file
 * @info: gets a description
 *
 * Return: 0 or a negative errno.
 */
int demos_fs_stat(struct demos *demos, __u32 folder, const char *path,
		  struct demos_file_info *info);

/**
 * demos_fs_list() - read a folder
 * @demos: attached handle
 * @folder: a folder link
 * @path: of the folder to read
 * @list: gets an array of its names, "." and ".." included; the caller frees it
 *
 * Return: how many, or a negative errno.
 */
int demos_fs_list(struct demos *demos, __u32 folder, const char *path,
		  struct demos_file_entry **list);

/**
 * demos_fs_mkdir() - make a folder
 * @demos: attached handle
 * @folder: a folder link
 * @path: of the new folder
 * @mode: permissions, 0 to 0777
 *
 * Return: 0 or a negative errno.
 */
int demos_fs_mkdir(struct demos *demos, __u32 folder, const char *path,
		   unsigned int mode);

/**
 * demos_fs_rmdir() - remove an empty folder
 * @demos: attached handle
 * @folder: a folder link
 * @path: of the folder to remove
 *
 * Return: 0 or a negative errno.
 */
int demos_fs_rmdir(struct demos *demos, __u32 folder, const char *path);

/**
 * demos_fs_unlink() - remove a name of a file
 * @demos: attached handle
 * @folder: a folder link
 * @path: the name
 *
 * An open file keeps its content until it is closed.
 *
 * Return: 0 or a negative errno.
 */
int demos_fs_unlink(struct demos *demos, __u32 folder, const char *path);

/**
 * demos_fs_link() - give a file another name
 * @demos: attached handle
 * @folder: a folder link
 * @path: a name that the file has
 * @name: the new one
 *
 * Return: 0 or a negative errno.
 */
int demos_fs_link(struct demos *demos, __u32 folder, const char *path,
		  const char *name);

/**
 * demos_fs_rename() - change the name of a file or folder
 * @demos: attached handle
 * @folder: a folder link
 * @path: the name that it has
 * @name: the new one; a file, or an empty folder, of that name is replaced
 *
 * Return: 0 or a negative errno.
 */
int demos_fs_rename(struct demos *demos, __u32 folder, const char *path,
		    const char *name);

/**
 * demos_fs_chmod() - change permissions
 * @demos: attached handle
 * @folder: a folder link
 * @path: of the file or folder
 * @mode: the new ones, 0 to 0777
 *
 * Return: 0 or a negative errno.
 */
int demos_fs_chmod(struct demos *demos, __u32 folder, const char *path,
		   unsigned int mode);

/**
 * demos_fs_utime() - set the time of the last change
 * @demos: attached handle
 * @folder: a folder link
 * @path: of the file or folder
 * @time: s since 1970
 *
 * Return: 0 or a negative errno.
 */
int demos_fs_utime(struct demos *demos, __u32 folder, const char *path,
		   __u32 time);

/**
 * demos_fs_sync() - wait until everything written so far is on the disk
 * @demos: attached handle
 * @folder: a folder link
 *
 * Return: 0 or a negative errno.
 */
int demos_fs_sync(struct demos *demos, __u32 folder);

/**
 * demos_fs_space() - look at the room on the disk
 * @demos: attached handle
 * @folder: a folder link
 * @space: gets it
 *
 * Return: 0 or a negative errno.
 */
int demos_fs_space(struct demos *demos, __u32 folder,
		   struct demos_file_space *space);

/* ---- Content: over the link of an open file */

/**
 * demos_file_read() - read from an open file
 * @demos: attached handle
 * @file: the link
 * @offset: where to begin in the file
 * @bytes: where to put the bytes
 * @length: how many, any number; several requests are under way at a time
 *
 * Return: how many were read, fewer than @length at the end of the file; or a
 * negative errno, and demos_moved() tells how many were read before.
 */
long demos_file_read(struct demos *demos, __u32 file, __u32 offset,
		     void *bytes, size_t length);

/**
 * demos_file_write() - write to an open file
 * @demos: attached handle
 * @file: the link
 * @offset: where to begin in the file
 * @bytes: what to write
 * @length: how many, any number; several requests are under way at a time
 *
 * Return: @length; or a negative errno, and demos_moved() tells how many were
 * written, from the first on without a gap.
 */
long demos_file_write(struct demos *demos, __u32 file, __u32 offset,
		      const void *bytes, size_t length);

/**
 * demos_file_append() - write to the end of a file opened with DEMOS_FS_APPEND
 * @demos: attached handle
 * @file: the link
 * @bytes: what to write
 * @length: how many; DEMOS_FS_IO_MAX of them stay together, whoever else
 *	    appends
 *
 * Return: as demos_file_write().
 */
long demos_file_append(struct demos *demos, __u32 file, const void *bytes,
		       size_t length);

/**
 * demos_file_truncate() - change the size of an open file
 * @demos: attached handle
 * @file: the link
 * @size: the new one; bytes that are added are 0
 *
 * Return: 0 or a negative errno.
 */
int demos_file_truncate(struct demos *demos, __u32 file, __u32 size);

/**
 * demos_file_sync() - wait until all that was written to a file is on the disk
 * @demos: attached handle
 * @file: the link
 *
 * Return: 0 or a negative errno.
 */
int demos_file_sync(struct demos *demos, __u32 file);

/**
 * demos_file_stat() - look at an open file
 * @demos: attached handle
 * @file: the link
 * @info: gets a description
 *
 * Return: 0 or a negative errno.
 */
int demos_file_stat(struct demos *demos, __u32 file,
		    struct demos_file_info *info);

#endif
