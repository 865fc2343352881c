// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink families: registering them, and their requests.
 *
 * Requests hold families_lock for reading, and so do dumps while they go on. So
 * a family that has been unregistered has no request any more.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <pthread.h>

#include "family.h"
#include "message.h"
#include "policy.h"
#include "port.h"

/* No thread takes it twice, so waiting writers can go before new readers */
static pthread_rwlock_t families_lock =
	PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
static LIST_HEAD(families);	/* genl_family.node [families_lock] */

/* Group numbers that a kernel uses for other families; 0 is no group */
static u32 groups_used = BIT(0) | BIT(1) | BIT(16) | BIT(17) | BIT(18);

/* An operation without a policy takes no attributes */
static const struct nla_policy reject_all[] = {
	{ .type = NLA_REJECT },
	{ .type = NLA_REJECT },
};

/**
 * unix_family_next() - go through the families
 * @family: a family, or NULL: before the first one
 *
 * Return: the next one, or NULL: that was the last one.
 */
const struct genl_family *unix_family_next(const struct genl_family *family)
{
	const struct list_head *next = (family ? &family->node :
					&families)->next;

	return next == &families ? NULL :
	       container_of(next, struct genl_family, node);
}

/**
 * unix_family_by_id() - find a family
 * @id: its number
 *
 * Return: the family, or NULL.
 */
const struct genl_family *unix_family_by_id(int id)
{
	const struct genl_family *family = NULL;

	while ((family = unix_family_next(family))) {
		if (family->id == id)
			break;
	}
	return family;
}

/**
 * unix_family_by_name() - find a family
 * @name: its name
 *
 * Return: the family, or NULL.
 */
const struct genl_family *unix_family_by_name(const char *name)
{
	const struct genl_family *family = NULL;

	while ((family = unix_family_next(family))) {
		if (!strcmp(family->name, name))
			break;
	}
	return family;
}

/* Numbers for a family's groups. Return: 0 or -ENOSPC. */
static int take_groups(struct genl_family *family)
{
	u32 mask = (1u << family->n_mcgrps) - 1;
	u32 first;

	for (first = 0; first + family->n_mcgrps <= 32; first++) {
		if (groups_used & mask << first)
			continue;
		groups_used |= mask << first;
		family->mcgrp_offset = first;
		return 0;
	}
	return -ENOSPC;
}

static int enter(struct genl_family *family)
{
	int err;

	if (unix_family_by_name(family->name))
		return -EEXIST;
	err = take_groups(family);
	if (err)
		return err;
	if (!family->id)
		family->id = GENL_START_ALLOC;
	while (unix_family_by_id(family->id))
		family->id++;
	list_add_tail(&family->node, &families);
	return 0;
}

/**
 * genl_register_family() - register a family
 * @family: the family; it keeps its number if it has one that is not used
 *
 * Return: 0, -EINVAL: it is not parallel, or has too many groups, -EEXIST: the
 * name is used, -ENOSPC: too many groups are used.
 */
int genl_register_family(struct genl_family *family)
{
	int err;

	if (!family->parallel_ops || family->n_mcgrps > 31)
		return -EINVAL;
	pthread_rwlock_wrlock(&families_lock);
	err = enter(family);
	pthread_rwlock_unlock(&families_lock);
	return err;
}

static void end_dump(struct sock *sk, void *family)
{
	if (sk->dump && genl_info_dump(sk->dump)->family == family)
		unix_dump_end(sk);
}

/**
 * genl_unregister_family() - end a family
 * @family: the family
 *
 * Waits for its requests; dumps that are not complete end.
 *
 * Return: 0.
 */
int genl_unregister_family(const struct genl_family *family)
{
	struct genl_family *gone = (struct genl_family *)family;
	u32 mask = (1u << family->n_mcgrps) - 1;

	pthread_rwlock_wrlock(&families_lock);
	list_del(&gone->node);
	groups_used &= ~(mask << family->mcgrp_offset);
	unix_sock_each(end_dump, gone);
	pthread_rwlock_unlock(&families_lock);
	return 0;
}

/**
 * genlmsg_put() - begin a message of a family
 * @skb: where to
 * @portid: port of the connection that it is for
 * @seq: sequence number of the request
 * @family: the family
 * @flags: NLM_F_*
 * @cmd: the command
 *
 * Return: the family's header, which has no value yet, or NULL: there is no
 * room.
 */
