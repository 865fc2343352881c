// SPDX-License-Identifier: GPL-2.0
/*
 * The way to a machine that is a process: its door, a Unix socket at a path
 * (linux/demos_door.h).
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <linux/demos_door.h>

#include "handle.h"

/* ---- Opening */

static int refuse(struct demos *demos, int err)
{
	switch (err) {
	case -ENOENT:
		return demos_handle_fail(demos, err,
					 "no machine at %s: start demos-machine",
					 demos->path);
	case -ECONNREFUSED:
		return demos_handle_fail(demos, -ENOENT,
					 "no machine at %s: its process has ended: start demos-machine",
					 demos->path);
	case -EPROTOTYPE:
	case -EPROTO:
		return demos_handle_fail(demos, err,
					 "no machine at %s: something else listens there",
					 demos->path);
	case -ENAMETOOLONG:
		return demos_handle_fail(demos, err,
					 "no machine at %.150s...: the path of a socket has at most 107 bytes",
					 demos->path);
	case -ENONET:
		return demos_handle_fail(demos, err,
					 "the machine at %s has ended",
					 demos->path);
	case -EACCES:
		return demos_handle_fail(demos, err,
					 "the machine at %s lets in only its owner and root",
					 demos->path);
	case -ETIMEDOUT:
		return demos_handle_fail(demos, err,
					 "the machine at %s does not answer: its process is stopped, or hangs",
					 demos->path);
	default:
		return demos_handle_fail(demos, err, "the machine at %s: %s",
					 demos->path, strerror(-err));
	}
}

/* Waits if the queue of connections is full; poll() could not wait for that */
static int connect_within(int fd, const char *path, __u64 deadline)
{
	const int left = demos_remaining(deadline);
	const struct timeval limit = {
		.tv_sec = left / 1000,
		.tv_usec = left % 1000 * 1000 + !left,
	};
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	if (strlen(path) >= sizeof(at.sun_path))
		return -ENAMETOOLONG;
	memcpy(at.sun_path, path, strlen(path));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	while (connect(fd, (const struct sockaddr *)&at, sizeof(at))) {
		if (errno != EINTR)
			return errno == EAGAIN ? -ETIMEDOUT : -errno;
	}
	return fcntl(fd, F_SETFL, O_NONBLOCK) ? -errno : 0;
}

/* Wait for the first record */
static ssize_t await(struct demos *demos, __u64 deadline)
{
	struct pollfd input = { .fd = demos->fd, .events = POLLIN };
	ssize_t length = demos->way->receive(demos);

	while (length == -EAGAIN) {
		if (!demos_remaining(deadline))
			return -ETIMEDOUT;
		if (poll(&input, 1, demos_remaining(deadline)) < 0 &&
		    errno != EINTR)
			return -errno;
		length = demos->way->receive(demos);
	}
	return length;
}

/* The first record accepts us, or has the reason for a refusal */
static int hear_greeting(struct demos *demos, __u64 deadline)
{
	const struct nlmsghdr *nlh = (void *)demos->in;
	ssize_t length = await(demos, deadline);
	int error;

	if (length < 0)
		return length;
	if (!mnl_nlmsg_ok(nlh, length))
		return -EPROTO;
	if (nlh->nlmsg_type == NLMSG_NOOP)
		return 0;
	if (nlh->nlmsg_type != NLMSG_ERROR ||
	    mnl_nlmsg_get_payload_len(nlh) < sizeof(error))
		return -EPROTO;
	memcpy(&error, mnl_nlmsg_get_payload(nlh), sizeof(error));
	return error < 0 ? error : -EPROTO;
}

static struct nlmsghdr *put_option(struct demos *demos, __u32 option,
				   __u32 value, __u16 flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(demos->out);
	struct demos_door_set *set;

	nlh->nlmsg_type = DEMOS_DOOR_OPTION;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = ++demos->seq;
	set = mnl_nlmsg_put_extra_header(nlh, sizeof(*set));
	set->option = option;
	set->value = value;
	return nlh;
}

static int door_open(struct demos *demos)
{
	__u64 deadline = demos_deadline(demos->patience);
	struct nlmsghdr *nlh;
	int err = demos_socket_open(demos, AF_UNIX, SOCK_SEQPACKET, 0);

	if (!err)
		err = connect_within(demos->fd, demos->path, deadline);
	if (!err)
		err = hear_greeting(demos, deadline);
	if (err)
		return refuse(demos, err);
	nlh = put_option(demos, DEMOS_DOOR_RCVBUF, DEMOS_WAY_BUFFER, 0);
	return demos_handle_send(demos, nlh);
}

/* ---- Records */

/* Room for one descriptor; a union, for its alignment */
union passing {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

static void pass(struct msghdr *message, union passing *passing, int fd)
{
	memset(passing, 0, sizeof(*passing));
	message->msg_control = passing->bytes;
	message->msg_controllen = sizeof(passing->bytes);
	passing->header.cmsg_level = SOL_SOCKET;
	passing->header.cmsg_type = SCM_RIGHTS;
	passing->header.cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(&passing->header), &fd, sizeof(fd));
}

/* Does not wait for ever: the process always reads, even if we do not */
static int door_send(struct demos *demos, const void *record, size_t length)
{
	struct pollfd output = { .fd = demos->fd, .events = POLLOUT };
	struct iovec bytes = { .iov_base = (void *)record, .iov_len = length };
	struct msghdr message = { .msg_iov = &bytes, .msg_iovlen = 1 };
	__u64 deadline = demos_deadline(demos->patience);
	union passing passing;

	if (demos->passed >= 0)
		pass(&message, &passing, demos->passed);
	while (sendmsg(demos->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
		if (errno == EPIPE || errno == ECONNRESET)
			return -ENONET;
		if (errno != EAGAIN && errno != EINTR)
			return -errno;
		if (!demos_remaining(deadline))
			return -ETIMEDOUT;
		poll(&output, 1, demos_remaining(deadline));
	}
	return 0;
}

static ssize_t door_receive(struct demos *demos)
{
	const struct nlmsghdr *nlh = (void *)demos->in;
	ssize_t length = recv(demos->fd, demos->in, sizeof(demos->in),
			      MSG_DONTWAIT);

	if (!length || (length < 0 && errno == ECONNRESET))
		return -ENONET;
	if (length < 0)
		return -errno;
	if (mnl_nlmsg_ok(nlh, length) && nlh->nlmsg_type == NLMSG_OVERRUN)
		return -ENOBUFS;
	return length;
}

static int door_join(struct demos *demos)
{
	struct nlmsghdr *nlh = put_option(demos, DEMOS_DOOR_JOIN, demos->group,
					  NLM_F_ACK);

	return demos_handle_exchange(demos, nlh, "listen to events", NULL,
				     NULL);
}

const struct demos_way demos_way_door = {
	.open = door_open,
	.send = door_send,
	.receive = door_receive,
	.join = door_join,
	.absent = "no machine listens there, but another program",
	.denied = "only root and the owner of the machine may do that",
};
