// SPDX-License-Identifier: GPL-2.0
/*
 * Frames between machines, made by hand (frame.h).
 *
 * Invariant: a frame that is read fits into struct frame; a frame that is sent
 * may be as wrong as a test wants it.
 */
#include "frame.h"
#include "machine.h"
#include "process.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FRAME_FIXED	offsetof(struct frame, rest)

static_assert(FRAME_FIXED == 76, "headers follow each other");

/**
 * frame_begin() - begin a frame without attributes
 * @frame: to be filled in
 * @liar: its sender
 * @command: enum demos_cmd
 */
void frame_begin(struct frame *frame, const struct liar *liar, int command)
{
	memset(frame, 0, FRAME_FIXED);
	frame->nlh.nlmsg_len = FRAME_FIXED;
	frame->nlh.nlmsg_type = liar->type;
	frame->genl.cmd = command;
	frame->genl.version = DEMOS_GENL_VERSION;
}

/**
 * frame_put() - add an attribute to a frame
 * @frame: the frame
 * @attr: enum demos_attr
 * @data: its payload
 * @size: bytes of it; the frame must have room
 */
void frame_put(struct frame *frame, int attr, const void *data, size_t size)
{
	char *end = (char *)frame + frame->nlh.nlmsg_len;
	struct nlattr *nla = (struct nlattr *)end;

	nla->nla_type = attr;
	nla->nla_len = NLA_HDRLEN + size;
	memset(end + NLA_HDRLEN + size, 0, 3);
	memcpy(end + NLA_HDRLEN, data, size);
	frame->nlh.nlmsg_len += NLA_ALIGN(NLA_HDRLEN + size);
}

/**
 * frame_find() - find an attribute of a frame
 * @frame: the frame
 * @attr: enum demos_attr
 *
 * Return: the first such attribute, or NULL.
 */
const struct nlattr *frame_find(const struct frame *frame, int attr)
{
	const char *at = (const char *)frame->rest;
	const char *end = (const char *)frame + frame->nlh.nlmsg_len;

	while (end - at >= NLA_HDRLEN) {
		const struct nlattr *nla = (const void *)at;

		if (nla->nla_len < NLA_HDRLEN || nla->nla_len > end - at)
			return NULL;
		if (nla->nla_type == attr)
			return nla;
		at += NLA_ALIGN(nla->nla_len);
	}
	return NULL;
}

/* Read exactly @size bytes, or fail. */
static int read_all(int fd, void *to, size_t size)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	char *at = to;

	while (size) {
		ssize_t got;

		if (poll(&wait, 1, SOON) == 0)
			return -ETIMEDOUT;
		got = recv(fd, at, size, MSG_DONTWAIT);
		if (got == 0)
			return -ENOTCONN;
		if (got < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (got < 0)
			return -errno;
		at += got;
		size -= got;
	}
	return 0;
}

/**
 * frame_read() - read a frame from a connection
 * @fd: the connection
 * @frame: the frame
 *
 * Return: 0, -ENOTCONN if the other side has closed it, -EBADMSG if it is no
 * frame, or a negative errno.
 */
int frame_read(int fd, struct frame *frame)
{
	uint32_t length;
	int error;

	error = read_all(fd, &frame->nlh, sizeof(frame->nlh));
	if (error)
		return error;
	length = frame->nlh.nlmsg_len;
	if (length < FRAME_FIXED || length > sizeof(*frame))
		return -EBADMSG;
	return read_all(fd, &frame->genl, length - sizeof(frame->nlh));
}

/**
 * frame_send() - send a frame, with the length that its header claims
 * @liar: its sender
 * @frame: the frame
 *
 * Return: 0 or a negative errno.
 */
int frame_send(const struct liar *liar, const struct frame *frame)
{
	size_t length = frame->nlh.nlmsg_len;
	ssize_t sent;

	if (length > sizeof(*frame))
		length = sizeof(*frame);
	sent = send(liar->fd, frame, length, MSG_NOSIGNAL);
	return sent < 0 ? -errno : 0;
}