void *genlmsg_put(struct sk_buff *skb, u32 portid, u32 seq,
		  const struct genl_family *family, int flags, u8 cmd)
{
	struct genlmsghdr *header;
	struct nlmsghdr *nlh;

	nlh = nlmsg_put(skb, portid, seq, family->id,
			GENL_HDRLEN + family->hdrsize, flags);
	if (!nlh)
		return NULL;
	header = nlmsg_data(nlh);
	*header = (struct genlmsghdr) {
		.cmd = cmd,
		.version = family->version,
	};
	return genlmsg_data(header);
}

/**
 * genlmsg_unicast() - send a message to a program
 * @net: its namespace
 * @skb: the message, consumed
 * @portid: port of its connection
 *
 * Return: 0 or a negative errno: see unix_sock_unicast().
 */
int genlmsg_unicast(struct net __always_unused *net, struct sk_buff *skb,
		    u32 portid)
{
	return unix_sock_unicast(skb, portid);
}

/**
 * genlmsg_multicast_netns() - send a message to a group
 * @family: the family
 * @net: the namespace
 * @skb: the message, consumed
 * @portid: port of a connection that does not get it, or 0
 * @group: index in the family's groups
 * @gfp: how to allocate
 *
 * Return: 0, -ESRCH: nobody got it.
 */
int genlmsg_multicast_netns(const struct genl_family *family,
			    struct net __always_unused *net,
			    struct sk_buff *skb, u32 portid,
			    unsigned int group, gfp_t __always_unused gfp)
{
	return unix_sock_multicast(skb, portid, family->mcgrp_offset + group);
}

/**
 * genl_has_listeners() - would anybody receive a message to a group?
 * @family: the family
 * @net: the namespace
 * @group: index in the family's groups
 *
 * Return: true if so.
 */
bool genl_has_listeners(const struct genl_family *family,
			struct net __always_unused *net, unsigned int group)
{
	return !unix_sock_group_empty(family->mcgrp_offset + group);
}

/* Commands from before the kernel was strict may have any header */
static int check_header(const struct genl_family *family,
			const struct nlmsghdr *nlh,
			struct netlink_ext_ack *extack)
{
	const struct genlmsghdr *header = nlmsg_data(nlh);
	u16 flags = nlh->nlmsg_flags;

	if (header->cmd < family->resv_start_op)
		return 0;
	if (header->reserved) {
		NL_SET_ERR_MSG(extack, "genlmsghdr.reserved field is not 0");
		return -EINVAL;
	}
	if ((flags & NLM_F_DUMP) == NLM_F_DUMP)
		flags &= ~NLM_F_DUMP;
	if (flags & ~(NLM_F_REQUEST | NLM_F_ACK | NLM_F_ECHO)) {
		NL_SET_ERR_MSG(extack,
			       "ambiguous or reserved bits set in nlmsg_flags");
		return -EINVAL;
	}
	return 0;
}

static const struct genl_ops *find_op(const struct genl_family *family, u8 cmd,
				      bool dump)
{
	const struct genl_ops *op;

	for (op = family->ops; op < family->ops + family->n_ops; op++) {
		if (op->cmd == cmd && (dump ? !!op->dumpit : !!op->doit))
			return op;
	}
	return NULL;
}

/* Return: the attributes of a request, which the caller frees; or ERR_PTR() */
static struct nlattr **parse(const struct genl_family *family,
			     const struct genl_ops *op,
			     const struct nlmsghdr *nlh,
			     struct netlink_ext_ack *extack)
{
	const struct nla_policy *policy = op->policy ?: family->policy;
	u32 maxattr = op->maxattr ?: family->maxattr;
	bool strict = !(op->validate & GENL_DONT_VALIDATE_STRICT);
	struct nlattr **attrs;
	int err;

	if (!policy) {
		policy = reject_all;
		maxattr = 1;
	}
	attrs = kcalloc(maxattr + 1, sizeof(*attrs), GFP_KERNEL);
	if (!attrs)
		return ERR_PTR(-ENOMEM);
	err = unix_policy_parse(nlh, GENL_HDRLEN + family->hdrsize, policy,
				maxattr, strict, attrs, extack);
	if (!err)
		return attrs;
	kfree(attrs);
	return ERR_PTR(err);
}

static void fill_info(struct genl_info *info, const struct genl_family *family,
		      struct sk_buff *skb, struct nlmsghdr *nlh,
		      struct nlattr **attrs, struct netlink_ext_ack *extack)
{
	*info = (struct genl_info) {
		.snd_seq = nlh->nlmsg_seq,
		.snd_portid = NETLINK_CB(skb).portid,
		.family = family,
		.nlhdr = nlh,
		.genlhdr = nlmsg_data(nlh),
		.attrs = attrs,
		.extack = extack,
	};
}

