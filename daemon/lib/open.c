// SPDX-License-Identifier: GPL-2.0
/*
 * Opening a handle; and closing it, which cancels all that it waits for.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "handle.h"

/* Bytes of unread answers that the socket holds */
#define RECEIVE_BUFFER	(4 * 1024 * 1024)

static void read_groups(struct demos *demos, const struct nlattr *groups)
{
	const struct nlattr *group;
	const struct nlattr *attr;

	mnl_attr_for_each_nested(group, groups) {
		const char *name = NULL;
		__u32 id = 0;

		mnl_attr_for_each_nested(attr, group) {
			if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_NAME)
				name = mnl_attr_get_str(attr);
			if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_ID)
				id = mnl_attr_get_u32(attr);
		}
		if (name && !strcmp(name, DEMOS_MCGRP_EVENTS))
			demos->group = id;
	}
}

static int read_family(struct demos *demos, const struct nlmsghdr *nlh,
		       void *arg)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, GENL_HDRLEN) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
			*(__u16 *)arg = mnl_attr_get_u16(attr);
		if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GROUPS)
			read_groups(demos, attr);
	}
	return 0;
}

static int resolve(struct demos *demos)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(demos->out);
	struct genlmsghdr *genl;
	__u16 family = 0;
	int err;

	nlh->nlmsg_type = GENL_ID_CTRL;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	nlh->nlmsg_seq = ++demos->seq;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = CTRL_CMD_GETFAMILY;
	genl->version = 1;
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, DEMOS_GENL_NAME);
	err = demos_handle_exchange(demos, nlh, "find the kernel module",
				    read_family, &family);
	if (err == -ENOENT)
		return demos_handle_fail(demos, err,
					 "the kernel module demos is not loaded");
	demos->family = family;
	return err;
}

static int open_socket(struct demos *demos)
{
	const struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	int size = RECEIVE_BUFFER;
	int one = 1;
	int err = demos_socket_open(demos);

	if (!err &&
	    bind(demos->fd, (const struct sockaddr *)&any, sizeof(any)))
		err = -errno;
	if (err)
		return demos_handle_fail(demos, err,
					 "make a netlink socket: %s",
					 strerror(-err));
	setsockopt(demos->fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(demos->fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	/* Without the right to force it, the usual size must do */
	if (setsockopt(demos->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size,
		       sizeof(size)))
		setsockopt(demos->fd, SOL_SOCKET, SO_RCVBUF, &size,
			   sizeof(size));
	return 0;
}

int demos_open(struct demos **demos)
{
	int err;

	*demos = calloc(1, sizeof(**demos));
	if (!*demos)
		return -ENOMEM;
	(*demos)->fd = -1;
	(*demos)->watch_fd = -1;
	(*demos)->arrived_end = &(*demos)->arrived;
	err = open_socket(*demos);
	if (err)
		return err;
	return resolve(*demos);
}

static void cancel(struct demos *demos)
{
	struct demos_deferred *deferred;
	struct demos_arrival *arrival;

	while ((deferred = demos->deferred)) {
		demos->deferred = deferred->next;
		deferred->arrive(demos, deferred, NULL, -ECANCELED);
	}
	demos_calls_cancel(demos);
	while ((arrival = demos->arrived)) {
		demos->arrived = arrival->next;
		if (!demos->arrived)
			demos->arrived_end = &demos->arrived;
		arrival->in.error = -ECANCELED;
		arrival->fn(demos, &arrival->in, arrival->arg);
		free(arrival);
	}
}

void demos_close(struct demos *demos)
{
	if (!demos)
		return;
	demos->broken = -ECANCELED;
	cancel(demos);
	demos_socket_close(demos);
	free(demos->claims.items);
	free(demos);
}
