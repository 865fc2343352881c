// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <net/genetlink.h>
#include <semaphore.h>
#include <stdio.h>

#include "check.h"
#include "net/door.h"
#include "toy.h"

struct toy_counts toy_counts;
_Atomic int toy_blocked;
static sem_t release;

static const struct netlink_range_validation range = { 3, 40000 };
static const struct netlink_range_validation range64 = { 1, (1ULL << 48) - 1 };

static const struct nla_policy policy[] = {
	[TOY_A_U8] = { .type = NLA_U8 },
	[TOY_A_U16] = { .type = NLA_U16 },
	[TOY_A_U32] = { .type = NLA_U32 },
	[TOY_A_U64] = { .type = NLA_U64 },
	[TOY_A_TEXT] = { .type = NLA_NUL_STRING, .len = 7 },
	[TOY_A_BYTES] = { .type = NLA_BINARY, .len = 4000 },
	[TOY_A_EXACT] = NLA_POLICY_EXACT_LEN(12),
	[TOY_A_LEAST] = NLA_POLICY_MIN(NLA_U32, 2),
	[TOY_A_MOST] = NLA_POLICY_MAX(NLA_U8, 5),
	[TOY_A_RANGE] = NLA_POLICY_FULL_RANGE(NLA_U16, &range),
	[TOY_A_RANGE64] = NLA_POLICY_FULL_RANGE(NLA_U64, &range64),
	[TOY_A_MASK] = NLA_POLICY_MASK(NLA_U32, 0xff),
	[TOY_A_FD] = { .type = NLA_U32 },
};

static const struct genl_multicast_group groups[] = {
	{ .name = "first" }, { .name = "shouts" },
};

static struct genl_family family;

static struct sk_buff *begin(u32 portid, u32 seq, u8 cmd, u32 room)
{
	struct sk_buff *skb = genlmsg_new(TOY_HEADER + room, GFP_KERNEL);
	void *header = genlmsg_put(skb, portid, seq, &family, 0, cmd);

	memset(header, 7, TOY_HEADER);
	return skb;
}

static int reply(struct sk_buff *skb, struct genl_info *info)
{
	nlmsg_end(skb, nlmsg_hdr(skb));
	return genlmsg_reply(skb, info);
}

static int toy_echo(struct sk_buff *request, struct genl_info *info)
{
	struct sk_buff *skb = begin(info->snd_portid, info->snd_seq,
				    info->genlhdr->cmd,
				    info->nlhdr->nlmsg_len);
	u32 i;

	CHECK(NETLINK_CB(request).portid == info->snd_portid);
	for (i = 1; i < ARRAY_SIZE(policy); i++) {
		if (info->attrs[i])
			CHECK(!nla_put(skb, i, nla_len(info->attrs[i]),
				       nla_data(info->attrs[i])));
	}
	return reply(skb, info);
}

static int toy_block(struct sk_buff *skb, struct genl_info *info)
{
	toy_blocked++;
	sem_wait(&release);
	return toy_echo(skb, info);
}

static int toy_release(struct sk_buff *skb, struct genl_info *info)
{
	sem_post(&release);
	return 0;
}

/* Forget releases that nobody has waited for */
void toy_drain(void)
{
	while (!sem_trywait(&release))
		;
}

static int toy_fd(struct sk_buff *request, struct genl_info *info)
{
	int fd = unix_request_fd(nla_get_u32(info->attrs[TOY_A_FD]));
	char text[8] = "";
	struct sk_buff *skb;

	if (fd < 0) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[TOY_A_FD],
				    "not a descriptor");
		return fd;
	}
	CHECK(read(fd, text, sizeof(text) - 1) >= 0);
	close(fd);
	skb = begin(info->snd_portid, info->snd_seq, TOY_FD, 100);
	nla_put_string(skb, TOY_A_TEXT, text);
	return reply(skb, info);
}

