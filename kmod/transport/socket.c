// SPDX-License-Identifier: GPL-2.0
/*
 * Sockets that user space hands in, and the network namespace that they
 * belong to.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/net.h>
#include <linux/tcp.h>
#include <net/net_namespace.h>
#include <net/sock.h>
#include <uapi/linux/tls.h>

#include "transport/socket.h"

/* Types of TLS records */
#define RECORD_ALERT	21
#define RECORD_DATA	23

/**
 * demos_socket_prepare() - set a socket up for frames
 * @sock: connected stream socket
 *
 * No time limits, since shutting it down ends every wait; and what is
 * written goes at once, since it is written in batches. May sleep.
 */
void demos_socket_prepare(struct socket *sock)
{
	struct sock *sk = sock->sk;

	lock_sock(sk);
	sk->sk_sndtimeo = MAX_SCHEDULE_TIMEOUT;
	sk->sk_rcvtimeo = MAX_SCHEDULE_TIMEOUT;
	release_sock(sk);
	if (sk_is_tcp(sk))
		tcp_sock_set_nodelay(sk);
}

/* What was received, as TLS sees it, if it is TLS */
static int record_type(struct msghdr *msg)
{
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(msg);

	if (cmsg && CMSG_OK(msg, cmsg) && cmsg->cmsg_level == SOL_TLS &&
	    cmsg->cmsg_type == TLS_GET_RECORD_TYPE)
		return *(u8 *)CMSG_DATA(cmsg);
	return RECORD_DATA;
}

/**
 * demos_socket_receive() - receive some bytes
 * @sock: the socket
 * @bytes: gets them
 * @room: in @bytes
 *
 * Of a socket on which the kernel does TLS only data is received: an alert is
 * the other side's last word, and anything else (a change of keys, say) is
 * not agreed upon. There is no TLS but over TCP: others are given no room for
 * what may come beside the data, so that files sent over a Unix socket are put
 * at once. Waits until there is something. May sleep.
 *
 * Return: how many, 0: the other side sends no more; or a negative errno,
 * -EBADMSG: what came is no data, or not the other side's.
 */
int demos_socket_receive(struct socket *sock, void *bytes, size_t room)
{
	union {
		struct cmsghdr cmsg;
		u8 bytes[CMSG_SPACE(sizeof(u8))];
	} control = { };
	const struct msghdr empty = {
		.msg_control = sk_is_tcp(sock->sk) ? &control : NULL,
		.msg_controllen = sk_is_tcp(sock->sk) ? sizeof(control) : 0,
	};
	struct msghdr msg = empty;
	struct kvec vec = { .iov_base = bytes, .iov_len = room };
	int got = kernel_recvmsg(sock, &msg, &vec, 1, room, 0);

	if (got <= 0)
		return got;
	/* As it was before something was put there */
	msg.msg_control = empty.msg_control;
	msg.msg_controllen = empty.msg_controllen;
	switch (record_type(&msg)) {
	case RECORD_DATA:
		return got;
	case RECORD_ALERT:
		return 0;
	default:
		return -EBADMSG;
	}
}

/**
 * demos_socket_unpin() - let a socket not hold its network namespace
 * @sock: socket, with a reference to its file
 * @net: the namespace that the machine is, and whose end the machine is told
 *       of before it comes; only a socket of this one can be unpinned
 *
 * @sock may be in use, but must not be put meanwhile. May sleep.
 *
 * Return: false: user space has a descriptor for it still, try again later;
 * true: done, or never to be done.
 */
bool demos_socket_unpin(struct socket *sock, struct net *net)
{
	struct sock *sk = sock->sk;

	if (sock_net(sk) != net)
		return true;
	/* No descriptor can be made from the only reference that we have */
	if (file_count(sock->file) != 1)
		return false;
	lock_sock(sk);
	if (!sk->sk_net_refcnt) {
		release_sock(sk);
		return true;
	}
	sk->sk_net_refcnt = 0;
	sock_inuse_add(net, -1);
	/* The namespace cannot go before what calls this has ended */
	put_net_track(net, &sk->ns_tracker);
	demos_net_hold_passive(net, &sk->ns_tracker);
	release_sock(sk);
	return true;
}

/**
 * demos_socket_put() - give a socket back
 * @sock: socket, shut down; the reference to its file goes
 *
 * If it was unpinned and its namespace lives, it becomes an ordinary socket
 * again, which sends what it has yet to send. If the namespace is on its way
 * out nothing of the socket is left when this returns. By a kernel thread.
 * May sleep.
 */
void demos_socket_put(struct socket *sock)
{
	struct sock *sk = sock->sk;
	struct net *net = sock_net(sk);

	if (sk->sk_net_refcnt) {
		sockfd_put(sock);
		return;
	}
	if (maybe_get_net(net)) {
		lock_sock(sk);
		sk_net_refcnt_upgrade(sk);
		release_sock(sk);
		put_net(net);
		sockfd_put(sock);
		return;
	}
	sock_no_linger(sk);
	__fput_sync(sock->file);
}
