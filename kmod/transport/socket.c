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
 * It has no time limits, since shutting it down ends every wait; and it sends
 * at once, since the caller writes whole batches. May sleep.
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

/* The type of the TLS record that was received; without TLS: data */
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
 * If the kernel does TLS on the socket, only data is received: an alert ends
 * the connection, and any other record (a change of keys, say) is an error.
 * TLS runs over TCP only: other sockets get no room for control messages, so
 * that files sent over a Unix socket are put at once. Waits for bytes. May
 * sleep.
 *
 * Return: how many, 0: the other side sends no more; or a negative errno,
 * -EBADMSG: a TLS record that is not data, or not authentic.
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
	/* kernel_recvmsg() has moved them on; CMSG_FIRSTHDR() needs both */
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
 * demos_socket_unpin() - make a socket drop its hold on its namespace
 * @sock: socket, with a reference to its file
 * @net: the machine's namespace, whose end ends the machine first; only a
 *       socket of this namespace can be unpinned
 *
 * @sock may be in use, but must not be put meanwhile. May sleep.
 *
 * Return: false: user space still has a descriptor, try again later; true:
 * done, or not possible for this socket.
 */
bool demos_socket_unpin(struct socket *sock, struct net *net)
{
	struct sock *sk = sock->sk;

	if (sock_net(sk) != net)
		return true;
	/* We have the only reference, so no descriptor can appear any more */
	if (file_count(sock->file) != 1)
		return false;
	lock_sock(sk);
	if (!sk->sk_net_refcnt) {
		release_sock(sk);
		return true;
	}
	sk->sk_net_refcnt = 0;
	sock_inuse_add(net, -1);
	/* The namespace outlives the caller: it waits for the machine's end */
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
 * again, which sends what it still has to send. If the namespace is ending
 * nothing of the socket is left when this returns. By a kernel thread. May
 * sleep.
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
