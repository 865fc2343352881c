// SPDX-License-Identifier: GPL-2.0
/*
 * The way to the module: generic netlink, in the caller's network namespace.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "handle.h"

static void set_options(int fd)
{
	int size = DEMOS_WAY_BUFFER;
	int one = 1;

	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	/* Without the right to force it, the usual size must do */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
}

static int netlink_open(struct demos *demos)
{
	const struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	int err = demos_socket_open(demos, AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK,
				    NETLINK_GENERIC);

	if (!err &&
	    bind(demos->fd, (const struct sockaddr *)&any, sizeof(any)))
		err = -errno;
	if (err)
		return demos_handle_fail(demos, err,
					 "make a netlink socket: %s",
					 strerror(-err));
	set_options(demos->fd);
	return 0;
}

/* The kernel takes the descriptor by its number */
static int netlink_send(struct demos *demos, const void *record, size_t length)
{
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	return sendto(demos->fd, record, length, 0,
		      (const struct sockaddr *)&kernel, sizeof(kernel)) < 0 ?
	       -errno : 0;
}

static ssize_t netlink_receive(struct demos *demos)
{
	struct sockaddr_nl from = {};
	socklen_t size = sizeof(from);
	ssize_t length = recvfrom(demos->fd, demos->in, sizeof(demos->in),
				  MSG_DONTWAIT, (struct sockaddr *)&from,
				  &size);

	if (length < 0)
		return -errno;
	/* Another program may send to us, too */
	return from.nl_pid ? 0 : length;
}

static int netlink_join(struct demos *demos)
{
	return setsockopt(demos->fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
			  &demos->group, sizeof(demos->group)) ? -errno : 0;
}

const struct demos_way demos_way_netlink = {
	.open = netlink_open,
	.send = netlink_send,
	.receive = netlink_receive,
	.join = netlink_join,
	.absent = "the kernel module demos is not loaded",
	.denied = "needs the capability CAP_NET_ADMIN",
};