static int meet(struct liar *liar, struct machine *machine, uint16_t id,
		uint16_t expected)
{
	static uint64_t life = 1000;
	const struct nlattr *nla;
	struct frame frame;
	int error;
	int fd[2];

	memset(liar, 0, sizeof(*liar));
	liar->id = id;
	liar->incarnation = ++life << DEMOS_LIFE_SHIFT;
	liar->seq = 1;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd))
		return -errno;
	liar->fd = fd[0];
	error = peer_hand_in(machine, fd[1], expected);
	close(fd[1]);
	if (!error)
		error = frame_read(liar->fd, &frame);
	if (error)
		return error;
	nla = frame_find(&frame, DEMOS_A_HELLO);
	if (frame.genl.cmd != DEMOS_CMD_HELLO || !nla ||
	    nla->nla_len != NLA_HDRLEN + sizeof(liar->hello))
		return -EBADMSG;
	memcpy(&liar->hello, (const char *)nla + NLA_HDRLEN,
	       sizeof(liar->hello));
	liar->type = frame.nlh.nlmsg_type;
	return 0;
}

/**
 * liar_meet() - connect a machine to one that the test plays
 * @liar: to be filled in
 * @machine: the machine
 * @id: id of the machine to play
 *
 * On return the machine's HELLO has been read, and nothing has been sent.
 *
 * Return: 0 or a negative errno.
 */
int liar_meet(struct liar *liar, struct machine *machine, uint16_t id)
{
	return meet(liar, machine, id, id);
}

/**
 * liar_meet_unnamed() - the same, without telling the machine the id
 * @liar: to be filled in
 * @machine: the machine
 * @id: id of the machine to play
 *
 * Return: 0 or a negative errno.
 */
int liar_meet_unnamed(struct liar *liar, struct machine *machine, uint16_t id)
{
	return meet(liar, machine, id, 0);
}

/**
 * liar_hello() - make an honest greeting
 * @liar: its sender
 * @hello: to be filled in
 */
void liar_hello(const struct liar *liar, struct demos_hello *hello)
{
	memset(hello, 0, sizeof(*hello));
	hello->magic = DEMOS_HELLO_MAGIC;
	hello->version = DEMOS_GENL_VERSION;
	hello->least = DEMOS_GENL_VERSION;
	hello->machine = liar->id;
	hello->to = liar->hello.machine;
	hello->incarnation = liar->incarnation;
	hello->to_incarnation = liar->hello.incarnation;
	hello->accepted = 1;
}

/**
 * liar_say_hello() - send a greeting
 * @liar: its sender
 * @hello: the greeting
 *
 * Return: 0 or a negative errno.
 */
int liar_say_hello(struct liar *liar, const struct demos_hello *hello)
{
	struct frame frame;

	frame_begin(&frame, liar, DEMOS_CMD_HELLO);
	frame_put(&frame, DEMOS_A_HELLO, hello, sizeof(*hello));
	return frame_send(liar, &frame);
}

/**
 * liar_gone() - wait until the machine closes the connection
 * @liar: the other end; its socket is closed, too
 *
 * Return: 0 or a negative errno.
 */
int liar_gone(struct liar *liar)
{
	struct frame frame;
	int error;

	do {
		error = frame_read(liar->fd, &frame);
	} while (!error);
	close(liar->fd);
	liar->fd = -1;
	return error == -ENOTCONN || error == -ECONNRESET ? 0 : error;
}

/**
 * liar_message() - make a message with the session's next number
 * @liar: its sender
 * @frame: the frame to be made
 * @to: process identifier, on the machine that was met
 * @data: the data
 * @size: bytes of it
 */
