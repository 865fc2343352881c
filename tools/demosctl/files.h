/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The file system, as the fs commands see it: a process that has the root's
 * folder link. A function that returns an exit status has said why if it is not
 * DONE. Paths begin at the root, with or without a leading "/".
 */
#ifndef DEMOSCTL_FILES_H
#define DEMOSCTL_FILES_H

#include "system.h"

#define FILES_PATH	DEMOS_FS_PATH_MAX

/**
 * struct files - a client of the file system
 * @demos: attached handle
 * @root: the folder link with the name "fs"
 */
struct files {
	struct demos *demos;
	__u32 root;
};

int files_open(struct files *files);
void files_close(struct files *files);
int files_join(const char *folder, const char *name, char path[FILES_PATH]);
const char *files_base(const char *path);
bool files_is_self(const char *name);
int files_target(struct files *files, const char *source, const char *target,
		 char path[FILES_PATH]);

#endif
