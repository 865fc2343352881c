// SPDX-License-Identifier: GPL-2.0
/*
 * Writing to a connection. A message goes into the socket at once if there is
 * room, else it is kept until there is. A message that does not fit into the
 * receive buffer is dropped; once the program has read all kept messages,
 * NLMSG_OVERRUN reports the loss.
 *
 * Nothing here waits for the program.
 */
#include <errno.h>
#include <linux/netlink.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "port.h"

/**
 * struct kept - a message that is kept
 * @node: in sock.kept
 * @skb: the message; others may have references, too
 */
struct kept {
	struct list_head node;
	struct sk_buff *skb;
};

/* Have a worker call unix_sock_flush() when the socket has room */
static void wait_for_room(struct sock *sk)
{
	struct epoll_event event = {
		.events = EPOLLOUT | EPOLLONESHOT,
		.data.u64 = sk->portid,
	};

	epoll_ctl(sk->out, sk->polled ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, sk->fd,
		  &event);
	sk->polled = true;
}

/* Return: 0, -EAGAIN: there is no room now, -ECONNREFUSED: closed */
static int write_now(struct sock *sk, const void *data, size_t length)
{
	lockdep_assert_held(&sk->lock);
	if (sk->fd < 0)
		return -ECONNREFUSED;
	for (;;) {
		if (send(sk->fd, data, length,
			 MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
			return 0;
		switch (errno) {
		case EINTR:
			continue;
		case EAGAIN:
		case ENOBUFS:
		case ENOMEM:
			return -EAGAIN;
		default:
			return -ECONNREFUSED;
		}
	}
}

/* Return: may @skb be kept? A single message may, however long it is. */
static bool charge(struct sock *sk, const struct sk_buff *skb)
{
	int used = atomic_add_return(skb->truesize, &sk->sk_rmem_alloc);

	if (used == (int)skb->truesize || used <= READ_ONCE(sk->sk_rcvbuf))
		return true;
	atomic_sub(skb->truesize, &sk->sk_rmem_alloc);
	return false;
}

/* Return: 0, or -EAGAIN: there is no room to keep it */
static int keep(struct sock *sk, struct sk_buff *skb)
{
	struct kept *kept;

	if (!charge(sk, skb))
		return -EAGAIN;
	kept = kmalloc(sizeof(*kept), GFP_KERNEL);
	if (!kept) {
		atomic_sub(skb->truesize, &sk->sk_rmem_alloc);
		return -EAGAIN;
	}
	kept->skb = skb_get(skb);
	if (list_empty(&sk->kept))
		wait_for_room(sk);
	list_add_tail(&kept->node, &sk->kept);
	return 0;
}

static void overrun(struct sock *sk)
{
	if (sk->overrun || sk->fd < 0)
		return;
	if (list_empty(&sk->kept))
		wait_for_room(sk);
	sk->overrun = true;
}

static int send_locked(struct sock *sk, struct sk_buff *skb)
{
	int err = -EAGAIN;

	if (sk->overrun)
		return -EAGAIN;
	if (list_empty(&sk->kept))
		err = write_now(sk, skb->data, skb->len);
	if (err == -EAGAIN)
		err = keep(sk, skb);
	if (err == -EAGAIN)
		overrun(sk);
	return err;
}

/**
 * unix_sock_send() - send a message to a program
 * @sk: its connection
 * @skb: the message, consumed
 *
 * Return: 0, -ECONNREFUSED: it is closed, -EAGAIN: its receive buffer is full,
 * and NLMSG_OVERRUN will tell the program.
 */
int unix_sock_send(struct sock *sk, struct sk_buff *skb)
{
	int err;

	mutex_lock(&sk->lock);
	err = send_locked(sk, skb);
	mutex_unlock(&sk->lock);
	consume_skb(skb);
	return err;
}

/**
 * unix_sock_overrun() - tell a program that a message was dropped
 * @sk: its connection
 */
void unix_sock_overrun(struct sock *sk)
{
	mutex_lock(&sk->lock);
	overrun(sk);
	mutex_unlock(&sk->lock);
}

static void drop_first(struct sock *sk, struct kept *kept)
{
	list_del(&kept->node);
	atomic_sub(kept->skb->truesize, &sk->sk_rmem_alloc);
	consume_skb(kept->skb);
	kfree(kept);
}

static int tell_overrun(struct sock *sk)
{
	const struct nlmsghdr nlh = {
		.nlmsg_len = sizeof(nlh),
		.nlmsg_type = NLMSG_OVERRUN,
		.nlmsg_pid = sk->portid,
	};
	int err;

	if (!sk->overrun)
		return 0;
	err = write_now(sk, &nlh, sizeof(nlh));
	if (err != -EAGAIN)
		sk->overrun = false;
	return err;
}

/* Return: 0, -EAGAIN: some messages are still kept */
static int flush_locked(struct sock *sk)
{
	struct kept *kept;
	int err;

	while ((kept = list_first_entry_or_null(&sk->kept, struct kept,
						node))) {
		err = write_now(sk, kept->skb->data, kept->skb->len);
		if (err == -EAGAIN)
			return err;
		drop_first(sk, kept);
	}
	return tell_overrun(sk);
}

/**
 * unix_sock_flush() - write kept messages while there is room
 * @sk: the connection; if it is closed, its kept messages are dropped
 *
 * Return: true: no message is kept any more.
 */
bool unix_sock_flush(struct sock *sk)
{
	int err;

	mutex_lock(&sk->lock);
	err = flush_locked(sk);
	if (err == -EAGAIN)
		wait_for_room(sk);
	mutex_unlock(&sk->lock);
	return err != -EAGAIN;
}