void liar_message(struct liar *liar, struct frame *frame, uint64_t to,
		  const void *data, size_t size)
{
	const uint64_t ack = 1;

	frame_begin(frame, liar, DEMOS_CMD_MESSAGE);
	frame->head.to.pid = to;
	frame->head.to.machine = liar->hello.machine;
	frame->head.from.pid = DEMOS_PID(liar->id, 7);
	frame->head.from.machine = liar->id;
	frame_put(frame, DEMOS_A_SEQ, &liar->seq, sizeof(liar->seq));
	frame_put(frame, DEMOS_A_ACK, &ack, sizeof(ack));
	if (size)
		frame_put(frame, DEMOS_A_DATA, data, size);
	liar->seq++;
}

/**
 * liar_befriend() - become a machine's peer, honestly so far
 * @liar: to be filled in
 * @machine: the machine
 * @id: id of the machine to play
 *
 * Return: 0 or a negative errno.
 */
int liar_befriend(struct liar *liar, struct machine *machine, uint16_t id)
{
	struct demos_hello hello;
	struct watch watch;
	int error;

	error = watch_open(&watch, machine);
	if (!error)
		error = liar_meet(liar, machine, id);
	liar_hello(liar, &hello);
	if (!error)
		error = liar_say_hello(liar, &hello);
	if (!error)
		error = watch_for(&watch, DEMOS_EVENT_PEER_UP, 0, id, NULL);
	watch_close(&watch);
	return error;
}

/**
 * liar_kernel() - make a control message of the liar's kernel
 * @liar: its sender
 * @frame: the frame to be made
 * @to: process identifier, or kernel, on the machine that was met
 * @data: the data
 * @size: bytes of it
 */
void liar_kernel(struct liar *liar, struct frame *frame, uint64_t to,
		 const void *data, size_t size)
{
	liar_message(liar, frame, to, data, size);
	frame->head.from.pid = DEMOS_PID_KERNEL(liar->id);
	if (DEMOS_PID_LOCAL(to))
		frame->head.flags = DEMOS_F_KERNEL;
}

/**
 * liar_give_link() - give a process a link to a process of the liar
 * @liar: the liar, a peer
 * @to: the process, on the machine that was met; it gets the link on channel 9
 * @link: gets its name there; it may be duplicated and passed on
 *
 * Return: 0 or a negative errno.
 */
int liar_give_link(struct liar *liar, struct process *to, uint32_t *link)
{
	const struct demos_link body = {
		.to = { .pid = DEMOS_PID(liar->id, 7), .machine = liar->id },
		.flags = DEMOS_LINK_DUP | DEMOS_LINK_PASS,
	};
	struct message message;
	struct frame frame;
	int error;

	liar_message(liar, &frame, to->pid, "link", 4);
	frame.head.number = 1;
	frame.head.channel = 9;
	frame_put(&frame, DEMOS_A_LINK_BODY, &body, sizeof(body));
	error = frame_send(liar, &frame);
	if (!error)
		error = process_receive(to, 1 << 9, SOON, &message);
	if (!error && message.nlinks != 1)
		error = -EBADMSG;
	*link = message.links[0];
	return error;
}

/**
 * liar_hear() - wait for a control message
 * @liar: the machine that gets it
 * @op: its operation; others before it are dropped
 * @frame: gets the frame
 * @seq: gets its number
 * @data: gets the first bytes of its data
 * @size: how many
 *
 * Return: 0 or a negative errno.
 */
int liar_hear(struct liar *liar, int op, struct frame *frame, uint64_t *seq,
	      void *data, size_t size)
{
	const struct nlattr *nla;
	int error;

	do {
		error = frame_read(liar->fd, frame);
		if (error)
			return error;
		nla = frame_find(frame, DEMOS_A_DATA);
	} while (frame->genl.cmd != DEMOS_CMD_MESSAGE || !nla ||
		 nla->nla_len < NLA_HDRLEN + size ||
		 ntohs(*(const uint16_t *)((const char *)nla + NLA_HDRLEN)) !=
		 op);
	memcpy(data, (const char *)nla + NLA_HDRLEN, size);
	nla = frame_find(frame, DEMOS_A_SEQ);
	memcpy(seq, (const char *)nla + NLA_HDRLEN, sizeof(*seq));
	return 0;
}
