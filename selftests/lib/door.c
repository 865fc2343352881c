// SPDX-License-Identifier: GPL-2.0
/*
 * The bed of processes (bed.h): machines are processes, clients are connections
 * to their doors (linux/demos_door.h). Such a connection replaces a netlink
 * socket at its descriptor, so that libnl uses it like one.
 */
#define _GNU_SOURCE
#include "bed.h"
#include "client.h"
#include "keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <linux/demos_door.h>
#include <linux/genetlink.h>

/* ---- Sending, with the descriptor that a request names */

/* The open descriptor that the attributes name, or -1 */
static int named_in(const struct nlattr *attr, int size)
{
	const struct nlattr *nla;
	int left, fd;

	nla_for_each_attr(nla, attr, size, left) {
		if (nla_type(nla) != DEMOS_A_SOCKET &&
		    nla_type(nla) != DEMOS_A_MEMORY)
			continue;
		if (nla_len(nla) != sizeof(fd))
			continue;
		memcpy(&fd, nla_data(nla), sizeof(fd));
		if (fcntl(fd, F_GETFD) >= 0)
			return fd;
	}
	return -1;
}

/* The same for all requests of a record, which may be malformed on purpose */
static int descriptor_in(const void *bytes, size_t size)
{
	const int head = NLMSG_HDRLEN + GENL_HDRLEN +
			 sizeof(struct demos_header);
	const struct nlmsghdr *nlh = bytes;
	int left = size;
	int fd = -1;

	for (; fd < 0 && nlmsg_ok(nlh, left);
	     nlh = nlmsg_next((struct nlmsghdr *)nlh, &left))
		if ((int)nlh->nlmsg_len > head)
			fd = named_in((const struct nlattr *)
				      ((const char *)nlh + head),
				      nlh->nlmsg_len - head);
	return fd;
}

static ssize_t door_send(int door, const void *bytes, size_t size, int flags)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control = {
		.head.cmsg_len = CMSG_LEN(sizeof(int)),
		.head.cmsg_level = SOL_SOCKET,
		.head.cmsg_type = SCM_RIGHTS,
	};
	struct iovec piece = { .iov_base = (void *)bytes, .iov_len = size };
	struct msghdr msg = { .msg_iov = &piece, .msg_iovlen = 1 };
	int fd = descriptor_in(bytes, size);

	if (fd >= 0) {
		memcpy(CMSG_DATA(&control.head), &fd, sizeof(fd));
		msg.msg_control = &control;
		msg.msg_controllen = sizeof(control);
	}
	return sendmsg(door, &msg, flags | MSG_NOSIGNAL);
}

/* ---- Receiving; a netlink socket reports lost messages as an error */

static ssize_t door_receive(int door, void *bytes, size_t size, int flags)
{
	const struct nlmsghdr *nlh = bytes;
	ssize_t got = recv(door, bytes, size, flags);

	if (!got) {
		errno = ENOTCONN;
		return -1;
	}
	if (got >= NLMSG_HDRLEN && nlh->nlmsg_type == NLMSG_OVERRUN) {
		errno = ENOBUFS;
		return -1;
	}
	return got;
}

/* Return: length of the next record, whose beginning @record gets, or a
 * negative errno
 */
static ssize_t read_record(int door, void *record, size_t size)
{
	struct pollfd readable = { .fd = door, .events = POLLIN };
	ssize_t got;

	if (poll(&readable, 1, SOON) != 1)
		return -ETIMEDOUT;
	got = recv(door, record, size, 0);
	return got < 0 ? -errno : got;
}

/* ---- Options, which are requests */

static int set_option(int door, uint32_t option, uint32_t value, int flags)
{
	struct {
		struct nlmsghdr nlh;
		struct demos_door_set set;
	} record = {
		.nlh.nlmsg_len = sizeof(record),
		.nlh.nlmsg_type = DEMOS_DOOR_OPTION,
		.nlh.nlmsg_flags = NLM_F_REQUEST | flags,
		.set.option = option,
		.set.value = value,
	};

	return door_send(door, &record, sizeof(record), 0) < 0 ? -errno : 0;
}

/* Waits until it is done, as setsockopt() does: the next request may already
 * send to the group. The client has made no request yet, but messages to the
 * group may come ahead of the acknowledgement: nobody waits for these
 */
static int door_join(const struct client *client, int group)
{
	struct {
		struct nlmsghdr nlh;
		struct nlmsgerr error;
	} ack;
	ssize_t got = set_option(client_fd(client), DEMOS_DOOR_JOIN, group,
				 NLM_F_ACK);

	if (got < 0)
		return got;
	do {
		got = read_record(client_fd(client), &ack, sizeof(ack));
		if (got < 0)
			return got;
	} while (got != sizeof(ack) || ack.nlh.nlmsg_type != NLMSG_ERROR);
	return ack.error.error;
}

