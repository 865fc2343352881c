/* SPDX-License-Identifier: GPL-2.0 */
/* Folders that are read, inside of the library */
#ifndef _LIBC_FOLDER_H
#define _LIBC_FOLDER_H

#include <dirent.h>
#include "file.h"

/**
 * struct __folder_stream - a DIR
 * @link: a folder link, whose folder is the one that is read
 * @next: for the next LIST
 * @at: in @entries: the next entry
 * @end: in @entries: behind the last one
 * @entry: what readdir() returned
 * @entries: of the last answer
 */
struct __folder_stream {
	demos_link_t link;
	uint32_t next;
	unsigned int at;
	unsigned int end;
	struct dirent entry;
	char entries[DEMOS_FS_LIST_MAX];
};

#endif
