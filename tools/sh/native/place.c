// SPDX-License-Identifier: GPL-2.0
/*
 * Names of files: in the file system of DEMOS, or with linux: before them in
 * Linux. A relative one begins in the working folder, wherever that is. Without
 * a file system, all names are Linux's, and /dev/null always is.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "system.h"

/* The next part of a path: its length; @at goes to its beginning */
static size_t next_part(const char **at)
{
	*at += strspn(*at, "/");
	return strcspn(*at, "/");
}

static size_t last_slash(const char *path, size_t length)
{
	while (length && path[length - 1] != '/')
		length--;
	return length ? length - 1 : 0;
}

/* Add @rest to the absolute path in @path, which has @length bytes */
static bool add(char *path, size_t length, const char *rest)
{
	size_t part;

	while ((part = next_part(&rest))) {
		if (part == 2 && !strncmp(rest, "..", 2)) {
			length = last_slash(path, length);
		} else if (part != 1 || *rest != '.') {
			if (length + 1 + part >= PATH_MAX)
				return false;
			path[length] = '/';
			memcpy(path + length + 1, rest, part);
			length += 1 + part;
		}
		rest += part;
	}
	if (!length)
		path[length++] = '/';
	path[length] = '\0';
	return true;
}

static bool is_linux(const char *path)
{
	return !strncmp(path, LINUX_PREFIX, strlen(LINUX_PREFIX));
}

/* Where a relative path begins */
static bool begin(const struct system *system, bool foreign,
		  struct place *place)
{
	const char *folder = text_get(&system->folder);

	if (!foreign || is_linux(folder)) {
		if (is_linux(folder))
			folder += strlen(LINUX_PREFIX);
		if (strlen(folder) >= PATH_MAX)
			return false;
		strcpy(place->path, folder);
		return true;
	}
	return getcwd(place->path, PATH_MAX);
}

/**
 * place_find - find out what a name of a file means
 * @system: the system
 * @path: the name
 * @place: gets it
 *
 * Return: false: the name is too long.
 */
bool place_find(const struct system *system, const char *path,
		struct place *place)
{
	bool named = is_linux(path);
	size_t length;

	if (named)
		path += strlen(LINUX_PREFIX);
	place->path[0] = '\0';
	place->foreign = named || !system->root || !strcmp(path, "/dev/null") ||
		(*path != '/' && is_linux(text_get(&system->folder)));
	if (*path != '/' && !begin(system, place->foreign, place))
		return false;
	length = strlen(place->path);
	if (length == 1)
		length = 0;	/* the root */
	return add(place->path, length, path);
}
