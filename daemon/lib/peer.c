// SPDX-License-Identifier: GPL-2.0
/*
 * Peers: other machines, as this machine's transport sees them.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handle.h"
#include "list.h"

#define WHAT	64	/* what is requested, with a machine's id */

static int peer_command(struct demos *demos, __u8 command, __u16 machine,
			const char *verb)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos, command, NLM_F_ACK);
	char what[WHAT];

	snprintf(what, sizeof(what), "%s machine %u", verb, machine);
	mnl_attr_put_u16(nlh, DEMOS_A_PEER, machine);
	return demos_handle_exchange(demos, nlh, what, NULL, NULL);
}

int demos_peer_add(struct demos *demos, __u16 machine)
{
	return peer_command(demos, DEMOS_CMD_PEER_ADD, machine, "add");
}

int demos_peer_reset(struct demos *demos, __u16 machine)
{
	return peer_command(demos, DEMOS_CMD_PEER_RESET, machine,
			    "cut the connection to");
}

int demos_peer_del(struct demos *demos, __u16 machine)
{
	return peer_command(demos, DEMOS_CMD_PEER_DEL, machine, "forget");
}

int demos_peer_connect(struct demos *demos, int fd, __u16 machine)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos,
						  DEMOS_CMD_PEER_CONNECT,
						  NLM_F_ACK);

	demos_handle_put_fd(demos, nlh, DEMOS_A_SOCKET, fd);
	if (machine)
		mnl_attr_put_u16(nlh, DEMOS_A_PEER, machine);
	return demos_handle_exchange(demos, nlh,
				     "hand in a connection to a peer", NULL,
				     NULL);
}

static int read_peer(struct demos *demos, const struct nlmsghdr *nlh,
		     void *arg)
{
	const struct nlattr *attrs[DEMOS_A_MAX + 1];
	struct demos_peer_info *info;

	demos_handle_attrs(nlh, attrs);
	if (!attrs[DEMOS_A_PEER_INFO])
		return 0;
	info = demos_list_add(arg);
	if (!info)
		return demos_handle_fail(demos, -ENOMEM, "no memory");
	demos_attr_copy(attrs[DEMOS_A_PEER_INFO], info, sizeof(*info));
	return 0;
}

int demos_peer_get(struct demos *demos, __u16 machine,
		   struct demos_peer_info *info)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos, DEMOS_CMD_PEER_GET,
						  NLM_F_ACK);
	struct demos_list list = { .size = sizeof(*info) };
	char what[WHAT];
	void *items;
	int count;

	snprintf(what, sizeof(what), "look at machine %u", machine);
	mnl_attr_put_u16(nlh, DEMOS_A_PEER, machine);
	count = demos_handle_exchange(demos, nlh, what, read_peer, &list);
	count = demos_list_result(&list, count, &items);
	if (count > 0)
		memcpy(info, items, sizeof(*info));
	free(items);
	if (!count)
		return demos_handle_fail(demos, -EPROTO, "%s: an empty answer",
					 what);
	return count < 0 ? count : 0;
}

int demos_peers(struct demos *demos, struct demos_peer_info **list)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos, DEMOS_CMD_PEER_GET,
						  NLM_F_DUMP);
	struct demos_list peers = { .size = sizeof(**list) };
	int err = demos_handle_exchange(demos, nlh, "list the peers",
					read_peer, &peers);

	return demos_list_result(&peers, err, (void **)list);
}
