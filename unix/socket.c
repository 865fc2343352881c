// SPDX-License-Identifier: GPL-2.0
/*
 * The sockets that programs hand over: transport/socket.h on descriptors.
 *
 * A program may keep a descriptor of the same socket, and so change its options
 * and flags at any time. If it sets O_NONBLOCK, each wait only costs one more
 * call, poll().
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/tls.h>
#include <linux/uio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "host/work.h"
#include "net/door.h"
#include "transport/socket.h"

#ifndef SOL_TLS
#define SOL_TLS		282
#endif

/* Types of TLS records */
#define RECORD_ALERT	21
#define RECORD_DATA	23

static_assert(sizeof(struct kvec) == sizeof(struct iovec));
static_assert(offsetof(struct kvec, iov_len) ==
	      offsetof(struct iovec, iov_len));

/**
 * struct socket - a socket
 * @fd: its descriptor
 * @type: SOCK_STREAM or another
 * @tcp: it is a TCP socket
 * @tls: the kernel does TLS on it
 */
struct socket {
	int fd;
	int type;
	bool tcp;
	bool tls;
};

static int get_option(int fd, int option)
{
	socklen_t size = sizeof(int);
	int value;

	return getsockopt(fd, SOL_SOCKET, option, &value, &size) ? -errno :
	       value;
}

/* Some kinds of socket lack the option; they do not need it */
static void set_option(const struct socket *sock, int level, int option,
		       const void *value, socklen_t size)
{
	setsockopt(sock->fd, level, option, value, size);
}

struct socket *demos_socket_get(int fd)
{
	int own = unix_request_fd(fd);
	struct socket *sock;
	int type;

	if (own < 0)
		return ERR_PTR(own);
	type = get_option(own, SO_TYPE);
	sock = type < 0 ? ERR_PTR(type) : kmalloc(sizeof(*sock), GFP_KERNEL);
	if (!sock)
		sock = ERR_PTR(-ENOMEM);
	if (IS_ERR(sock)) {
		close(own);
		return sock;
	}
	sock->fd = own;
	sock->type = type;
	sock->tls = false;
	sock->tcp = type == SOCK_STREAM &&
		    get_option(own, SO_PROTOCOL) == IPPROTO_TCP;
	return sock;
}

void demos_socket_put(struct socket *sock)
{
	close(sock->fd);
	kfree(sock);
}

static bool tcp_info(const struct socket *sock, struct tcp_info *info)
{
	socklen_t size = sizeof(*info);

	return sock->tcp && !getsockopt(sock->fd, IPPROTO_TCP, TCP_INFO, info,
					&size);
}

static bool connected(const struct socket *sock)
{
	struct sockaddr_storage address;
	socklen_t size = sizeof(address);
	struct tcp_info info;

	if (sock->tcp)
		return tcp_info(sock, &info) &&
		       info.tcpi_state == TCP_ESTABLISHED;
	return !getpeername(sock->fd, (struct sockaddr *)&address, &size);
}

int demos_socket_check(const struct socket *sock)
{
	if (sock->type != SOCK_STREAM)
		return -EPROTOTYPE;
	return connected(sock) ? 0 : -ENOTCONN;
}

static bool has_tls(const struct socket *sock)
{
	char name[16] = "";
	socklen_t size = sizeof(name);

	return sock->tcp && !getsockopt(sock->fd, IPPROTO_TCP, TCP_ULP, name,
					&size) && *name && size;
}

void demos_socket_prepare(struct socket *sock)
{
	static const struct timeval unlimited;
	/* Writers are woken when half of this is unsent */
	const int most = 2 * DEMOS_SOCKET_UNSENT;
	const int on = 1;
	int flags = fcntl(sock->fd, F_GETFL);

	if (flags >= 0)
		fcntl(sock->fd, F_SETFL, flags & ~O_NONBLOCK);
	set_option(sock, SOL_SOCKET, SO_SNDTIMEO, &unlimited,
		   sizeof(unlimited));
	set_option(sock, SOL_SOCKET, SO_RCVTIMEO, &unlimited,
		   sizeof(unlimited));
	if (!sock->tcp)
		return;
	sock->tls = has_tls(sock);
	set_option(sock, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	set_option(sock, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &most, sizeof(most));
}

/*
 * Wait for EVENTS, an error or a shutdown. Empty the error queue, which nobody
 * reads: else it would end all further waits.
 */
static void await(const struct socket *sock, short events)
{
	struct pollfd wait = { .fd = sock->fd, .events = events };

	while (poll(&wait, 1, -1) < 0)
		;
	if (wait.revents & POLLERR && sock->tcp)
		recv(sock->fd, NULL, 0, MSG_ERRQUEUE | MSG_DONTWAIT);
}

/* Repeat the call after this errno? Waits first if it would block */
static bool again(const struct socket *sock, int err, short events)
{
	if (err == EAGAIN)
		await(sock, events);
	return err == EAGAIN || err == EINTR;
}

int demos_socket_send(struct socket *sock, const struct kvec *vec, u32 count,
		      u32 bytes, bool wait)
{
	const struct msghdr msg = {
		.msg_iov = (struct iovec *)vec,
		.msg_iovlen = count,
	};
	const int flags = MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT);
	ssize_t sent;

	(void)bytes;
	if (!wait && sock->tls)
		return 0;
	do {
		sent = sendmsg(sock->fd, &msg, flags);
		if (sent < 0 && errno == EAGAIN && !wait)
			return 0;
	} while (sent < 0 && again(sock, errno, POLLOUT));
	return sent < 0 ? -errno : sent;
}

/* The type of the TLS record that was received; without TLS: data */
static int record_type(struct msghdr *msg)
{
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(msg);

	if (cmsg && cmsg->cmsg_level == SOL_TLS &&
	    cmsg->cmsg_type == TLS_GET_RECORD_TYPE)
		return *CMSG_DATA(cmsg);
	return RECORD_DATA;
}

int demos_socket_receive(struct socket *sock, void *bytes, size_t room)
{
	struct iovec vec = { .iov_base = bytes, .iov_len = room };
	union {
		struct cmsghdr cmsg;
		u8 bytes[CMSG_SPACE(sizeof(u8))];
	} control = { };
	struct msghdr msg;
	ssize_t got;

	unix_work_help();
	do {
		msg = (struct msghdr) {
			.msg_iov = &vec,
			.msg_iovlen = 1,
			.msg_control = sock->tcp ? &control : NULL,
			.msg_controllen = sock->tcp ? sizeof(control) : 0,
		};
		got = recvmsg(sock->fd, &msg, 0);
	} while (got < 0 && again(sock, errno, POLLIN));
	if (got <= 0)
		return got ? -errno : 0;
	switch (record_type(&msg)) {
	case RECORD_DATA:
		unix_work_helper();
		return got;
	case RECORD_ALERT:
		return 0;
	default:
		return -EBADMSG;
	}
}

void demos_socket_await_room(struct socket *sock)
{
	await(sock, POLLOUT);
}

u32 demos_socket_round_trip(const struct socket *sock)
{
	struct tcp_info info;

	return tcp_info(sock, &info) ? info.tcpi_rtt : 0;
}

void demos_socket_shutdown(struct socket *sock)
{
	shutdown(sock->fd, SHUT_RDWR);
}

/* A process needs no reference: descriptors do not keep it alive */
bool demos_socket_unpin(__always_unused struct socket *sock,
			__always_unused struct net *net)
{
	return true;
}

/* The kernel sends the remaining bytes; do not wait for that here */
void demos_socket_end(struct socket *sock)
{
	static const struct linger none;

	set_option(sock, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	demos_socket_put(sock);
}
