// SPDX-License-Identifier: GPL-2.0
/*
 * Requests of the netlink family, before their handlers run.
 *
 * A request is checked completely first: its attributes by policy, then
 * whether they are those that the command takes, then whether this namespace
 * is a machine and this socket a process. A handler finds both referenced, and
 * checks only what no other part can know.
 */
#include <linux/string.h>
#include <net/sock.h>

#include "door/answer.h"
#include "door/host.h"
#include "door/native.h"
#include "door/native_answer.h"
#include "door/netlink_request.h"

static struct netlink_range_validation machine_range = {
	.min = 1,
	.max = DEMOS_MACHINE_MAX,
};

static struct netlink_range_validation local_range = {
	.min = 1,
	.max = (1ULL << DEMOS_PID_LOCAL_BITS) - 1,
};

static struct netlink_range_validation incarnation_range = {
	.min = 1,
	.max = S64_MAX,
};

static const struct nla_policy policy[] = {
	[DEMOS_A_MACHINE] = NLA_POLICY_FULL_RANGE(NLA_U16, &machine_range),
	[DEMOS_A_PEER] = NLA_POLICY_FULL_RANGE(NLA_U16, &machine_range),
	[DEMOS_A_INCARNATION] = NLA_POLICY_FULL_RANGE(NLA_U64,
						      &incarnation_range),
	[DEMOS_A_NEXT_LOCAL] = NLA_POLICY_FULL_RANGE(NLA_U64, &local_range),
	[DEMOS_A_PID] = { .type = NLA_U64 },
	[DEMOS_A_NAME] = { .type = NLA_NUL_STRING, .len = DEMOS_NAME_MAX - 1 },
	[DEMOS_A_DATA] = { .type = NLA_BINARY, .len = DEMOS_PACKET_MAX },
	[DEMOS_A_LINK] = { .type = NLA_U32 },
	[DEMOS_A_ENCLOSE] = { .type = NLA_U32 },
	[DEMOS_A_REPLY] = NLA_POLICY_EXACT_LEN(sizeof(struct demos_reply)),
	[DEMOS_A_CHANNELS] = NLA_POLICY_MIN(NLA_U32, 1),
	[DEMOS_A_CHANNEL] = NLA_POLICY_MAX(NLA_U8, DEMOS_CHANNELS - 1),
	[DEMOS_A_TIMEOUT] = { .type = NLA_U32 },
	[DEMOS_A_CODE] = { .type = NLA_U32 },
	[DEMOS_A_FLAGS] = NLA_POLICY_MASK(NLA_U32, DEMOS_LINK_FLAGS),
	[DEMOS_A_AREA] = { .type = NLA_U32 },
	[DEMOS_A_OFFSET] = { .type = NLA_U32 },
	[DEMOS_A_LENGTH] = { .type = NLA_U32 },
	[DEMOS_A_SOCKET] = { .type = NLA_U32 },
	[DEMOS_A_LIMIT] = NLA_POLICY_MAX(NLA_U32, __DEMOS_LIMIT_MAX - 1),
	[DEMOS_A_VALUE] = { .type = NLA_U64 },
	[DEMOS_A_MEMORY] = { .type = NLA_U32 },
};

