/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SYS_STAT_H
#define _SYS_STAT_H

#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#define S_IFMT		0170000
#define S_IFDIR		0040000
#define S_IFREG		0100000
#define S_ISDIR(mode)	(((mode) & S_IFMT) == S_IFDIR)
#define S_ISREG(mode)	(((mode) & S_IFMT) == S_IFREG)

struct stat {
	uint32_t st_ino;	/* number of the file */
	mode_t st_mode;		/* type and permissions */
	uint16_t st_nlink;	/* names that it has */
	uint16_t st_uid;
	uint16_t st_gid;
	off_t st_size;		/* bytes */
	time_t st_mtime;	/* of the last change */
};

int stat(const char *path, struct stat *status);
int mkdir(const char *path, mode_t mode);
int chmod(const char *path, mode_t mode);

#endif
