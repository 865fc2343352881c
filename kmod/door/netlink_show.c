// SPDX-License-Identifier: GPL-2.0
/*
 * Requests that show what is on a machine: processes, their links,
 * forwarding addresses.
 *
 * Processes come and go while they are dumped, so the dump begins with a roll:
 * the sorted identifiers of all processes. The dump leaves out a process that
 * has gone meanwhile, and shows none twice.
 */
#include <linux/sort.h>

#include "core/forward.h"
#include "core/process.h"
#include "door/answer.h"
#include "door/host.h"
#include "door/netlink.h"
#include "door/netlink_request.h"

/**
 * struct roll - the processes or forwarding addresses that a dump shows
 * @room: entries of @at
 * @count: how many were found; more than @room: some did not fit
 * @next: index of the next one to be shown
 * @at: process identifiers; forwarding addresses: where it went
 */
struct roll {
	u32 room;
	u32 count;
	u32 next;
	struct demos_address at[];
};

static void roll_add(struct roll *roll, const struct demos_address *address)
{
	if (roll->count < roll->room)
		roll->at[roll->count] = *address;
	roll->count++;
}

static int add_process(struct demos_process *process, void *arg)
{
	const struct demos_address address = {
		.pid = demos_process_pid(process),
	};

	roll_add(arg, &address);
	return 0;
}

static int add_forward(const struct demos_entry *forward, void *arg)
{
	const struct demos_address address = {
		.pid = forward->pid,
		.machine = forward->machine,
		.moves = forward->moves,
	};

	roll_add(arg, &address);
	return 0;
}

static int call_processes(struct demos_machine *machine, struct roll *roll)
{
	return demos_process_each(machine, add_process, roll);
}

static int call_forwards(struct demos_machine *machine, struct roll *roll)
{
	return demos_forward_each(machine, add_forward, roll);
}

static int by_pid(const void *a, const void *b)
{
	const struct demos_address *x = a;
	const struct demos_address *y = b;

	return x->pid < y->pid ? -1 : x->pid > y->pid;
}

/* Fill a roll by @call; begin again with more room if not all fit */
static struct roll *roll_call(struct demos_machine *machine,
			      int (*call)(struct demos_machine *machine,
					  struct roll *roll))
{
	struct roll *roll;
	u32 room = 64;
	int err;

	for (;;) {
		roll = kvzalloc(struct_size(roll, at, room), GFP_KERNEL);
		if (!roll)
			return ERR_PTR(-ENOMEM);
		roll->room = room;
		err = call(machine, roll);
		if (err) {
			kvfree(roll);
			return ERR_PTR(err);
		}
		if (roll->count <= room)
			break;
		room = roll->count + roll->count / 4;
		kvfree(roll);
	}
	sort(roll->at, roll->count, sizeof(roll->at[0]), by_pid, NULL);
	return roll;
}

static int roll_start(struct netlink_callback *cb,
		      int (*call)(struct demos_machine *machine,
				  struct roll *roll))
{
	struct demos_host *host;
	struct roll *roll;
	int err;

	err = demos_netlink_dump_check(cb);
	if (err)
		return err;
	host = demos_netlink_dump_host(cb);
	if (!host)
		return -ENONET;
	roll = roll_call(&host->machine, call);
	demos_host_put(host);
	if (IS_ERR(roll))
		return PTR_ERR(roll);
	cb->args[0] = (unsigned long)roll;
	return 0;
}

/**
 * demos_netlink_process_start() - begin to dump processes
 * @cb: the dump; args[0] is the roll
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_process_start(struct netlink_callback *cb)
{
	return roll_start(cb, call_processes);
}

/**
 * demos_netlink_forward_start() - begin to dump forwarding addresses
 * @cb: the dump; args[0] is the roll
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_forward_start(struct netlink_callback *cb)
{
	return roll_start(cb, call_forwards);
}

/**
 * demos_netlink_roll_done() - a dump that has a roll is over
 * @cb: the dump
 *
 * Return: 0.
 */
int demos_netlink_roll_done(struct netlink_callback *cb)
{
	kvfree((void *)cb->args[0]);
	return 0;
}

/* One that has ended is not shown while it leaves the table */
static struct demos_process *find_living(struct demos_machine *machine,
					 u64 pid)
{
	struct demos_process *process = demos_process_find(machine, pid, NULL);
	bool gone;

	if (!process)
		return NULL;
	mutex_lock(&process->lock);
	gone = process->phase == DEMOS_PHASE_GONE;
	mutex_unlock(&process->lock);
	if (!gone)
		return process;
	demos_process_put(process);
	return NULL;
}

