/* SPDX-License-Identifier: GPL-2.0 */
/*
 * demos-mount, inside: the process that serves a mount point of Linux with the
 * file system of the LAN. There is one thread, since a handle of libdemos is
 * used by one at a time.
 */
#ifndef DEMOS_MOUNT_H
#define DEMOS_MOUNT_H

#define FUSE_USE_VERSION	35

#include <fuse.h>

#include "lib/demos.h"

/**
 * struct mount - the process
 * @demos: its handle
 * @root: the folder link that is mounted; 0: it is to be looked for
 * @path: of that folder
 * @read_only: nothing can be changed
 * @wake: a pipe; a signal that ends the process writes into it
 */
struct mount {
	struct demos *demos;
	__u32 root;
	const char *path;
	int read_only;
	int wake[2];
};

extern struct mount mount;

int mount_open(void);
void mount_close(void);
__u32 mount_root(void);
int mount_result(int err);

void stat_fill(const struct demos_file_info *info, struct stat *status);
void operations_names(struct fuse_operations *operations);
void operations_content(struct fuse_operations *operations);

#endif
