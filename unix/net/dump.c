// SPDX-License-Identifier: GPL-2.0
/*
 * Dumps: answers of many messages, produced as the program reads them. A
 * connection has one at a time.
 */
#include <linux/errno.h>
#include <net/netlink.h>

#include "message.h"
#include "port.h"

/* Bytes of a record of a dump: any program has room for that much */
#define RECORD	3776u
/* Records produced before other connections get a turn */
#define TURN	16

static void end(struct sock *sk)
{
	struct netlink_callback *cb = sk->dump;

	sk->dump = NULL;
	if (cb->done)
		cb->done(cb);
	consume_skb(cb->skb);
	kfree(cb);
}

/* The end of the dump, with its result */
static void put_done(struct sk_buff *skb, struct netlink_callback *cb,
		     const struct netlink_ext_ack *extack)
{
	struct nlmsghdr *nlh;

	nlh = nlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			NLMSG_DONE, sizeof(cb->result), NLM_F_MULTI);
	memcpy(nlmsg_data(nlh), &cb->result, sizeof(cb->result));
	if (!extack->_msg ||
	    nla_put_string(skb, NLMSGERR_ATTR_MSG, extack->_msg))
		return;
	nlh->nlmsg_flags |= NLM_F_ACK_TLVS;
	nlmsg_end(skb, nlh);
}

/* Fill a record. Return: is it the last one? */
static bool fill(struct netlink_callback *cb, struct sk_buff *skb)
{
	struct netlink_ext_ack extack = {};

	if (cb->result > 0) {
		cb->extack = &extack;
		cb->result = cb->dump(skb, cb);
		cb->extack = NULL;
		/* A message too long for an empty record never fits */
		if (cb->result > 0 && !skb->len)
			cb->result = -EMSGSIZE;
	}
	if (cb->result > 0 ||
	    skb_tailroom(skb) < (u32)nlmsg_total_size(sizeof(cb->result)))
		return false;
	put_done(skb, cb, &extack);
	return true;
}

/* Return: 0: go on, 1: it is over, or a negative errno */
static int step(struct sock *sk)
{
	struct sk_buff *skb = alloc_skb(RECORD, GFP_KERNEL);
	bool last;
	int err;

	if (!skb)
		return -ENOBUFS;
	last = fill(sk->dump, skb);
	err = unix_sock_send(sk, skb);
	return err ?: last;
}

/**
 * unix_dump_continue() - go on with a connection's dump
 * @sk: the connection
 *
 * Return: true: call it again when the socket has room.
 */
bool unix_dump_continue(struct sock *sk)
{
	int turn;

	for (turn = 0; sk->dump && turn < TURN; turn++) {
		if (!unix_sock_flush(sk))
			break;
		if (step(sk))
			end(sk);
	}
	return sk->dump;
}

/**
 * unix_dump_end() - end a connection's dump, if there is one
 * @sk: the connection
 */
void unix_dump_end(struct sock *sk)
{
	if (sk->dump)
		end(sk);
}

/**
 * unix_dump_start() - begin a dump for a request
 * @skb: the record with the request; its sender has no other dump
 * @begun: the dump, which is copied; @skb and @result are set here
 *
 * Return: -EINTR: it has begun, and answers the request; -ENOMEM: then
 * @begun->done is not called.
 */
int unix_dump_start(struct sk_buff *skb, const struct netlink_callback *begun)
{
	struct sock *sk = NETLINK_CB(skb).sk;
	struct netlink_callback *cb;

	cb = kmalloc(sizeof(*cb), GFP_KERNEL);
	if (!cb)
		return -ENOMEM;
	*cb = *begun;
	cb->skb = skb_get(skb);
	cb->result = 1;
	sk->dump = cb;
	unix_dump_continue(sk);
	return -EINTR;
}
