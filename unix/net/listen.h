/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The name of a door: a path, or "@" and an abstract name.
 */
#ifndef UNIX_LISTEN_H
#define UNIX_LISTEN_H

#include <sys/socket.h>
#include <sys/un.h>

/**
 * struct unix_name - the name of a door that is open
 * @address: the name as a socket's address
 * @length: bytes of @address
 * @device: of the socket in the file system
 * @inode: of it; 0: the name is abstract
 */
struct unix_name {
	struct sockaddr_un address;
	socklen_t length;
	dev_t device;
	ino_t inode;
};

int unix_listen(struct unix_name *name, const char *path, mode_t mode);
void unix_unlisten(const struct unix_name *name);

#endif
