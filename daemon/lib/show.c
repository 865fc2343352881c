// SPDX-License-Identifier: GPL-2.0
/*
 * What is on this machine: processes, their links, forwarding addresses.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "handle.h"
#include "list.h"

static int read_process(struct demos *demos, const struct nlmsghdr *nlh,
			void *arg)
{
	const struct nlattr *attrs[DEMOS_A_MAX + 1];
	struct demos_process_info *info;

	demos_handle_attrs(nlh, attrs);
	if (!attrs[DEMOS_A_PROCESS])
		return 0;
	info = demos_list_add(arg);
	if (!info)
		return demos_handle_fail(demos, -ENOMEM, "no memory");
	demos_attr_copy(attrs[DEMOS_A_PROCESS], info, sizeof(*info));
	info->name[sizeof(info->name) - 1] = 0;
	return 0;
}

int demos_process_get(struct demos *demos, __u64 pid,
		      struct demos_process_info *info)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos, DEMOS_CMD_PROCESS_GET,
						  NLM_F_ACK);
	struct demos_list list = { .size = sizeof(*info) };
	void *items;
	int count;

	mnl_attr_put_u64(nlh, DEMOS_A_PID, pid);
	count = demos_handle_exchange(demos, nlh, "look at a process",
				      read_process, &list);
	count = demos_list_result(&list, count, &items);
	if (count > 0)
		memcpy(info, items, sizeof(*info));
	free(items);
	if (!count)
		return demos_handle_fail(demos, -EPROTO,
					 "look at a process: an empty answer");
	return count < 0 ? count : 0;
}

int demos_processes(struct demos *demos, struct demos_process_info **list)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos, DEMOS_CMD_PROCESS_GET,
						  NLM_F_DUMP);
	struct demos_list processes = { .size = sizeof(**list) };
	int err = demos_handle_exchange(demos, nlh, "list the processes",
					read_process, &processes);

	return demos_list_result(&processes, err, (void **)list);
}

static int read_link(struct demos *demos, const struct nlmsghdr *nlh,
		     void *arg)
{
	const struct nlattr *attrs[DEMOS_A_MAX + 1];
	struct demos_named_link *link;

	demos_handle_attrs(nlh, attrs);
	if (!attrs[DEMOS_A_LINK] || !attrs[DEMOS_A_LINK_BODY])
		return 0;
	link = demos_list_add(arg);
	if (!link)
		return demos_handle_fail(demos, -ENOMEM, "no memory");
	demos_attr_copy(attrs[DEMOS_A_LINK], &link->name, sizeof(link->name));
	demos_attr_copy(attrs[DEMOS_A_LINK_BODY], &link->link,
			sizeof(link->link));
	return 0;
}

int demos_links(struct demos *demos, __u64 pid,
		struct demos_named_link **list)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos, DEMOS_CMD_LINK_GET,
						  NLM_F_DUMP);
	struct demos_list links = { .size = sizeof(**list) };
	int err;

	mnl_attr_put_u64(nlh, DEMOS_A_PID, pid);
	err = demos_handle_exchange(demos, nlh, "list the links of a process",
				    read_link, &links);
	return demos_list_result(&links, err, (void **)list);
}

static int read_forward(struct demos *demos, const struct nlmsghdr *nlh,
			void *arg)
{
	struct demos_address *address;
	const struct nlattr *attr;

	demos_for_each_attr(attr, nlh) {
		if (mnl_attr_get_type(attr) != DEMOS_A_FORWARD)
			continue;
		address = demos_list_add(arg);
		if (!address)
			return demos_handle_fail(demos, -ENOMEM, "no memory");
		demos_attr_copy(attr, address, sizeof(*address));
	}
	return 0;
}

int demos_forwards(struct demos *demos, struct demos_address **list)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos, DEMOS_CMD_FORWARD_GET,
						  NLM_F_DUMP);
	struct demos_list forwards = { .size = sizeof(**list) };
	int err = demos_handle_exchange(demos, nlh,
					"list the forwarding addresses",
					read_forward, &forwards);

	return demos_list_result(&forwards, err, (void **)list);
}
