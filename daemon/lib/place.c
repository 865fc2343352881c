// SPDX-License-Identifier: GPL-2.0
/*
 * The place of the machine, and the names of its files and sockets. If it has a
 * door, they stand beside the door, so that one user can have many machines.
 */
#define _GNU_SOURCE	/* secure_getenv() */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "demos.h"
#include "place.h"

const char *demos_machine_path(void)
{
	const char *path = secure_getenv(DEMOS_MACHINE_VARIABLE);

	return path && *path ? path : NULL;
}

/**
 * demos_place_beside() - the path of a file that belongs to the machine
 * @suffix: of the file beside a door
 * @otherwise: the path if the machine is this network namespace
 * @path: gets the path; a longer one is cut off, and too long for a socket
 *
 * Return: the path.
 */
const char *demos_place_beside(const char *suffix, const char *otherwise,
			       char path[DEMOS_PLACE_PATH])
{
	const char *door = demos_machine_path();

	if (!door)
		return otherwise;
	snprintf(path, DEMOS_PLACE_PATH, "%s%s", door, suffix);
	return path;
}

/**
 * demos_netd_path() - the default path of the network daemon's socket
 * @path: gets the path
 *
 * Return: the path.
 */
const char *demos_netd_path(char path[DEMOS_PLACE_PATH])
{
	return demos_place_beside(".netd", DEMOS_NETD_SOCKET, path);
}

/**
 * demos_place_claim() - the abstract Unix socket that one server may have
 * @name: of the server
 * @at: gets the address
 *
 * A network namespace is one machine, so the server's name is enough. A door
 * may have several paths, so its device and inode are part of the address; its
 * path, if there is no file (yet).
 *
 * Return: length of the address.
 */
socklen_t demos_place_claim(const char *name, struct sockaddr_un *at)
{
	const char *door = demos_machine_path();
	char *to = at->sun_path + 1;
	const size_t room = sizeof(at->sun_path) - 1;
	struct stat file = {};

	memset(at, 0, sizeof(*at));
	at->sun_family = AF_UNIX;
	if (!door)
		snprintf(to, room, "%s", name);
	else if (stat(door, &file))
		snprintf(to, room, "%s %s", name, door);
	else
		snprintf(to, room, "%s %u:%u:%lu", name, major(file.st_dev),
			 minor(file.st_dev), file.st_ino);
	return offsetof(struct sockaddr_un, sun_path) + 1 + strlen(to);
}