/* A dump of messages with 0, 1... in TOY_A_U32 */
static struct sk_buff *numbered(const struct genl_info *info, u32 portid,
				u32 i)
{
	u32 fill = info->attrs[TOY_A_BYTES] ?
		   nla_len(info->attrs[TOY_A_BYTES]) : 0;
	struct sk_buff *skb = begin(portid, info->snd_seq, info->genlhdr->cmd,
				    nla_total_size(4) + nla_total_size(fill));

	nla_put_u32(skb, TOY_A_U32, i);
	if (fill)
		nla_put(skb, TOY_A_BYTES, fill,
			nla_data(info->attrs[TOY_A_BYTES]));
	nlmsg_end(skb, nlmsg_hdr(skb));
	return skb;
}

static int toy_flood(struct sk_buff *request, struct genl_info *info)
{
	u32 count = nla_get_u32(info->attrs[TOY_A_U32]);
	int err = 0;
	u32 i;

	for (i = 0; i < count && !err; i++)
		err = genlmsg_reply(numbered(info, info->snd_portid, i), info);
	return err;
}

static int toy_shout(struct sk_buff *request, struct genl_info *info)
{
	u32 count = nla_get_u32(info->attrs[TOY_A_U32]);
	u32 i;

	if (!genl_has_listeners(&family, genl_info_net(info), 1))
		return -ESRCH;
	for (i = 0; i < count; i++)
		genlmsg_multicast_netns(&family, genl_info_net(info),
					numbered(info, 0, i), 0, 1, GFP_KERNEL);
	return 0;
}

static int toy_refuse(struct sk_buff *request, struct genl_info *info)
{
	char text[40];

	snprintf(text, sizeof(text), "number %u", info->snd_seq);
	info->extack->_msg = text;
	netlink_ack(request, (struct nlmsghdr *)info->nlhdr, -EDQUOT,
		    info->extack);
	info->extack->_msg = "";
	return -EINTR;
}

static int count_start(struct netlink_callback *cb)
{
	const struct genl_info *info = genl_info_dump(cb);

	if (!info->attrs[TOY_A_U32]) {
		NL_SET_ERR_MSG(cb->extack, "how many?");
		return -EINVAL;
	}
	cb->args[1] = nla_get_u32(info->attrs[TOY_A_U32]);
	toy_counts.begun++;
	return 0;
}

static int count_one(struct sk_buff *skb, struct netlink_callback *cb)
{
	void *header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				   cb->nlh->nlmsg_seq, &family, NLM_F_MULTI,
				   TOY_COUNT);

	if (!header)
		return -EMSGSIZE;
	memset(header, 0, TOY_HEADER);
	if (nla_put_u32(skb, TOY_A_U32, cb->args[0])) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

/* The number 13 ends the dump with an error */
static int count_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	CHECK(sock_net(cb->skb->sk) == &init_net);
	if (cb->args[1] == 13 && cb->args[0] == 5) {
		NL_SET_ERR_MSG(cb->extack, "bad luck");
		return -ESRCH;
	}
	for (; cb->args[0] < cb->args[1]; cb->args[0]++) {
		if (count_one(skb, cb))
			break;
		if (cb->args[1] == 13 && cb->args[0] == 4) {
			cb->args[0]++;
			break;
		}
	}
	return skb->len;
}

static int count_done(struct netlink_callback *cb)
{
	toy_counts.done++;
	return 0;
}

static int huge_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return nla_reserve(skb, TOY_A_BYTES, 4000) ? (int)skb->len : 1;
}

static int prepare(const struct genl_split_ops *op, struct sk_buff *skb,
		   struct genl_info *info)
{
	const char *header = genl_info_userhdr(info);

	CHECK(!info->user_ptr[0] && !info->user_ptr[1]);
	if (op->cmd == TOY_FAIL || header[0]) {
		NL_SET_ERR_MSG(info->extack, "not prepared");
		return -ENOTCONN;
	}
	toy_counts.prepared++;
	info->user_ptr[0] = &family;
	return 0;
}

static void finish(const struct genl_split_ops *op, struct sk_buff *skb,
		   struct genl_info *info)
{
	CHECK(info->user_ptr[0] == &family && op->internal_flags == 3);
	toy_counts.finished++;
}

#define DO(command, handler, perm) {					\
	.cmd = TOY_##command,						\
	.doit = toy_##handler,						\
	.flags = (perm),						\
	.internal_flags = 3,						\
}

