// SPDX-License-Identifier: GPL-2.0
/*
 * Operations on open files. FUSE's handle of one is its link, and whether each
 * write goes to its end.
 */
#include <errno.h>
#include <fcntl.h>

#include "mount/mount.h"

#define APPEND	0x100000000ULL

static int open_file(const char *path, unsigned int flags, mode_t mode,
		     struct fuse_file_info *file)
{
	int access = file->flags & O_ACCMODE;
	__u32 link;
	int err;

	if (access != O_WRONLY)
		flags |= DEMOS_FS_FOR_READ;
	if (access != O_RDONLY)
		flags |= DEMOS_FS_FOR_WRITE;
	if (file->flags & O_TRUNC)
		flags |= DEMOS_FS_EMPTY;
	if (file->flags & O_APPEND)
		flags |= DEMOS_FS_APPEND;
	err = demos_fs_open(mount.demos, mount_root(), path, flags, mode & 0777,
			    &link, NULL);
	if (!err)
		file->fh = link | (file->flags & O_APPEND ? APPEND : 0);
	return mount_result(err);
}

static int op_open(const char *path, struct fuse_file_info *file)
{
	return open_file(path, 0, 0, file);
}

static int op_create(const char *path, mode_t mode,
		     struct fuse_file_info *file)
{
	return open_file(path, DEMOS_FS_CREATE |
			 (file->flags & O_EXCL ? DEMOS_FS_EXCLUSIVE : 0), mode,
			 file);
}

static int op_release(const char *path, struct fuse_file_info *file)
{
	(void)path;
	demos_link_destroy(mount.demos, (__u32)file->fh);
	return 0;
}

static int op_read(const char *path, char *bytes, size_t size, off_t offset,
		   struct fuse_file_info *file)
{
	(void)path;
	if (offset > UINT32_MAX)
		return 0;
	return mount_result(demos_file_read(mount.demos, (__u32)file->fh,
					    offset, bytes, size));
}

static int op_write(const char *path, const char *bytes, size_t size,
		    off_t offset, struct fuse_file_info *file)
{
	long count;

	(void)path;
	if (offset > UINT32_MAX)
		return -EFBIG;
	count = file->fh & APPEND ?
		demos_file_append(mount.demos, (__u32)file->fh, bytes, size) :
		demos_file_write(mount.demos, (__u32)file->fh, offset, bytes,
				 size);
	/* The next write gets the error */
	if (count < 0 && demos_moved(mount.demos))
		return demos_moved(mount.demos);
	return mount_result(count);
}

static int op_truncate(const char *path, off_t size,
		       struct fuse_file_info *file)
{
	__u32 link;
	int err;

	if (size > UINT32_MAX)
		return -EFBIG;
	if (file)
		return mount_result(demos_file_truncate(mount.demos,
							(__u32)file->fh, size));
	err = demos_fs_open(mount.demos, mount_root(), path, DEMOS_FS_FOR_WRITE,
			    0, &link, NULL);
	if (err)
		return mount_result(err);
	err = demos_file_truncate(mount.demos, link, size);
	demos_link_destroy(mount.demos, link);
	return mount_result(err);
}

static int op_fsync(const char *path, int data, struct fuse_file_info *file)
{
	(void)path;
	(void)data;
	return mount_result(demos_file_sync(mount.demos, (__u32)file->fh));
}

/**
 * operations_content() - fill in the operations of this file
 * @operations: for FUSE
 */
void operations_content(struct fuse_operations *operations)
{
	operations->open = op_open;
	operations->create = op_create;
	operations->release = op_release;
	operations->read = op_read;
	operations->write = op_write;
	operations->truncate = op_truncate;
	operations->fsync = op_fsync;
}
