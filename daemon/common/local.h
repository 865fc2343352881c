/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A Unix socket at a path, where a server listens for its clients.
 *
 * Invariant: nothing is ever deleted but a socket at which no process listens,
 * and the socket that we made.
 */
#ifndef DEMOS_LOCAL_H
#define DEMOS_LOCAL_H

#include <sys/types.h>
#include <sys/un.h>

#define LOCAL_ERROR	400

/**
 * struct local - a socket at a path
 * @fd: it listens; -1: there is none
 * @place: O_PATH descriptor of the file that it is; while this is open, no
 *	   other file gets the same inode number
 * @path: of the file
 */
struct local {
	int fd;
	int place;
	char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
};

int local_open(struct local *local, const char *path, int backlog,
	       char error[LOCAL_ERROR]);
void local_close(struct local *local);
pid_t local_holder(int fd, uid_t *user);

#endif
