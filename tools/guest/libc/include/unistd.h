/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names of files. There are no numbers of open files: streams and links take
 * their place (demos/files.h has file_sync() for fsync()). Functions that
 * return int return 0; or -1, with errno set.
 */
#ifndef _UNISTD_H
#define _UNISTD_H

#include <sys/types.h>

/* Each program has a current folder of its own. */
int chdir(const char *path);

/* Its path from the root, @size bytes at most. Returns @buffer or NULL. */
char *getcwd(char *buffer, size_t size);

int unlink(const char *path);
int rmdir(const char *path);
int link(const char *path, const char *name);
int truncate(const char *path, off_t size);

/* All that was written before is on the disk when it returns 0. */
int sync(void);

#endif
