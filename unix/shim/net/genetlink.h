/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Generic netlink families. All are parallel: requests of different
 * connections do not wait for each other.
 */
#ifndef UNIX_NET_GENETLINK_H
#define UNIX_NET_GENETLINK_H

#include <linux/genetlink.h>
#include <net/net_namespace.h>
#include <net/netlink.h>

#define MODULE_ALIAS_GENL_FAMILY(name)	static_assert(true)

struct module;

struct genl_multicast_group {
	char name[GENL_NAMSIZ];
};

/* genl_ops.validate: attributes of the command are checked less strictly */
#define GENL_DONT_VALIDATE_STRICT	BIT(0)
#define GENL_DONT_VALIDATE_DUMP		BIT(1)

/* pre_doit gets an operation as it was registered */
#define genl_split_ops	genl_ops

struct genl_info;

/**
 * struct genl_ops - a command
 * @doit: serves a request, or NULL
 * @start: begins a dump, or NULL
 * @dumpit: see &netlink_callback.dump; NULL: none
 * @done: ends a dump that has begun, or NULL
 * @policy: by attribute; NULL: the family's
 * @maxattr: its highest attribute
 * @cmd: its number
 * @internal_flags: for the family
 * @flags: GENL_*_PERM
 * @validate: GENL_DONT_VALIDATE_*
 */
struct genl_ops {
	int (*doit)(struct sk_buff *skb, struct genl_info *info);
	int (*start)(struct netlink_callback *cb);
	int (*dumpit)(struct sk_buff *skb, struct netlink_callback *cb);
	int (*done)(struct netlink_callback *cb);
	const struct nla_policy *policy;
	unsigned int maxattr;
	u8 cmd;
	u8 internal_flags;
	u8 flags;
	u8 validate;
};

/**
 * struct genl_family - a family
 * @id: its number, as the type of its messages
 * @hdrsize: bytes of its own header
 * @name: by which programs find it
 * @version: of its messages
 * @maxattr: highest attribute of @policy
 * @n_ops: commands in @ops
 * @n_mcgrps: groups in @mcgrps
 * @resv_start_op: first command whose headers are checked strictly
 * @netnsok: ignored
 * @parallel_ops: true
 * @policy: by attribute
 * @pre_doit: called before genl_ops.doit, which is not called if it fails
 * @post_doit: called after genl_ops.doit
 * @ops: its commands
 * @mcgrps: its multicast groups
 * @module: ignored
 * @mcgrp_offset: number of the first group
 * @node: in the list of families
 */
struct genl_family {
	int id;
	unsigned int hdrsize;
	char name[GENL_NAMSIZ];
	unsigned int version;
	unsigned int maxattr;
	u8 n_ops;
	u8 n_mcgrps;
	u8 resv_start_op;
	bool netnsok;
	bool parallel_ops;
	const struct nla_policy *policy;
	int (*pre_doit)(const struct genl_split_ops *ops, struct sk_buff *skb,
			struct genl_info *info);
	void (*post_doit)(const struct genl_split_ops *ops,
			  struct sk_buff *skb, struct genl_info *info);
	const struct genl_ops *ops;
	const struct genl_multicast_group *mcgrps;
	struct module *module;
	unsigned int mcgrp_offset;
	struct list_head node;
};

/**
 * struct genl_info - a request
 * @snd_seq: its sequence number
 * @snd_portid: port of the connection
 * @family: the family it is for
 * @nlhdr: its headers
 * @genlhdr: the second one
 * @attrs: its attributes by type; NULL: absent
 * @user_ptr: for the family
 * @extack: gets an explanation
 */
struct genl_info {
	u32 snd_seq;
	u32 snd_portid;
	const struct genl_family *family;
	const struct nlmsghdr *nlhdr;
	struct genlmsghdr *genlhdr;
	struct nlattr **attrs;
	void *user_ptr[2];
	struct netlink_ext_ack *extack;
};

/**
 * struct genl_dumpit_info - the request for a dump
 * @op: the command
 * @info: the request
 */
struct genl_dumpit_info {
	const struct genl_ops *op;
	struct genl_info info;
};

static inline const struct genl_dumpit_info *
genl_dumpit_info(struct netlink_callback *cb)
{
	return cb->data;
}

static inline const struct genl_info *
genl_info_dump(struct netlink_callback *cb)
{
	return &genl_dumpit_info(cb)->info;
}

static inline struct net *
genl_info_net(const struct genl_info __always_unused *info)
{
	return &init_net;
}

static inline void *genl_info_userhdr(const struct genl_info *info)
{
	return (char *)info->genlhdr + GENL_HDRLEN;
}

int genl_register_family(struct genl_family *family);
int genl_unregister_family(const struct genl_family *family);

void *genlmsg_put(struct sk_buff *skb, u32 portid, u32 seq,
		  const struct genl_family *family, int flags, u8 cmd);
int genlmsg_unicast(struct net *net, struct sk_buff *skb, u32 portid);
int genlmsg_multicast_netns(const struct genl_family *family, struct net *net,
			    struct sk_buff *skb, u32 portid,
			    unsigned int group, gfp_t gfp);
bool genl_has_listeners(const struct genl_family *family, struct net *net,
			unsigned int group);

static inline int genlmsg_reply(struct sk_buff *skb, struct genl_info *info)
{
	return genlmsg_unicast(genl_info_net(info), skb, info->snd_portid);
}

static inline struct sk_buff *genlmsg_new(size_t payload, gfp_t gfp)
{
	return nlmsg_new(GENL_HDRLEN + payload, gfp);
}

static inline void *genlmsg_data(const struct genlmsghdr *header)
{
	return (char *)header + GENL_HDRLEN;
}

/* From the family's own header back to the message */
static inline struct nlmsghdr *genlmsg_nlhdr(void *header)
{
	return (struct nlmsghdr *)((char *)header - GENL_HDRLEN -
				   NLMSG_HDRLEN);
}

static inline void genlmsg_end(struct sk_buff *skb, void *header)
{
	nlmsg_end(skb, genlmsg_nlhdr(header));
}

static inline void genlmsg_cancel(struct sk_buff *skb, void *header)
{
	if (header)
		nlmsg_cancel(skb, genlmsg_nlhdr(header));
}

#endif
