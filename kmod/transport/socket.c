// SPDX-License-Identifier: GPL-2.0
/*
 * Sockets that user space hands in, and the network namespace that they
 * belong to: the module's side of socket.h.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/net.h>
#include <linux/poll.h>
#include <linux/tcp.h>
#include <linux/uio.h>
#include <net/inet_connection_sock.h>
#include <net/net_namespace.h>
#include <net/sock.h>
#include <uapi/linux/tls.h>

#include "transport/socket.h"

/* Types of TLS records */
#define RECORD_ALERT	21
#define RECORD_DATA	23

struct socket *demos_socket_get(int fd)
{
	int err;
	struct socket *sock = sockfd_lookup(fd, &err);

	return sock ?: ERR_PTR(err);
}

void demos_socket_put(struct socket *sock)
{
	sockfd_put(sock);
}

int demos_socket_check(const struct socket *sock)
{
	if (sock->type != SOCK_STREAM)
		return -EPROTOTYPE;
	if (READ_ONCE(sock->sk->sk_state) != TCP_ESTABLISHED)
		return -ENOTCONN;
	return 0;
}

void demos_socket_prepare(struct socket *sock)
{
	struct sock *sk = sock->sk;

	lock_sock(sk);
	sk->sk_sndtimeo = MAX_SCHEDULE_TIMEOUT;
	sk->sk_rcvtimeo = MAX_SCHEDULE_TIMEOUT;
	release_sock(sk);
	if (!sk_is_tcp(sk))
		return;
	tcp_sock_set_nodelay(sk);
	/* It wakes writers when half of this is unsent */
	WRITE_ONCE(tcp_sk(sk)->notsent_lowat, 2 * DEMOS_SOCKET_UNSENT);
}

static bool has_tls(const struct socket *sock)
{
	return sk_is_tcp(sock->sk) && inet_csk_has_ulp(sock->sk);
}

int demos_socket_send(struct socket *sock, const struct kvec *vec, u32 count,
		      u32 bytes, bool wait)
{
	struct msghdr msg = {
		.msg_flags = MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT),
	};
	int sent;

	if (!wait && has_tls(sock))
		return 0;
	/* It does not change the vector */
	sent = kernel_sendmsg(sock, &msg, (struct kvec *)vec, count, bytes);
	if (!wait && sent == -EAGAIN)
		return 0;
	return sent ?: -EPIPE;
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

static bool can_write(struct socket *sock)
{
	return vfs_poll(sock->file, NULL) & (EPOLLOUT | EPOLLERR | EPOLLHUP);
}

/*
 * Sockets wake only interruptible waiters; a work item gets no signals.
 * vfs_poll() may sleep with some sockets.
 */
void demos_socket_await_room(struct socket *sock)
{
	DEFINE_WAIT_FUNC(wait, woken_wake_function);

	add_wait_queue(sk_sleep(sock->sk), &wait);
	smp_mb();	/* before vfs_poll(): pairs with skwq_has_sleeper() */
	while (!can_write(sock))
		wait_woken(&wait, TASK_INTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
	remove_wait_queue(sk_sleep(sock->sk), &wait);
}

u32 demos_socket_round_trip(const struct socket *sock)
{
	if (!sk_is_tcp(sock->sk))
		return 0;
	return READ_ONCE(tcp_sk(sock->sk)->srtt_us) >> 3;
}

void demos_socket_shutdown(struct socket *sock)
{
	kernel_sock_shutdown(sock, SHUT_RDWR);
}

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

void demos_socket_end(struct socket *sock)
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