/* Return: 0: shown, or gone meanwhile; -EMSGSIZE: there is no room */
static int dump_process(struct sk_buff *skb, struct netlink_callback *cb,
			struct demos_machine *machine, u64 pid)
{
	struct demos_process *process;
	struct demos_process_info info;

	process = find_living(machine, pid);
	if (!process)
		return 0;
	demos_process_info(process, &info);
	demos_process_put(process);
	return demos_answer_dump(skb, cb, DEMOS_A_PROCESS, &info,
				 sizeof(info));
}

/**
 * demos_netlink_process_dump() - DEMOS_CMD_PROCESS_GET, all, by identifier
 * @skb: the answer
 * @cb: the dump; args[0] is the roll
 *
 * Return: bytes of the answer, 0: that was all, or a negative errno.
 */
int demos_netlink_process_dump(struct sk_buff *skb,
			       struct netlink_callback *cb)
{
	struct roll *roll = (struct roll *)cb->args[0];
	struct demos_host *host = demos_netlink_dump_host(cb);

	if (!host)
		return -ENONET;
	for (; roll->next < roll->count; roll->next++) {
		if (dump_process(skb, cb, &host->machine,
				 roll->at[roll->next].pid))
			break;
	}
	demos_host_put(host);
	return skb->len;
}

/**
 * demos_netlink_forward_dump() - DEMOS_CMD_FORWARD_GET, by identifier
 * @skb: the answer
 * @cb: the dump; args[0] is the roll
 *
 * Return: bytes of the answer, 0: that was all.
 */
int demos_netlink_forward_dump(struct sk_buff *skb,
			       struct netlink_callback *cb)
{
	struct roll *roll = (struct roll *)cb->args[0];

	for (; roll->next < roll->count; roll->next++) {
		if (demos_answer_dump(skb, cb, DEMOS_A_FORWARD,
				      &roll->at[roll->next],
				      sizeof(roll->at[0])))
			break;
	}
	return skb->len;
}

static struct demos_process *find_process(struct demos_host *host,
					  struct nlattr **attrs,
					  struct netlink_ext_ack *extack)
{
	struct demos_process *process;

	process = find_living(&host->machine,
			      nla_get_u64(attrs[DEMOS_A_PID]));
	if (!process)
		NL_SET_ERR_MSG(extack, "no such process on this machine");
	return process;
}

/**
 * demos_netlink_process_get() - DEMOS_CMD_PROCESS_GET, one
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_process_get(struct sk_buff *skb, struct genl_info *info)
{
	struct demos_process *process;
	struct demos_process_info shown;

	process = find_process(demos_netlink_host(info), info->attrs,
			       info->extack);
	if (!process)
		return -ESRCH;
	demos_process_info(process, &shown);
	demos_process_put(process);
	return demos_answer_data(info, DEMOS_A_PROCESS, &shown, sizeof(shown));
}

static int put_link(struct sk_buff *skb, struct netlink_callback *cb, u32 name,
		    const struct demos_link *link)
{
	void *header = demos_answer_dump_begin(skb, cb);

	if (!header)
		return -EMSGSIZE;
	if (nla_put_u32(skb, DEMOS_A_LINK, name) ||
	    demos_answer_put(skb, DEMOS_A_LINK_BODY, link, sizeof(*link))) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

/* As many as fit, from the one after args[0] on */
static void dump_links(struct sk_buff *skb, struct netlink_callback *cb,
		       struct demos_process *process)
{
	struct demos_link link;
	u32 name;

	mutex_lock(&process->lock);
	while ((name = demos_links_next(&process->links, cb->args[0], &link))) {
		if (put_link(skb, cb, name, &link))
			break;
		cb->args[0] = name;
	}
	mutex_unlock(&process->lock);
}

/**
 * demos_netlink_link_dump() - DEMOS_CMD_LINK_GET, a process's links
 * @skb: the answer
 * @cb: the dump; args[0] is the name of the last link shown
 *
 * Return: bytes of the answer, 0: that was all, or a negative errno.
 */
int demos_netlink_link_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct demos_host *host = demos_netlink_dump_host(cb);
	struct demos_process *process;

	if (!host)
		return -ENONET;
	process = find_process(host, demos_dump_attrs(cb), cb->extack);
	if (process) {
		dump_links(skb, cb, process);
		demos_process_put(process);
	}
	demos_host_put(host);
	return process ? skb->len : -ESRCH;
}
