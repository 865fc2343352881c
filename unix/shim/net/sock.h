/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Connections of programs, which are to kmod/ what netlink sockets are.
 */
#ifndef UNIX_SOCK_H
#define UNIX_SOCK_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <net/net_namespace.h>

struct netlink_callback;

/**
 * struct sock - a connection
 * @sk_rmem_alloc: cost of the messages in @kept
 * @sk_rcvbuf: up to which messages are kept, bytes
 * @refs: references
 * @portid: its port (invariant)
 * @admin: it has all rights (invariant)
 * @groups: set of multicast groups (protected by the table of sockets)
 * @dump: the dump that is going on, or NULL (protected by the connection being
 *        with one worker, and by the lock of families)
 * @lock: protects what follows; no lock is taken under it
 * @fd: the socket; -1: closed
 * @out: epoll descriptor of those that wait for room in their sockets
 * @polled: @fd is known to @out
 * @kept: messages that the socket had no room for (&struct kept)
 * @overrun: messages have been dropped since @kept was empty, and are until it
 *           is again
 */
struct sock {
	atomic_t sk_rmem_alloc;
	int sk_rcvbuf;
	refcount_t refs;
	u32 portid;
	bool admin;
	u32 groups;
	struct netlink_callback *dump;
	struct mutex lock;	/* @fd and what follows */
	int fd;
	int out;
	bool polled;
	struct list_head kept;
	bool overrun;
};

void unix_sock_free(struct sock *sk);

static inline struct net *sock_net(const struct sock __always_unused *sk)
{
	return &init_net;
}

static inline void sock_hold(struct sock *sk)
{
	refcount_inc(&sk->refs);
}

static inline void sock_put(struct sock *sk)
{
	if (refcount_dec_and_test(&sk->refs))
		unix_sock_free(sk);
}

#endif
