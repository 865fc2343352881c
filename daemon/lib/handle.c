// SPDX-License-Identifier: GPL-2.0
/*
 * A handle: open, close, and say what went wrong.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "handle.h"

/* Answers that are not read yet: so much may wait in the socket */
#define RECEIVE_BUFFER	(4 * 1024 * 1024)

/**
 * demos_handle_fail() - note why something failed
 * @demos: handle
 * @error: negative errno
 * @format: text, as printf()
 *
 * Return: @error.
 */
int demos_handle_fail(struct demos *demos, int error, const char *format, ...)
{
	va_list args;

	demos->result = DEMOS_OK;
	va_start(args, format);
	vsnprintf(demos->error, sizeof(demos->error), format, args);
	va_end(args);
	return error;
}

/**
 * demos_handle_fail_result() - note that something failed with a result
 * @demos: handle
 * @result: enum demos_result, not DEMOS_OK
 * @what: what failed
 *
 * Return: the negative errno that stands for @result.
 */
int demos_handle_fail_result(struct demos *demos, unsigned int result,
			     const char *what)
{
	int error = demos_result_errno(result);

	demos_handle_fail(demos, error, "%s: %s", what,
			  demos_result_text(result));
	demos->result = result;
	return error;
}

/**
 * demos_handle_about() - say what the last failure was about
 * @demos: handle
 * @error: 0, or the negative errno of that failure
 * @format: text that is put before the one of the failure, as printf()
 *
 * Return: @error.
 */
int demos_handle_about(struct demos *demos, int error, const char *format, ...)
{
	const size_t size = sizeof(demos->error);
	char about[sizeof(demos->error) / 2];
	va_list args;
	size_t length;

	if (!error)
		return 0;
	va_start(args, format);
	vsnprintf(about, sizeof(about) - 2, format, args);
	va_end(args);
	strcat(about, ": ");
	length = strlen(about);
	memmove(demos->error + length, demos->error, size - length);
	memcpy(demos->error, about, length);
	demos->error[size - 1] = 0;
	return error;
}

const char *demos_error(const struct demos *demos)
{
	return demos ? demos->error : "no memory";
}

enum demos_result demos_error_result(const struct demos *demos)
{
	return demos->result;
}

int demos_fd(const struct demos *demos)
{
	return demos->fd;
}

__u64 demos_self(const struct demos *demos)
{
	return demos->pid;
}

__u16 demos_here(const struct demos *demos)
{
	return demos->machine;
}

__u64 demos_time(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (__u64)now.tv_sec * 1000000000 + now.tv_nsec;
}

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
