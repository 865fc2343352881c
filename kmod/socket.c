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

#include "socket.h"

/**
 * demos_socket_prepare - set a socket up for frames
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

/**
 * demos_socket_unpin - let a socket not hold its network namespace
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
 * demos_socket_put - give a socket back
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
