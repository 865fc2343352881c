/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Netlink as kmod/ sees it: acknowledgements with the reason for a refusal,
 * dumps, the sender of a request.
 */
#ifndef UNIX_LINUX_NETLINK_H
#define UNIX_LINUX_NETLINK_H

#include_next <linux/netlink.h>
#include <linux/capability.h>
#include <linux/kernel.h>
#include <linux/notifier.h>
#include <linux/skbuff.h>
#include <linux/types.h>
#include <net/net_namespace.h>
#include <net/sock.h>

struct nla_policy;

/**
 * struct netlink_ext_ack - the reason for a refusal
 * @_msg: text for a person
 * @bad_attr: the wrong attribute, within the request
 * @policy: the rules for that attribute
 */
struct netlink_ext_ack {
	const char *_msg;
	const struct nlattr *bad_attr;
	const struct nla_policy *policy;
};

#define NL_SET_ERR_MSG(extack, msg)					\
do {									\
	static const char _text[] = msg;				\
	struct netlink_ext_ack *_extack = (extack);			\
									\
	if (_extack)							\
		_extack->_msg = _text;					\
} while (0)

#define NL_SET_ERR_MSG_ATTR_POL(extack, attr, pol, msg)			\
do {									\
	struct netlink_ext_ack *_ack = (extack);			\
									\
	NL_SET_ERR_MSG(_ack, msg);					\
	if (_ack) {							\
		_ack->bad_attr = (attr);				\
		_ack->policy = (pol);					\
	}								\
} while (0)

#define NL_SET_ERR_MSG_ATTR(extack, attr, msg) \
	NL_SET_ERR_MSG_ATTR_POL(extack, attr, NULL, msg)

/**
 * struct netlink_skb_parms - the sender of a request
 * @portid: port of the connection
 * @sk: the connection
 * @admin: the sender has all rights
 */
struct netlink_skb_parms {
	u32 portid;
	struct sock *sk;
	bool admin;
};

#define NETLINK_CB(skb)	(*(struct netlink_skb_parms *)&(skb)->cb)

/**
 * struct netlink_callback - a dump in progress
 * @skb: the request, held
 * @nlh: the request
 * @dump: adds messages; returns a positive number: call again, 0: that was
 *        all, or a negative errno
 * @done: called at its end, once; or NULL
 * @data: for the code that started it
 * @extack: gets an explanation
 * @result: of @dump
 * @args: for the code that started it
 */
struct netlink_callback {
	struct sk_buff *skb;
	const struct nlmsghdr *nlh;
	int (*dump)(struct sk_buff *skb, struct netlink_callback *cb);
	int (*done)(struct netlink_callback *cb);
	void *data;
	struct netlink_ext_ack *extack;
	int result;
	long args[6];
};

/**
 * struct netlink_notify - a closed connection
 * @net: its namespace
 * @portid: its port
 * @protocol: NETLINK_GENERIC
 */
struct netlink_notify {
	struct net *net;
	u32 portid;
	int protocol;
};

/* The event that notifiers get */
#define NETLINK_URELEASE	0x0001

int netlink_register_notifier(struct notifier_block *block);
int netlink_unregister_notifier(struct notifier_block *block);

void netlink_ack(struct sk_buff *request, struct nlmsghdr *nlh, int err,
		 const struct netlink_ext_ack *extack);

/*
 * A program has all rights or none. Both the user that has connected and the
 * sender of the request must have them, so that nobody inherits rights with a
 * connection.
 */
static inline bool netlink_capable(const struct sk_buff *skb,
				   int __always_unused capability)
{
	return NETLINK_CB(skb).sk->admin && NETLINK_CB(skb).admin;
}

#endif
