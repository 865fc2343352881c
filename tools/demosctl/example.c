// SPDX-License-Identifier: GPL-2.0
/*
 * The folder of example programs: $DEMOS_GUESTS, or the one that was installed
 * with this program.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "example.h"

#define BESIDE	"lib/demos/guests"	/* PREFIX/sbin and PREFIX/lib */

static char *cut(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash)
		*slash = '\0';
	return slash;
}

/**
 * example_folder - where the examples are
 * @room: for the path
 *
 * Return: the path, of a folder that may not exist, or NULL: not known.
 */
const char *example_folder(char room[PATH_MAX])
{
	const char *chosen = getenv("DEMOS_GUESTS");
	ssize_t length;

	if (chosen && *chosen)
		return chosen;
	length = readlink("/proc/self/exe", room,
			  PATH_MAX - 1 - sizeof(BESIDE));
	if (length <= 0)
		return NULL;
	room[length] = '\0';
	if (!cut(room) || !cut(room))
		return NULL;
	return strcat(room, "/" BESIDE);
}

/**
 * example_find - the file that a program's name stands for
 * @name: a path, or only the name of a file
 * @room: for another path
 *
 * A name without a slash that is no file here may be that of an example.
 *
 * Return: the path; @name if there is no such example either.
 */
const char *example_find(const char *name, char room[PATH_MAX])
{
	char path[PATH_MAX];
	const char *folder;

	if (strchr(name, '/') || !access(name, F_OK))
		return name;
	folder = example_folder(path);
	if (!folder ||
	    snprintf(room, PATH_MAX, "%s/%s", folder, name) >= PATH_MAX ||
	    access(room, F_OK))
		return name;
	return room;
}
