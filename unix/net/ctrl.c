// SPDX-License-Identifier: GPL-2.0
/*
 * The family "nlctrl", which lists the families and their policies.
 */
#include <linux/errno.h>

#include "family.h"

#define ANSWER	3776u	/* bytes */

static struct genl_family ctrl;

static int put_op(struct sk_buff *skb, const struct genl_family *family, u32 i)
{
	const struct genl_ops *op = &family->ops[i];
	struct nlattr *nest = nla_nest_start_noflag(skb, i + 1);
	u32 flags = op->flags;

	if (op->dumpit)
		flags |= GENL_CMD_CAP_DUMP;
	if (op->doit)
		flags |= GENL_CMD_CAP_DO;
	/* A new command without a policy has one that allows nothing */
	if (op->policy || family->policy || op->cmd >= family->resv_start_op)
		flags |= GENL_CMD_CAP_HASPOL;
	if (!nest || nla_put_u32(skb, CTRL_ATTR_OP_ID, op->cmd) ||
	    nla_put_u32(skb, CTRL_ATTR_OP_FLAGS, flags))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_group(struct sk_buff *skb, const struct genl_family *family,
		     u32 i)
{
	struct nlattr *nest = nla_nest_start_noflag(skb, i + 1);

	if (!nest ||
	    nla_put_u32(skb, CTRL_ATTR_MCAST_GRP_ID,
			family->mcgrp_offset + i) ||
	    nla_put_string(skb, CTRL_ATTR_MCAST_GRP_NAME,
			   family->mcgrps[i].name))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_list(struct sk_buff *skb, const struct genl_family *family,
		    int type, u32 count,
		    int (*put)(struct sk_buff *skb,
			       const struct genl_family *family, u32 i))
{
	struct nlattr *nest;
	u32 i;

	if (!count)
		return 0;
	nest = nla_nest_start_noflag(skb, type);
	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i < count; i++) {
		if (put(skb, family, i))
			return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int put_attrs(struct sk_buff *skb, const struct genl_family *family)
{
	if (nla_put_string(skb, CTRL_ATTR_FAMILY_NAME, family->name) ||
	    nla_put_u16(skb, CTRL_ATTR_FAMILY_ID, family->id) ||
	    nla_put_u32(skb, CTRL_ATTR_VERSION, family->version) ||
	    nla_put_u32(skb, CTRL_ATTR_HDRSIZE, family->hdrsize) ||
	    nla_put_u32(skb, CTRL_ATTR_MAXATTR, family->maxattr) ||
	    put_list(skb, family, CTRL_ATTR_OPS, family->n_ops, put_op) ||
	    put_list(skb, family, CTRL_ATTR_MCAST_GROUPS, family->n_mcgrps,
		     put_group))
		return -EMSGSIZE;
	return 0;
}

static int put_family(struct sk_buff *skb, u32 portid, u32 seq, int flags,
		      const struct genl_family *family)
{
	void *header = genlmsg_put(skb, portid, seq, &ctrl, flags,
				   CTRL_CMD_NEWFAMILY);

	if (!header)
		return -EMSGSIZE;
	if (put_attrs(skb, family)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

/* Find the family that a request names; -EINVAL: it names none */
static int find(const struct genl_info *info, const struct genl_family **found)
{
	const struct nlattr *id = info->attrs[CTRL_ATTR_FAMILY_ID];
	const struct nlattr *name = info->attrs[CTRL_ATTR_FAMILY_NAME];

	*found = NULL;
	if (id)
		*found = unix_family_by_id(nla_get_u16(id));
	if (name)
		*found = unix_family_by_name(nla_data(name));
	if (*found)
		return 0;
	return id || name ? -ENOENT : -EINVAL;
}

static int get_family(struct sk_buff __always_unused *skb,
		      struct genl_info *info)
{
	const struct genl_family *family;
	struct sk_buff *answer;
	int err = find(info, &family);

	if (err)
		return err;
	answer = nlmsg_new(ANSWER, GFP_KERNEL);
	if (!answer)
		return -ENOBUFS;
	err = put_family(answer, info->snd_portid, info->snd_seq, 0, family);
	if (!err)
		return genlmsg_reply(answer, info);
	nlmsg_free(answer);
	return err;
}

/* args[0]: how many families have been shown */
static int dump_families(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct genl_family *family = NULL;
	long skip = cb->args[0];

	while ((family = unix_family_next(family))) {
		if (skip-- > 0)
			continue;
		if (put_family(skb, NETLINK_CB(cb->skb).portid,
			       cb->nlh->nlmsg_seq, NLM_F_MULTI, family))
			break;
		cb->args[0]++;
	}
	return skb->len;
}

static const struct nla_policy policy[] = {
	[CTRL_ATTR_FAMILY_ID] = { .type = NLA_U16 },
	[CTRL_ATTR_FAMILY_NAME] = { .type = NLA_NUL_STRING,
				    .len = GENL_NAMSIZ - 1 },
};

static const struct genl_ops ops[] = {
	{
		.cmd = CTRL_CMD_GETFAMILY,
		.validate = GENL_DONT_VALIDATE_STRICT | GENL_DONT_VALIDATE_DUMP,
		.policy = policy,
		.maxattr = ARRAY_SIZE(policy) - 1,
		.doit = get_family,
		.dumpit = dump_families,
	},
};

static struct genl_family ctrl = {
	.id = GENL_ID_CTRL,
	.name = "nlctrl",
	.version = 2,
	.resv_start_op = CTRL_CMD_GETPOLICY + 1,
	.parallel_ops = true,
	.ops = ops,
	.n_ops = ARRAY_SIZE(ops),
};

/**
 * unix_ctrl_init() - let programs find families
 *
 * Return: 0 or a negative errno.
 */
int unix_ctrl_init(void)
{
	return genl_register_family(&ctrl);
}

/**
 * unix_ctrl_exit() - undo unix_ctrl_init()
 */
void unix_ctrl_exit(void)
{
	genl_unregister_family(&ctrl);
}