static const struct genl_ops ops[] = {
	DO(ECHO, echo, 0),
	DO(SECRET, echo, GENL_ADMIN_PERM),
	DO(UNSAFE, echo, GENL_UNS_ADMIN_PERM),
	DO(BLOCK, block, 0),
	DO(RELEASE, release, 0),
	DO(FD, fd, 0),
	DO(FLOOD, flood, 0),
	DO(SHOUT, shout, 0),
	DO(REFUSE, refuse, 0),
	DO(FAIL, echo, 0),
	{
		.cmd = TOY_COUNT,
		.start = count_start,
		.dumpit = count_dump,
		.done = count_done,
	}, {
		.cmd = TOY_HUGE,
		.dumpit = huge_dump,
	},
};

static struct genl_family family = {
	.name = TOY_NAME,
	.version = 3,
	.hdrsize = TOY_HEADER,
	.netnsok = true,
	.parallel_ops = true,
	.policy = policy,
	.maxattr = ARRAY_SIZE(policy) - 1,
	.pre_doit = prepare,
	.post_doit = finish,
	.ops = ops,
	.n_ops = ARRAY_SIZE(ops),
	.mcgrps = groups,
	.n_mcgrps = ARRAY_SIZE(groups),
};

/*
 * Copies of the kernel's own policies: CTRL_CMD_GETPOLICY, for a dump, and
 * NETDEV_CMD_DEV_GET
 */
static const struct nla_policy ctrl_policy[] = {
	[CTRL_ATTR_FAMILY_ID] = { .type = NLA_U16 },
	[CTRL_ATTR_FAMILY_NAME] = { .type = NLA_NUL_STRING, .len = 15 },
	[CTRL_ATTR_OP] = { .type = NLA_U32 },
};

static const struct nla_policy netdev_policy[] = {
	[1] = NLA_POLICY_MIN(NLA_U32, 1),
};

static int copy_do(struct sk_buff *skb, struct genl_info *info)
{
	return info->attrs[1] ? 0 : -EINVAL;
}

static int copy_start(struct netlink_callback *cb)
{
	const struct genl_info *info = genl_info_dump(cb);

	return info->attrs[CTRL_ATTR_FAMILY_ID] ||
	       info->attrs[CTRL_ATTR_FAMILY_NAME] ? -ENOENT : -EINVAL;
}

static const struct genl_ops copy_ops[] = {
	{
		.cmd = CTRL_CMD_GETPOLICY,
		.policy = ctrl_policy,
		.maxattr = ARRAY_SIZE(ctrl_policy) - 1,
		.start = copy_start,
		.dumpit = huge_dump,
	}, {
		.cmd = 1,
		.policy = netdev_policy,
		.maxattr = 1,
		.doit = copy_do,
	}, {
		.cmd = TOY_NONE,
		.doit = toy_release,
	},
};

static struct genl_family copy = {
	.name = TOY_COPY_NAME,
	.version = 1,
	.parallel_ops = true,
	.ops = copy_ops,
	.n_ops = ARRAY_SIZE(copy_ops),
};

static int closed(struct notifier_block *block, unsigned long what, void *data)
{
	const struct netlink_notify *notify = data;

	CHECK(what == NETLINK_URELEASE);
	CHECK(notify->protocol == NETLINK_GENERIC && notify->net == &init_net);
	toy_counts.last_closed = notify->portid;
	toy_counts.closed++;
	return NOTIFY_OK;
}

static struct notifier_block notifier = { .notifier_call = closed };

void toy_init(void)
{
	sem_init(&release, 0, 0);
	CHECK(!genl_register_family(&family));
	CHECK(!genl_register_family(&copy));
	CHECK(genl_register_family(&copy) == -EEXIST);
	CHECK(!netlink_register_notifier(&notifier));
}

void toy_exit(void)
{
	netlink_unregister_notifier(&notifier);
	genl_unregister_family(&copy);
	genl_unregister_family(&family);
}

/* The family as it was before */
void toy_again(void)
{
	CHECK(!genl_unregister_family(&family));
	CHECK(!genl_register_family(&family));
}

int toy_id(void)
{
	return family.id;
}

int toy_copy_id(void)
{
	return copy.id;
}

int toy_group(void)
{
	return family.mcgrp_offset + 1;
}