static int serve_do(const struct genl_family *family,
		    const struct genl_ops *op, struct sk_buff *skb,
		    struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct nlattr **attrs = parse(family, op, nlh, extack);
	struct genl_info info;
	int err = 0;

	if (IS_ERR(attrs))
		return PTR_ERR(attrs);
	fill_info(&info, family, skb, nlh, attrs, extack);
	if (family->pre_doit)
		err = family->pre_doit(op, skb, &info);
	if (!err) {
		err = op->doit(skb, &info);
		if (family->post_doit)
			family->post_doit(op, skb, &info);
	}
	kfree(attrs);
	return err;
}

static void dump_free(struct genl_dumpit_info *info)
{
	kfree(info->info.attrs);
	kfree(info);
}

static int dump_done(struct netlink_callback *cb)
{
	const struct genl_dumpit_info *info = genl_dumpit_info(cb);

	if (info->op->done)
		info->op->done(cb);
	dump_free(cb->data);
	return 0;
}

static int dump_begin(struct sk_buff *skb, struct netlink_callback *cb,
		      struct netlink_ext_ack *extack)
{
	const struct genl_ops *op = genl_dumpit_info(cb)->op;
	int err = 0;

	if (op->start) {
		cb->extack = extack;
		err = op->start(cb);
		cb->extack = NULL;
	}
	if (err)
		return err;
	err = unix_dump_start(skb, cb);
	if (err != -EINTR && op->done)
		op->done(cb);
	return err;
}

static int serve_dump(const struct genl_family *family,
		      const struct genl_ops *op, struct sk_buff *skb,
		      struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct netlink_callback cb = {
		.skb = skb,
		.nlh = nlh,
		.dump = op->dumpit,
		.done = dump_done,
	};
	struct genl_dumpit_info *info;
	struct nlattr **attrs = NULL;
	int err;

	if (NETLINK_CB(skb).sk->dump)
		return -EBUSY;
	if (!(op->validate & GENL_DONT_VALIDATE_DUMP))
		attrs = parse(family, op, nlh, extack);
	if (IS_ERR(attrs))
		return PTR_ERR(attrs);
	info = kzalloc(sizeof(*info), GFP_KERNEL);
	if (!info) {
		kfree(attrs);
		return -ENOMEM;
	}
	info->op = op;
	fill_info(&info->info, family, skb, nlh, attrs, NULL);
	cb.data = info;
	err = dump_begin(skb, &cb, extack);
	if (err != -EINTR)
		dump_free(info);
	return err;
}

static int may_use(const struct genl_ops *op, struct sk_buff *skb)
{
	if (op->flags & (GENL_ADMIN_PERM | GENL_UNS_ADMIN_PERM) &&
	    !netlink_capable(skb, CAP_NET_ADMIN))
		return -EPERM;
	return 0;
}

static int serve(struct sk_buff *skb, struct nlmsghdr *nlh,
		 struct netlink_ext_ack *extack)
{
	bool dump = (nlh->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
	const struct genl_family *family = unix_family_by_id(nlh->nlmsg_type);
	const struct genlmsghdr *header = nlmsg_data(nlh);
	const struct genl_ops *op;
	int err;

	if (!family)
		return -ENOENT;
	if (nlmsg_len(nlh) < (int)(GENL_HDRLEN + family->hdrsize))
		return -EINVAL;
	err = check_header(family, nlh, extack);
	if (err)
		return err;
	op = find_op(family, header->cmd, dump);
	if (!op)
		return -EOPNOTSUPP;
	err = may_use(op, skb);
	if (err)
		return err;
	return dump ? serve_dump(family, op, skb, nlh, extack) :
		      serve_do(family, op, skb, nlh, extack);
}

/**
 * unix_family_receive() - serve the requests in a record
 * @skb: the record; its sender is in NETLINK_CB()
 *
 * May sleep, as long as a request may.
 */
void unix_family_receive(struct sk_buff *skb)
{
	pthread_rwlock_rdlock(&families_lock);
	unix_message_receive(skb, serve);
	pthread_rwlock_unlock(&families_lock);
}

/**
 * unix_family_dump() - go on with a connection's dump
 * @sk: the connection
 *
 * Return: true: call it again when the socket has room.
 */
bool unix_family_dump(struct sock *sk)
{
	bool more;

	pthread_rwlock_rdlock(&families_lock);
	more = unix_dump_continue(sk);
	pthread_rwlock_unlock(&families_lock);
	return more;
}

/**
 * unix_family_close() - end a connection's dump
 * @sk: the connection
 */
void unix_family_close(struct sock *sk)
{
	pthread_rwlock_rdlock(&families_lock);
	unix_dump_end(sk);
	pthread_rwlock_unlock(&families_lock);
}
