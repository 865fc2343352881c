/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Connected sockets for tests, both ends in this process.
 */
#ifndef UNIX_ENDS_H
#define UNIX_ENDS_H

#include <stdbool.h>

struct socket;
struct sockaddr_in;

/**
 * struct kind - a kind of connection
 * @name: for people
 * @pair: makes one
 * @nonblock: the program sets O_NONBLOCK once the machine has the socket
 */
struct kind {
	const char *name;
	void (*pair)(int fds[2]);
	bool nonblock;
};

/**
 * struct ends - a connection
 * @fds: the program's descriptors
 * @one: the machine's of the first
 * @other: of the second
 */
struct ends {
	int fds[2];
	struct socket *one;
	struct socket *other;
};

extern const struct kind ends_tcp;
extern const struct kind ends_unix;

void unix_pair(int fds[2]);
int tcp_listener(struct sockaddr_in *at);
void tcp_pair(int fds[2]);

struct ends ends_begin(const struct kind *kind);
struct ends ends_create(const struct kind *kind);
void ends_close(struct ends *ends);
void ends_end(struct ends *ends);

#endif
