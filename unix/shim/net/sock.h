/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Connections of programs, which kmod/ uses like netlink sockets.
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
 * @sk_rcvbuf: limit of @sk_rmem_alloc, bytes
 * @refs: references
 * @portid: its port (invariant)
 * @admin: it has all rights (invariant)
 * @groups: set of multicast groups (protected by the table of sockets)
 * @dump: the current dump, or NULL (used by the one worker that serves the
 *        connection, under the lock of families)
 * @lock: protects the members below; no lock is taken under it
 * @fd: the socket; -1: closed
 * @out: epoll set of the connections that wait for room in their sockets
 * @polled: @fd has been added to @out
 * @kept: messages that the socket had no room for (&struct kept)
 * @overrun: a message was dropped; all others are, too, until @kept is empty
 *           and the program has been told
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
