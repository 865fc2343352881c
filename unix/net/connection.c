// SPDX-License-Identifier: GPL-2.0
/*
 * Connections: greeting them, reading their records, ending them.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/err.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connection.h"
#include "door.h"
#include "family.h"
#include "port.h"

/* Half the bytes that may wait for a program in its socket; more wait here */
#define SEND_BUFFER	65536
/* Records that are served before other connections get a turn */
#define TURN	16

/* The descriptor that came with the request, or why there is none */
static __thread int request_fd = -EBADF;

/**
 * unix_request_fd() - the descriptor that came with the current request
 * @fd: its number in the program
 *
 * Return: a duplicate, which the caller closes; -EBADF: none came; -EMFILE:
 * this process can have no more; or another negative errno.
 */
int unix_request_fd(int fd)
{
	int copy;

	if (fd < 0 || request_fd < 0)
		return fd < 0 ? -EBADF : request_fd;
	copy = fcntl(request_fd, F_DUPFD_CLOEXEC, 0);
	return copy < 0 ? -errno : copy;
}

/**
 * unix_connection_refuse() - tell a program that it cannot connect
 * @fd: its socket, closed afterwards
 * @err: the negative errno
 */
void unix_connection_refuse(int fd, int err)
{
	const struct {
		struct nlmsghdr nlh;
		struct nlmsgerr error;
	} record = {
		.nlh = {
			.nlmsg_len = sizeof(record),
			.nlmsg_type = NLMSG_ERROR,
		},
		.error.error = err,
	};

	send(fd, &record, sizeof(record), MSG_DONTWAIT | MSG_NOSIGNAL);
	close(fd);
}

/* Send the connection's port as the first record */
static int greet(struct sock *sk)
{
	struct sk_buff *skb = nlmsg_new(0, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	nlmsg_put(skb, sk->portid, 0, NLMSG_NOOP, 0, 0);
	return unix_sock_send(sk, skb);
}

static bool has_rights(uid_t user)
{
	return !user || user == geteuid();
}

/* Return: 1: the program has all rights, 0: it has none, or -EACCES */
static int rights_of(int fd, const struct unix_connection_rules *rules)
{
	struct ucred peer;
	socklen_t length = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length))
		return -errno;
	if (has_rights(peer.uid))
		return 1;
	if (rules->others || (rules->group && peer.gid == getegid()))
		return 0;
	return -EACCES;
}

static struct sock *create(int fd, const struct unix_connection_rules *rules)
{
	const int on = 1;
	int size = SEND_BUFFER;
	int rights = rights_of(fd, rules);
	struct sock *sk;
	int err;

	if (rights < 0)
		return ERR_PTR(rights);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on));
	sk = unix_sock_create(fd, rights, rules->out);
	if (IS_ERR(sk))
		return sk;
	err = greet(sk);
	if (!err)
		return sk;
	unix_sock_close(sk);
	return ERR_PTR(-ECONNABORTED);
}

/**
 * unix_connection_create() - begin a connection
 * @fd: its socket, consumed; refused if @rules do not accept it
 * @rules: which connections are accepted
 *
 * Return: the connection, greeted, or an ERR_PTR().
 */
struct sock *unix_connection_create(int fd,
				    const struct unix_connection_rules *rules)
{
	struct sock *sk = create(fd, rules);

	/* If the program has gone, the socket is closed already */
	if (IS_ERR(sk) && PTR_ERR(sk) != -ECONNABORTED)
		unix_connection_refuse(fd, PTR_ERR(sk));
	return sk;
}

static void serve(struct sock *sk, const void *record, size_t length,
		  bool admin)
{
	struct sk_buff *skb = alloc_skb(length, GFP_KERNEL);

	if (!skb) {
		unix_sock_overrun(sk);
		return;
	}
	memcpy(skb_put(skb, length), record, length);
	skb->sk = sk;
	NETLINK_CB(skb).sk = sk;
	NETLINK_CB(skb).portid = sk->portid;
	NETLINK_CB(skb).admin = admin;
	unix_family_receive(skb);
	consume_skb(skb);
}

/* Refuse a record that is too long; @nlh: its beginning */
static void refuse_record(struct sock *sk, struct nlmsghdr *nlh)
{
	struct sk_buff request = { .sk = sk };

	NETLINK_CB(&request).sk = sk;
	NETLINK_CB(&request).portid = sk->portid;
	netlink_ack(&request, nlh, -EMSGSIZE, NULL);
}

/* Copy what came with a record to @to. Return: did it come? */
static bool take(struct msghdr *msg, int type, void *to, size_t size)
{
	struct cmsghdr *cmsg;

	for (cmsg = CMSG_FIRSTHDR(msg); cmsg; cmsg = CMSG_NXTHDR(msg, cmsg)) {
		if (cmsg->cmsg_level != SOL_SOCKET || cmsg->cmsg_type != type ||
		    cmsg->cmsg_len < CMSG_LEN(size))
			continue;
		memcpy(to, CMSG_DATA(cmsg), size);
		return true;
	}
	return false;
}

/* Return: bytes of a record in @buffer, or a negative errno */
static ssize_t receive(struct sock *sk, struct msghdr *msg)
{
	ssize_t got;

	do {
		got = recvmsg(sk->fd, msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
		/* A program that closes with unread bytes: one ECONNRESET */
	} while (got < 0 && (errno == EINTR || errno == ECONNRESET));
	if (got < 0)
		return -errno;
	return got;
}

/* Return: 0, -EAGAIN: no record has come; or another negative errno: the end */
static int serve_one(struct sock *sk, void *buffer)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(struct ucred)) +
			  CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec iov = { buffer, DEMOS_DOOR_RECORD_MAX };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		/* No room after one descriptor: the kernel drops a second */
		.msg_controllen = CMSG_SPACE(sizeof(struct ucred)) +
				  CMSG_LEN(sizeof(int)),
	};
	ssize_t got = receive(sk, &msg);
	struct ucred sender;

	if (got < 0)
		return got;
	/* Each record has its sender's credentials, even one without bytes */
	if (!take(&msg, SCM_CREDENTIALS, &sender, sizeof(sender)))
		return -EPIPE;
	if (!take(&msg, SCM_RIGHTS, &request_fd, sizeof(request_fd)))
		request_fd = msg.msg_flags & MSG_CTRUNC ? -EMFILE : -EBADF;
	if (msg.msg_flags & MSG_TRUNC)
		refuse_record(sk, buffer);
	else if (got)
		serve(sk, buffer, got, has_rights(sender.uid));
	if (request_fd >= 0)
		close(request_fd);
	request_fd = -EBADF;
	return 0;
}

/**
 * unix_connection_serve() - serve requests of a connection
 * @sk: the connection
 * @buffer: memory to work in: DEMOS_DOOR_RECORD_MAX bytes, aligned to 8
 * @dumps: set: a dump goes on, call this again when the socket has room
 *
 * May sleep, as long as a request may. Two threads must not call this at once.
 *
 * Return: true: call this again when there is input; false: end it.
 */
bool unix_connection_serve(struct sock *sk, void *buffer, bool *dumps)
{
	int turn;
	int err = 0;

	for (turn = 0; !err && turn < TURN; turn++)
		err = serve_one(sk, buffer);
	*dumps = unix_family_dump(sk);
	return !err || err == -EAGAIN;
}

/**
 * unix_connection_end() - end a connection
 * @sk: the connection; the caller's reference is consumed
 *
 * May sleep.
 */
void unix_connection_end(struct sock *sk)
{
	unix_family_close(sk);
	unix_sock_close(sk);
}
