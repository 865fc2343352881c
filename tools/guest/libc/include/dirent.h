/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _DIRENT_H
#define _DIRENT_H

#include <stdint.h>

typedef struct __folder_stream DIR;

/* As in the mode of a file, shifted */
#define DT_UNKNOWN	0
#define DT_DIR		4
#define DT_REG		8

struct dirent {
	uint32_t d_ino;
	unsigned char d_type;	/* DT_... */
	char d_name[31];
};

/* One that is read has 1 KiB of malloc()'s memory. */
DIR *opendir(const char *path);
struct dirent *readdir(DIR *folder);
void rewinddir(DIR *folder);
int closedir(DIR *folder);

#endif
