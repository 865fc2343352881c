// SPDX-License-Identifier: GPL-2.0
/*
 * The bed of network namespaces (bed.h): machines are in this kernel, clients
 * are netlink sockets.
 */
#define _GNU_SOURCE
#include "bed.h"
#include "client.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/socket.h>
#include <netlink/genl/genl.h>

static int make(void)
{
	int place;

	if (unshare(CLONE_NEWNET))
		return -errno;
	place = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	return place < 0 ? -errno : place;
}

static int enter(int place)
{
	return setns(place, CLONE_NEWNET) ? -errno : 0;
}

static int connect_netlink(struct client *client)
{
	const int on = 1;

	if (genl_connect(client->sock) < 0)
		return -EPROTONOSUPPORT;
	nl_socket_set_buffer_size(client->sock, 4 * CLIENT_BUFFER,
				  4 * CLIENT_BUFFER);
	setsockopt(client_fd(client), SOL_NETLINK, NETLINK_EXT_ACK, &on,
		   sizeof(on));
	setsockopt(client_fd(client), SOL_NETLINK, NETLINK_CAP_ACK, &on,
		   sizeof(on));
	return 0;
}

static int join(const struct client *client, int group)
{
	return nl_socket_add_membership(client->sock, group) ? -EINVAL : 0;
}

/* Of all machines of this kernel */
static long memory(const struct client *client)
{
	(void)client;
	return bed_kib("/proc/meminfo", "SUnreclaim:");
}

const struct bed bed_of_namespaces = {
	.make = make,
	.enter = enter,
	.connect = connect_netlink,
	.join = join,
	.send = send,
	.receive = recv,
	.memory = memory,
};
