// SPDX-License-Identifier: GPL-2.0
/*
 * Requests about the machine as a whole, and about its peers.
 */
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/module.h>

#include "core/migrate.h"
#include "door/answer.h"
#include "door/host.h"
#include "door/netlink.h"
#include "door/netlink_request.h"
#include "transport/peers.h"
#include "transport/socket.h"

#define MACHINE_ROOM							\
	(nla_total_size(2) + 2 * nla_total_size_64bit(8) +		\
	 nla_total_size_64bit(__DEMOS_C_MAX * 8) + 2 * nla_total_size(4))

static int put_machine(struct sk_buff *skb, struct demos_machine *machine)
{
	u64 counters[__DEMOS_C_MAX];
	u32 i;

	for (i = 0; i < __DEMOS_C_MAX; i++)
		counters[i] = atomic64_read(&machine->counters[i]);
	if (nla_put_u16(skb, DEMOS_A_MACHINE, machine->id) ||
	    demos_answer_put64(skb, DEMOS_A_INCARNATION,
			       machine->incarnation) ||
	    demos_answer_put64(skb, DEMOS_A_NEXT_LOCAL,
			       atomic64_read(&machine->next_local)) ||
	    demos_answer_put(skb, DEMOS_A_COUNTERS, counters,
			     sizeof(counters)) ||
	    nla_put_u32(skb, DEMOS_A_PROCESSES,
			atomic_read(&machine->processes)) ||
	    nla_put_u32(skb, DEMOS_A_FORWARDS,
			atomic_read(&machine->forwards)))
		return -EMSGSIZE;
	return 0;
}

static int answer_machine(struct demos_host *host, struct genl_info *info)
{
	struct sk_buff *skb = demos_answer_to(info, MACHINE_ROOM);

	if (!skb)
		return -ENOMEM;
	return demos_answer_reply(skb, info, put_machine(skb, &host->machine));
}

/*
 * Memory that a machine uses is charged to no program. Any user can be root in
 * a user namespace, so that is enough only if the administrator allows it.
 */
static bool userns;
module_param(userns, bool, 0644);
MODULE_PARM_DESC(userns, "allow root of any user namespace to have machines there");

static int may_have_machine(struct sk_buff *skb, struct genl_info *info)
{
	if (READ_ONCE(userns) || netlink_capable(skb, CAP_NET_ADMIN))
		return 0;
	NL_SET_ERR_MSG(info->extack,
		       "root of a user namespace may not do that: set the module's parameter userns");
	return -EPERM;
}

/**
 * demos_netlink_machine_up() - DEMOS_CMD_MACHINE_UP
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative errno, like all handlers of requests.
 */
int demos_netlink_machine_up(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *next = info->attrs[DEMOS_A_NEXT_LOCAL];
	struct nlattr *last = info->attrs[DEMOS_A_INCARNATION];
	struct net *net = genl_info_net(info);
	struct demos_host *host;
	int err = may_have_machine(skb, info);

	if (err)
		return err;
	err = demos_host_up(net, nla_get_u16(info->attrs[DEMOS_A_MACHINE]),
			    next ? nla_get_u64(next) : 0,
			    last ? nla_get_u64(last) : 0, info->extack);
	if (err && err != -EEXIST)
		return err;
	host = demos_host_get(net);
	if (!host)
		return err;	/* it has gone down again */
	if (err)
		err = demos_answer_refuse_with(skb, info, err,
					       "this is machine %u already: demosctl machine down",
					       host->machine.id);
	else
		err = answer_machine(host, info);
	demos_host_put(host);
	return err;
}

