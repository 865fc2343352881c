// SPDX-License-Identifier: GPL-2.0
/*
 * The process that asks the file system, and its root. If the file system has
 * been started anew, its root is looked up again.
 */
#include <errno.h>
#include <string.h>

#include "mount/mount.h"

#define PATIENCE	5000	/* ms to look for the file system */
#define AGAIN		1000	/* ms at each operation, if it has ended */

/* A signal has come: give up the call that waits */
static int give_up(struct demos *demos, __u32 link, void *arg)
{
	(void)demos;
	(void)link;
	(void)arg;
	return -ECANCELED;
}

static int find_root(int patience)
{
	unsigned int flags = DEMOS_FS_ROOT;
	__u32 root;
	int err;

	if (mount.read_only)
		flags |= DEMOS_FS_READ_ONLY;
	err = demos_find(mount.demos, DEMOS_FS_NAME, patience, &root);
	if (err)
		return err;
	err = demos_fs_folder(mount.demos, root, mount.path, flags,
			      &mount.root);
	if (err)
		mount.root = 0;
	demos_link_destroy(mount.demos, root);
	return err;
}

/**
 * mount_open() - become a process, and find the folder to mount
 *
 * Return: 0 or a negative errno, with demos_error(); mount_close() in any case.
 */
int mount_open(void)
{
	int err = demos_open(&mount.demos);

	if (!err)
		err = demos_attach(mount.demos, "demos-mount");
	if (err)
		return err;
	demos_watch(mount.demos, mount.wake[0], give_up, NULL);
	return find_root(PATIENCE);
}

/**
 * mount_close() - end the process
 */
void mount_close(void)
{
	demos_close(mount.demos);
	mount.demos = NULL;
}

/**
 * mount_root() - the folder link that is mounted
 *
 * Return: the link; 0: the file system is not there now.
 */
__u32 mount_root(void)
{
	if (!mount.root)
		find_root(AGAIN);
	return mount.root;
}

/**
 * mount_result() - the result of an operation
 * @err: of libdemos
 *
 * Return: for FUSE. EIO if the file system has ended; then the next operation
 * looks for it again.
 */
int mount_result(int err)
{
	if (err >= 0)
		return err;
	if (!mount.root)
		return -EIO;
	switch (demos_error_result(mount.demos)) {
	case DEMOS_ENOLINK:
	case DEMOS_EDEAD:
	case DEMOS_EDESTROYED:
	case DEMOS_EUNKNOWN:
		demos_link_destroy(mount.demos, mount.root);
		mount.root = 0;
		return -EIO;
	default:
		return err == -EPROTO ? -EIO : err;
	}
}
