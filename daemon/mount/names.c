// SPDX-License-Identifier: GPL-2.0
/*
 * Operations on names: files and folders by their paths. FUSE's handle of an
 * open folder is a folder link.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "mount/mount.h"

/**
 * stat_fill() - describe a file to Linux
 * @info: the file
 * @status: gets it
 *
 * The file system knows no users: all files are those of the user who mounted
 * it.
 */
void stat_fill(const struct demos_file_info *info, struct stat *status)
{
	memset(status, 0, sizeof(*status));
	status->st_ino = info->inode;
	status->st_mode = info->mode;
	status->st_nlink = info->links;
	status->st_uid = getuid();
	status->st_gid = getgid();
	status->st_size = info->size;
	status->st_blocks = (info->size + 511) / 512;
	status->st_blksize = 1024;
	status->st_mtime = info->time;
	status->st_ctime = info->time;
	status->st_atime = info->time;
}

static int op_getattr(const char *path, struct stat *status,
		      struct fuse_file_info *file)
{
	struct demos_file_info info;
	int err = file ? demos_file_stat(mount.demos, (__u32)file->fh, &info) :
			 demos_fs_stat(mount.demos, mount_root(), path, &info);

	if (!err)
		stat_fill(&info, status);
	return mount_result(err);
}

static int op_opendir(const char *path, struct fuse_file_info *file)
{
	__u32 link;
	int err = demos_fs_folder(mount.demos, mount_root(), path, 0, &link);

	if (!err)
		file->fh = link;
	return mount_result(err);
}

static int op_releasedir(const char *path, struct fuse_file_info *file)
{
	(void)path;
	demos_link_destroy(mount.demos, (__u32)file->fh);
	return 0;
}

static int op_readdir(const char *path, void *buffer, fuse_fill_dir_t fill,
		      off_t offset, struct fuse_file_info *file,
		      enum fuse_readdir_flags flags)
{
	struct demos_file_entry *entries;
	struct stat status = {};
	int i, count;

	(void)path;
	(void)offset;
	(void)flags;
	count = demos_fs_list(mount.demos, (__u32)file->fh, ".", &entries);
	if (count < 0)
		return mount_result(count);
	for (i = 0; i < count; i++) {
		status.st_ino = entries[i].inode;
		status.st_mode = entries[i].mode;
		if (fill(buffer, entries[i].name, &status, 0, 0))
			break;
	}
	free(entries);
	return i < count ? -ENOMEM : 0;
}

static int op_mkdir(const char *path, mode_t mode)
{
	return mount_result(demos_fs_mkdir(mount.demos, mount_root(), path,
					   mode & 0777));
}

static int op_rmdir(const char *path)
{
	return mount_result(demos_fs_rmdir(mount.demos, mount_root(), path));
}

static int op_unlink(const char *path)
{
	return mount_result(demos_fs_unlink(mount.demos, mount_root(), path));
}

static int op_link(const char *path, const char *name)
{
	return mount_result(demos_fs_link(mount.demos, mount_root(), path,
					  name));
}

static int op_rename(const char *path, const char *name, unsigned int flags)
{
	if (flags)
		return -EINVAL;
	return mount_result(demos_fs_rename(mount.demos, mount_root(), path,
					    name));
}

static int op_chmod(const char *path, mode_t mode, struct fuse_file_info *file)
{
	if (file)
		return -EOPNOTSUPP;
	return mount_result(demos_fs_chmod(mount.demos, mount_root(), path,
					   mode & 0777));
}

/* To the owner that each file has anyway */
static int op_chown(const char *path, uid_t uid, gid_t gid,
		    struct fuse_file_info *file)
{
	(void)path;
	(void)file;
	return (uid == (uid_t)-1 || uid == getuid()) &&
	       (gid == (gid_t)-1 || gid == getgid()) ? 0 : -EPERM;
}

/* There is one time of a file, that of its last change */
static int op_utimens(const char *path, const struct timespec times[2],
		      struct fuse_file_info *file)
{
	time_t changed = times[1].tv_sec;

	if (file)
		return -EOPNOTSUPP;
	if (times[1].tv_nsec == UTIME_OMIT)
		return 0;
	if (times[1].tv_nsec == UTIME_NOW)
		changed = time(NULL);
	if (changed < 0 || changed > UINT32_MAX)
		return -EINVAL;
	return mount_result(demos_fs_utime(mount.demos, mount_root(), path,
					   changed));
}

static int op_statfs(const char *path, struct statvfs *status)
{
	struct demos_file_space space;
	int err = demos_fs_space(mount.demos, mount_root(), &space);

	(void)path;
	if (err)
		return mount_result(err);
	memset(status, 0, sizeof(*status));
	status->f_bsize = 1024;
	status->f_frsize = 1024;
	status->f_blocks = space.blocks;
	status->f_bfree = space.blocks_free;
	status->f_bavail = space.blocks_free;
	status->f_files = space.inodes;
	status->f_ffree = space.inodes_free;
	status->f_favail = space.inodes_free;
	status->f_namemax = DEMOS_FS_NAME_MAX;
	return 0;
}

static int op_fsyncdir(const char *path, int data, struct fuse_file_info *file)
{
	(void)path;
	(void)data;
	(void)file;
	return mount_result(demos_fs_sync(mount.demos, mount_root()));
}

/**
 * operations_names() - fill in the operations of this file
 * @operations: for FUSE
 */
void operations_names(struct fuse_operations *operations)
{
	operations->getattr = op_getattr;
	operations->opendir = op_opendir;
	operations->releasedir = op_releasedir;
	operations->readdir = op_readdir;
	operations->mkdir = op_mkdir;
	operations->rmdir = op_rmdir;
	operations->unlink = op_unlink;
	operations->link = op_link;
	operations->rename = op_rename;
	operations->chmod = op_chmod;
	operations->chown = op_chown;
	operations->utimens = op_utimens;
	operations->statfs = op_statfs;
	operations->fsyncdir = op_fsyncdir;
}