/* Explanations for missing attributes */
static const char *const missing[ARRAY_SIZE(policy)] = {
	[DEMOS_A_MACHINE] = "MACHINE is missing: a machine id",
	[DEMOS_A_PEER] = "PEER is missing: id of another machine",
	[DEMOS_A_PID] = "PID is missing: a process identifier",
	[DEMOS_A_NAME] = "NAME is missing: a name for the process",
	[DEMOS_A_DATA] = "DATA is missing: what to write",
	[DEMOS_A_LINK] = "LINK is missing: name of a link in the link table",
	[DEMOS_A_CHANNELS] = "CHANNELS is missing: a set of channels",
	[DEMOS_A_CHANNEL] = "CHANNEL is missing: for messages over the link",
	[DEMOS_A_CODE] = "CODE is missing: to come with messages over the link",
	[DEMOS_A_FLAGS] = "FLAGS is missing: attributes and rights of the link",
	[DEMOS_A_OFFSET] = "OFFSET is missing: where in the data area",
	[DEMOS_A_LENGTH] = "LENGTH is missing: how many bytes",
	[DEMOS_A_SOCKET] = "SOCKET is missing: a file descriptor",
	[DEMOS_A_LIMIT] = "LIMIT is missing: which limit",
	[DEMOS_A_VALUE] = "VALUE is missing: of the limit",
	[DEMOS_A_AREA] = "AREA is missing: where an area of memory begins",
	[DEMOS_A_MEMORY] = "MEMORY is missing: file descriptor of a memfd",
};

/**
 * struct takes - what a command takes
 * @needs: set of the attributes that it requires
 * @may: set of the attributes that it takes, too
 */
struct takes {
	u64 needs;
	u64 may;
};

static_assert(ARRAY_SIZE(policy) <= 64);

#define A(name)	BIT_ULL(DEMOS_A_##name)

static const struct takes takes[] = {
	[DEMOS_CMD_MACHINE_UP] = { A(MACHINE), A(NEXT_LOCAL) | A(INCARNATION) },
	[DEMOS_CMD_PEER_ADD] = { A(PEER) },
	[DEMOS_CMD_PEER_CONNECT] = { A(SOCKET), A(PEER) },
	[DEMOS_CMD_PEER_RESET] = { A(PEER) },
	[DEMOS_CMD_PEER_DEL] = { A(PEER) },
	[DEMOS_CMD_PEER_GET] = { A(PEER) },
	[DEMOS_CMD_PROCESS_GET] = { A(PID) },
	[DEMOS_CMD_LINK_GET] = { A(PID) },
	[DEMOS_CMD_ATTACH] = { A(NAME) },
	[DEMOS_CMD_SEND] = { A(LINK), A(DATA) | A(ENCLOSE) | A(REPLY) },
	[DEMOS_CMD_SEND_WAIT] = { A(LINK) },
	[DEMOS_CMD_RECEIVE] = { A(CHANNELS), A(TIMEOUT) },
	[DEMOS_CMD_LINK_CREATE] = { A(CODE) | A(CHANNEL) | A(FLAGS),
				    A(AREA) | A(LENGTH) },
	[DEMOS_CMD_LINK_DUP] = { A(LINK) | A(FLAGS) },
	[DEMOS_CMD_LINK_DESTROY] = { A(LINK) },
	[DEMOS_CMD_LINK_INSPECT] = { A(LINK) },
	[DEMOS_CMD_LINK_TO_KERNEL] = { A(MACHINE) },
	[DEMOS_CMD_MOVE_READ] = { A(LINK) | A(OFFSET) | A(LENGTH), A(AREA) },
	[DEMOS_CMD_MOVE_WRITE] = { A(LINK) | A(OFFSET),
				   A(DATA) | A(AREA) | A(LENGTH) },
	[DEMOS_CMD_BOOT_SET] = { .may = A(LINK) },
	[DEMOS_CMD_BOOT_GET] = {},
	[DEMOS_CMD_LIMITS_SET] = { A(LIMIT) | A(VALUE) },
	[DEMOS_CMD_AREA_CREATE] = { A(MEMORY) | A(OFFSET) | A(LENGTH) },
	[DEMOS_CMD_AREA_DESTROY] = { A(AREA) },
};

static int check_attrs(struct nlattr **attrs, const struct takes *takes,
		       struct netlink_ext_ack *extack)
{
	u32 i;

