// SPDX-License-Identifier: GPL-2.0
/*
 * The path of the current folder, found upwards: in each folder's parent the
 * name that leads back. Nobody has to remember it, and a folder may be renamed.
 */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "file.h"

#define UP "../"

/* Even, so that the packed structures behind it lie at even places */
#define PATH_ROOM 256

/* "../" as often as @levels says */
static int above(char *path, unsigned int levels)
{
	if (levels * strlen(UP) >= PATH_ROOM) {
		errno = ENAMETOOLONG;
		return -1;
	}
	for (*path = '\0'; levels; levels--)
		strcat(path, UP);
	return 0;
}

/* Put "/name" before the path at @at; returns where it begins, NULL: error */
static char *put(char *start, char *at, const char *path, uint32_t inode)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	size_t length;

	if (!folder)
		return NULL;
	do {
		errno = ENOENT;
		entry = readdir(folder);
	} while (entry && (entry->d_ino != inode ||
			   !strcmp(entry->d_name, ".") ||
			   !strcmp(entry->d_name, "..")));
	if (entry) {
		length = strlen(entry->d_name) + 1;
		if ((size_t)(at - start) < length) {
			errno = ERANGE;
			entry = NULL;
		} else {
			at -= length;
			*at = '/';
			memcpy(at + 1, entry->d_name, length - 1);
		}
	}
	closedir(folder);
	return entry ? at : NULL;
}

char *getcwd(char *buffer, size_t size)
{
	char path[PATH_ROOM];
	char *at = buffer + size - 1;
	struct demos_fs_file here, parent;
	unsigned int levels;

	if (size < 2) {
		errno = size ? ERANGE : EINVAL;
		return NULL;
	}
	*at = '\0';
	if (__ask_stat(".", &here))
		return NULL;
	for (levels = 1; ; levels++, here = parent) {
		if (above(path, levels) || __ask_stat(path, &parent))
			return NULL;
		if (parent.inode == here.inode)
			break;
		at = put(buffer, at, path, here.inode);
		if (!at)
			return NULL;
	}
	if (!*at)
		*--at = '/';
	return memmove(buffer, at, buffer + size - at);
}
