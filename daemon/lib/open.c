// SPDX-License-Identifier: GPL-2.0
/*
 * Opening a handle; and closing it, which cancels all that it waits for.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handle.h"

/* Time limit for connecting to a door, ms; the computer may be busy */
#define PATIENCE	10000

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
	err = demos_handle_exchange(demos, nlh, "find the machine",
				    read_family, &family);
	if (err == -ENOENT)
		return demos_handle_fail(demos, err, "%s", demos->way->absent);
	demos->family = family;
	return err;
}

/**
 * demos_open_within() - make a handle to a machine that may have stopped
 * @demos: as for demos_open_machine()
 * @path: likewise
 * @timeout_ms: time limit for this, and for each later exchange over a door; if
 *		an answer is late, the handle cannot be used any more
 *
 * Return: as demos_open_machine(); -ETIMEDOUT: it does not answer.
 */
int demos_open_within(struct demos **demos, const char *path, int timeout_ms)
{
	struct demos *handle = calloc(1, sizeof(*handle));
	int err;

	*demos = handle;
	if (!handle)
		return -ENOMEM;
	handle->fd = -1;
	handle->passed = -1;
	handle->watch_fd = -1;
	handle->arrived_end = &handle->arrived;
	handle->way = path ? &demos_way_door : &demos_way_netlink;
	handle->patience = path ? timeout_ms : DEMOS_NO_LIMIT;
	snprintf(handle->path, sizeof(handle->path), "%s", path ? path : "");
	err = handle->way->open(handle);
	return err ? err : resolve(handle);
}

int demos_open_machine(struct demos **demos, const char *path)
{
	int err = demos_open_within(demos, path, PATIENCE);

	if (*demos)
		(*demos)->patience = DEMOS_NO_LIMIT;
	return err;
}

int demos_open(struct demos **demos)
{
	return demos_open_machine(demos, demos_machine_path());
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
	if (demos->files.size)
		demos_memory_unmap(&demos->files);
	free(demos->claims.items);
	free(demos);
}
