// SPDX-License-Identifier: GPL-2.0
/*
 * Machines with a higher id dial us. Who they are the module learns from
 * their greeting.
 */
#define _GNU_SOURCE	/* accept4() */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"
#include "netd/netd.h"

static void accept_ready(struct loop_source *source, __u32 events)
{
	struct address from = { .length = sizeof(from.any) };
	char text[ADDRESS_TEXT];
	int fd;

	(void)events;
	fd = accept4(source->fd, (struct sockaddr *)&from.any, &from.length,
		     SOCK_CLOEXEC);
	if (fd < 0) {
		if (errno != EAGAIN && errno != ECONNABORTED)
			log_line("accept a connection: %s", strerror(errno));
		return;
	}
	netd_hand_in(fd, 0, address_format(&from, text));
}

static int open_listener(const struct address *address)
{
	int one = 1;
	int fd = socket(address->any.ss_family,
			SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int err;

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (!bind(fd, (const struct sockaddr *)&address->any,
		  address->length) && !listen(fd, SOMAXCONN))
		return fd;
	err = -errno;
	close(fd);
	return err;
}

/**
 * netd_listen() - listen at an address
 * @address: the address
 *
 * Return: 0 or a negative errno.
 */
int netd_listen(const struct address *address)
{
	struct loop_source *listener = &netd.listeners[netd.nlisteners];
	char text[ADDRESS_TEXT];
	int fd = open_listener(address);
	int err;

	if (fd < 0) {
		log_line("listen at %s: %s", address_format(address, text),
			 strerror(-fd));
		return fd;
	}
	listener->fd = fd;
	listener->ready = accept_ready;
	err = loop_add(&netd.loop, listener, EPOLLIN);
	if (err) {
		close(fd);
		return err;
	}
	netd.nlisteners++;
	log_line("listens at %s", address_format(address, text));
	return 0;
}