	for (i = 1; i < ARRAY_SIZE(policy); i++) {
		if (!attrs[i] && takes->needs & BIT_ULL(i)) {
			demos_answer_why(extack, missing[i]);
			return -EINVAL;
		}
		if (attrs[i] && !((takes->needs | takes->may) & BIT_ULL(i))) {
			NL_SET_ERR_MSG_ATTR(extack, attrs[i],
					    "this command does not take that attribute");
			return -EINVAL;
		}
	}
	return 0;
}

static int check_header(const void *header, struct netlink_ext_ack *extack)
{
	if (!memchr_inv(header, 0, sizeof(struct demos_header)))
		return 0;
	NL_SET_ERR_MSG(extack, "the family header of a request must be 0");
	return -EINVAL;
}

static struct demos_host *find_host(struct net *net,
				    struct netlink_ext_ack *extack)
{
	struct demos_host *host = demos_host_get(net);

	if (!host)
		NL_SET_ERR_MSG(extack,
			       "this is not a machine: demosctl machine up --id N");
	return host;
}

/* Find the host and the process; undone by netlink_post() */
static int netlink_pre(const struct genl_split_ops *ops, struct sk_buff *skb,
		       struct genl_info *info)
{
	struct demos_native *native;
	struct demos_host *host;
	int err;

	err = check_header(genl_info_userhdr(info), info->extack);
	if (!err)
		err = check_attrs(info->attrs, &takes[ops->cmd], info->extack);
	if (err || !(ops->internal_flags & DEMOS_NEEDS_HOST))
		return err;
	host = find_host(genl_info_net(info), info->extack);
	if (!host)
		return -ENONET;
	info->user_ptr[0] = host;
	if (!(ops->internal_flags & DEMOS_NEEDS_PROCESS))
		return 0;
	native = demos_native_find(host, NETLINK_CB(skb).sk,
				   info->snd_portid);
	if (native) {
		demos_native_make_room(native->sk);
		info->user_ptr[1] = native;
		return 0;
	}
	NL_SET_ERR_MSG(info->extack,
		       "this socket is not, or no longer, a process: attach first");
	demos_host_put(host);
	return -ENOTCONN;
}

static void netlink_post(const struct genl_split_ops *ops, struct sk_buff *skb,
			 struct genl_info *info)
{
	if (info->user_ptr[1])
		demos_native_put(info->user_ptr[1]);
	if (info->user_ptr[0])
		demos_host_put(info->user_ptr[0]);
}

/**
 * demos_netlink_dump_check() - check the request for a dump
 * @cb: the dump; called at its start
 *
 * Return: 0, -EINVAL, or -ENONET: this is not a machine.
 */
int demos_netlink_dump_check(struct netlink_callback *cb)
{
	const struct genlmsghdr *request = nlmsg_data(cb->nlh);
	struct takes dump = { .needs = 0 };
	struct demos_host *host;
	int err;

	/* Dumps show everything; only that of links is of one process */
	if (request->cmd == DEMOS_CMD_LINK_GET)
		dump = takes[request->cmd];
	err = check_header(genlmsg_data(request), cb->extack);
	if (!err)
		err = check_attrs(demos_dump_attrs(cb), &dump, cb->extack);
	if (err)
		return err;
	host = demos_netlink_dump_host(cb);
	if (!host)
		return -ENONET;
	demos_host_put(host);
	return 0;
}

/**
 * demos_netlink_dump_host() - the machine that a dump is for
 * @cb: the dump
 *
 * Return: the host, with a reference for the caller, or NULL.
 */
struct demos_host *demos_netlink_dump_host(struct netlink_callback *cb)
{
	return find_host(sock_net(cb->skb->sk), cb->extack);
}

/**
 * demos_netlink_request_init() - add the checks of requests to the family
 * @family: the family, not registered yet
 */
void __init demos_netlink_request_init(struct genl_family *family)
{
	family->policy = policy;
	family->maxattr = ARRAY_SIZE(policy) - 1;
	family->pre_doit = netlink_pre;
	family->post_doit = netlink_post;
}
