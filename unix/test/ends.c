// SPDX-License-Identifier: GPL-2.0
/*
 * Connected sockets for tests.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ends.h"
#include "transport/socket.h"

const struct kind ends_tcp = { .name = "TCP", .pair = tcp_pair };
const struct kind ends_unix = { .name = "Unix", .pair = unix_pair };

static void must(bool good, const char *what)
{
	if (good)
		return;
	perror(what);
	exit(1);
}

/**
 * unix_pair() - connect two Unix sockets
 * @fds: get their descriptors
 */
void unix_pair(int fds[2])
{
	must(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds),
	     "socketpair");
}

/**
 * tcp_listener() - listen on the loopback interface
 * @at: gets the address, if it is not NULL
 *
 * Return: the descriptor.
 */
int tcp_listener(struct sockaddr_in *at)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	must(fd >= 0 && !bind(fd, (struct sockaddr *)&address, size) &&
	     !listen(fd, 1) &&
	     !getsockname(fd, (struct sockaddr *)&address, &size), "listen");
	if (at)
		*at = address;
	return fd;
}

/**
 * tcp_pair() - connect two TCP sockets
 * @fds: get their descriptors
 */
void tcp_pair(int fds[2])
{
	struct sockaddr_in address;
	int listener = tcp_listener(&address);

	fds[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	must(!connect(fds[0], (struct sockaddr *)&address, sizeof(address)),
	     "connect");
	fds[1] = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	must(fds[1] >= 0, "accept");
	close(listener);
}

/**
 * ends_begin() - make a connection, and hand both ends to the machine
 * @kind: the kind of connection
 *
 * Does not prepare the ends for use.
 *
 * Return: the connection, for ends_end().
 */
struct ends ends_begin(const struct kind *kind)
{
	struct ends ends;

	kind->pair(ends.fds);
	ends.one = demos_socket_get(ends.fds[0]);
	ends.other = demos_socket_get(ends.fds[1]);
	return ends;
}

/**
 * ends_create() - make a connection that is ready for use
 * @kind: the kind of connection
 *
 * Return: the connection, for ends_end().
 */
struct ends ends_create(const struct kind *kind)
{
	struct ends ends = ends_begin(kind);
	int i;

	demos_socket_prepare(ends.one);
	demos_socket_prepare(ends.other);
	for (i = 0; kind->nonblock && i < 2; i++)
		fcntl(ends.fds[i], F_SETFL, O_NONBLOCK);
	return ends;
}

/**
 * ends_close() - close the program's descriptors
 * @ends: the connection
 */
void ends_close(struct ends *ends)
{
	close(ends->fds[0]);
	close(ends->fds[1]);
}

/**
 * ends_end() - end a connection
 * @ends: the connection
 */
void ends_end(struct ends *ends)
{
	ends_close(ends);
	demos_socket_end(ends->one);
	demos_socket_end(ends->other);
}