/**
 * demos_netlink_machine_down() - DEMOS_CMD_MACHINE_DOWN
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_machine_down(struct sk_buff *skb, struct genl_info *info)
{
	int err = demos_host_down(genl_info_net(info));

	if (err == -ENONET)
		NL_SET_ERR_MSG(info->extack,
			       "this is not a machine");
	return err;
}

/**
 * demos_netlink_machine_get() - DEMOS_CMD_MACHINE_GET
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_machine_get(struct sk_buff *skb, struct genl_info *info)
{
	return answer_machine(demos_netlink_host(info), info);
}

/**
 * demos_netlink_limits_get() - DEMOS_CMD_LIMITS_GET
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_limits_get(struct sk_buff *skb, struct genl_info *info)
{
	struct demos_machine *machine = &demos_netlink_host(info)->machine;
	u64 limits[__DEMOS_LIMIT_MAX];
	u64 used[__DEMOS_LIMIT_MAX];
	u64 reserve[__DEMOS_LIMIT_MAX];
	struct sk_buff *answer;
	int err = 0;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(limits); i++)
		limits[i] = demos_limit(machine, i);
	for (i = 0; i < ARRAY_SIZE(used); i++)
		used[i] = demos_machine_used(machine, i);
	for (i = 0; i < ARRAY_SIZE(reserve); i++)
		reserve[i] = demos_machine_reserve(i);
	answer = demos_answer_to(info,
				 3 * nla_total_size_64bit(sizeof(limits)));
	if (!answer)
		return -ENOMEM;
	if (demos_answer_put(answer, DEMOS_A_LIMITS, limits, sizeof(limits)) ||
	    demos_answer_put(answer, DEMOS_A_USED, used, sizeof(used)) ||
	    demos_answer_put(answer, DEMOS_A_RESERVE, reserve,
			     sizeof(reserve)))
		err = -EMSGSIZE;
	return demos_answer_reply(answer, info, err);
}

/**
 * demos_netlink_limits_set() - DEMOS_CMD_LIMITS_SET
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_limits_set(struct sk_buff *skb, struct genl_info *info)
{
	struct demos_machine *machine = &demos_netlink_host(info)->machine;
	u32 limit = nla_get_u32(info->attrs[DEMOS_A_LIMIT]);

	if (demos_machine_set_limit(machine, limit,
				    nla_get_u64(info->attrs[DEMOS_A_VALUE])))
		return demos_answer_refuse_with(skb, info, -ERANGE,
						"%s can be at most %llu",
						demos_answer_limit_name(limit),
						demos_machine_limit_max(limit));
	return demos_netlink_limits_get(skb, info);
}

static int peer_refuse(struct genl_info *info, int err)
{
	switch (err) {
	case -EINVAL:
		NL_SET_ERR_MSG(info->extack, "that is this machine's own id");
		break;
	case -EEXIST:
		NL_SET_ERR_MSG(info->extack, "this peer is known already");
		break;
	case -ENOENT:
		NL_SET_ERR_MSG(info->extack,
			       "no such peer: demosctl peer show");
		break;
	case -ENOTCONN:
		NL_SET_ERR_MSG(info->extack, "not connected");
		break;
	case -EPROTOTYPE:
		NL_SET_ERR_MSG(info->extack, "not a stream socket");
		break;
	case -EUSERS:
		NL_SET_ERR_MSG(info->extack,
			       "too many connections that have not greeted yet");
		break;
	case -ENOTSOCK:
		NL_SET_ERR_MSG(info->extack, "SOCKET is not a socket");
		break;
	}
	return err;
}

static u16 peer_id(struct genl_info *info)
{
	return nla_get_u16(info->attrs[DEMOS_A_PEER]);
}

/**
 * demos_netlink_peer_add() - DEMOS_CMD_PEER_ADD
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_peer_add(struct sk_buff *skb, struct genl_info *info)
{
	struct demos_host *host = demos_netlink_host(info);

	return peer_refuse(info, demos_peer_add(host->peers, peer_id(info)));
}

/**
 * demos_netlink_peer_connect() - DEMOS_CMD_PEER_CONNECT
 * @skb: the request
 * @info: the request; the descriptor is the sender's
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_peer_connect(struct sk_buff *skb, struct genl_info *info)
{
	struct demos_host *host = demos_netlink_host(info);
	struct socket *sock;
	int err;

	sock = demos_socket_get(nla_get_u32(info->attrs[DEMOS_A_SOCKET]));
	if (IS_ERR(sock))
		return peer_refuse(info, PTR_ERR(sock));
	err = demos_peer_connect(host->peers, sock,
				 info->attrs[DEMOS_A_PEER] ? peer_id(info) : 0);
	if (err)
		demos_socket_put(sock);
	return peer_refuse(info, err);
}

/**
 * demos_netlink_peer_reset() - DEMOS_CMD_PEER_RESET
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_peer_reset(struct sk_buff *skb, struct genl_info *info)
{
	struct demos_host *host = demos_netlink_host(info);

	return peer_refuse(info, demos_peer_reset(host->peers, peer_id(info)));
}

/**
 * demos_netlink_peer_del() - DEMOS_CMD_PEER_DEL
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_peer_del(struct sk_buff *skb, struct genl_info *info)
{
	struct demos_host *host = demos_netlink_host(info);
	int err = demos_peer_del(host->peers, peer_id(info));

	if (err == -EBUSY)
		NL_SET_ERR_MSG(info->extack,
			       "a process is on its way to or from there: try again");
	else if (err == -EOVERFLOW)
		NL_SET_ERR_MSG(info->extack,
			       "deleted too often: take the machine down and up");
	return peer_refuse(info, err);
}

/**
 * demos_netlink_peer_get() - DEMOS_CMD_PEER_GET, one
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_peer_get(struct sk_buff *skb, struct genl_info *info)
{
	struct demos_host *host = demos_netlink_host(info);
	u16 id = peer_id(info);
	struct demos_peer_info peer;

	if (demos_peer_info(host->peers, id - 1, &peer) || peer.machine != id)
		return peer_refuse(info, -ENOENT);
	return demos_answer_data(info, DEMOS_A_PEER_INFO, &peer, sizeof(peer));
}

/**
 * demos_netlink_peer_dump() - DEMOS_CMD_PEER_GET, all, by machine id
 * @skb: the answer
 * @cb: the dump; args[0] is the last id shown
 *
 * Return: bytes of the answer, 0: that was all, or a negative errno.
 */
int demos_netlink_peer_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct demos_host *host = demos_netlink_dump_host(cb);
	struct demos_peer_info peer;

	if (!host)
		return -ENONET;
	while (!demos_peer_info(host->peers, cb->args[0], &peer)) {
		if (demos_answer_dump(skb, cb, DEMOS_A_PEER_INFO, &peer,
				      sizeof(peer)))
			break;
		cb->args[0] = peer.machine;
	}
	demos_host_put(host);
	return skb->len;
}
