// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include <sys/stat.h>
#include "file.h"

int stat(const char *path, struct stat *status)
{
	struct demos_fs_file file;

	if (__ask_stat(path, &file))
		return -1;
	memset(status, 0, sizeof(*status));
	status->st_ino = file.inode;
	status->st_mode = file.mode;
	status->st_nlink = file.links;
	status->st_uid = file.uid;
	status->st_gid = file.gid;
	status->st_size = file.size;
	status->st_mtime = file.time;
	return 0;
}