static bool is_door(int fd)
{
	socklen_t size = sizeof(int);
	int type;

	return !getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) &&
	       type == SOCK_SEQPACKET;
}

int __real_setsockopt(int fd, int level, int option, const void *value,
		      socklen_t size);

/* A client's receive buffer is at the door: apply the size set by the test */
int __wrap_setsockopt(int fd, int level, int option, const void *value,
		      socklen_t size)
{
	int error;

	if (level != SOL_SOCKET || option != SO_RCVBUF || !is_door(fd))
		return __real_setsockopt(fd, level, option, value, size);
	error = set_option(fd, DEMOS_DOOR_RCVBUF, *(const uint32_t *)value, 0);
	errno = -error;
	return error ? -1 : 0;
}

/* ---- libnl */

static int send_for_libnl(struct nl_sock *sock, struct nl_msg *msg)
{
	const struct nlmsghdr *nlh = nlmsg_hdr(msg);
	ssize_t sent = door_send(nl_socket_get_fd(sock), nlh, nlh->nlmsg_len,
				 0);

	return sent < 0 ? -NLE_FAILURE : sent;
}

static int receive_for_libnl(struct nl_sock *sock, struct sockaddr_nl *from,
			     unsigned char **bytes, struct ucred **creds)
{
	ssize_t got;

	*creds = NULL;
	memset(from, 0, sizeof(*from));
	from->nl_family = AF_NETLINK;
	*bytes = malloc(CLIENT_BUFFER);
	got = *bytes ? door_receive(nl_socket_get_fd(sock), *bytes,
				    CLIENT_BUFFER, 0) : -1;
	if (got >= 0)
		return got;
	free(*bytes);
	*bytes = NULL;
	return -NLE_FAILURE;
}

/* Replace a netlink socket by a connection to the door */
static int become(struct nl_sock *sock, int door, uint32_t port)
{
	struct nl_cb *cb;

	if (nl_connect(sock, NETLINK_ROUTE) < 0)
		return -EPROTONOSUPPORT;
	if (dup3(door, nl_socket_get_fd(sock), O_CLOEXEC) < 0)
		return -errno;
	nl_socket_set_local_port(sock, port);
	cb = nl_socket_get_cb(sock);
	nl_cb_overwrite_send(cb, send_for_libnl);
	nl_cb_overwrite_recv(cb, receive_for_libnl);
	nl_cb_put(cb);
	return 0;
}

/* ---- Connecting */

/* Read the first record. Return: the port, or a negative errno */
static int64_t greeting(int door)
{
	struct {
		struct nlmsghdr nlh;
		struct nlmsgerr error;
	} record;
	ssize_t got = read_record(door, &record, sizeof(record));

	if (got < 0)
		return got;
	if (got == sizeof(record) && record.nlh.nlmsg_type == NLMSG_ERROR)
		return record.error.error;
	if (got < NLMSG_HDRLEN || record.nlh.nlmsg_type != NLMSG_NOOP)
		return -EPROTO;
	return record.nlh.nlmsg_pid;
}

static int dial(void)
{
	const struct timeval patience = { .tv_sec = SOON / 1000 };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int error = keeper_door(address.sun_path, sizeof(address.sun_path));
	int door;

	if (error)
		return error;
	door = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (door < 0)
		return -errno;
	__real_setsockopt(door, SOL_SOCKET, SO_SNDTIMEO, &patience,
			  sizeof(patience));
	if (!connect(door, (struct sockaddr *)&address, sizeof(address)))
		return door;
	error = -errno;
	close(door);
	return error;
}

static int door_connect(struct client *client)
{
	int door = dial();
	int64_t port;
	int error;

	if (door < 0)
		return door;
	port = greeting(door);
	error = port < 0 ? port : become(client->sock, door, port);
	close(door);
	if (!error)
		error = set_option(client_fd(client), DEMOS_DOOR_RCVBUF,
				   4 * CLIENT_BUFFER, 0);
	if (error)
		return error;
	client->place = keeper_here();
	return client->place < 0 ? client->place : 0;
}

static int door_beside(const struct client *client, struct client *other)
{
	int here = keeper_here();
	int error = here < 0 ? here : keeper_enter(client->place);

	if (!error)
		error = client_open(other);
	if (here >= 0) {
		keeper_enter(here);
		close(here);
	}
	return error;
}

static long door_memory(const struct client *client)
{
	struct ucred machine;
	socklen_t size = sizeof(machine);
	char path[32];

	if (getsockopt(client_fd(client), SOL_SOCKET, SO_PEERCRED, &machine,
		       &size))
		return -errno;
	snprintf(path, sizeof(path), "/proc/%d/status", machine.pid);
	return bed_kib(path, "RssAnon:");
}

const struct bed bed_of_processes = {
	.make = keeper_make,
	.enter = keeper_enter,
	.connect = door_connect,
	.join = door_join,
	.beside = door_beside,
	.send = door_send,
	.receive = door_receive,
	.memory = door_memory,
};
