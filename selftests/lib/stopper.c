// SPDX-License-Identifier: GPL-2.0
/*
 * A stopper between two machines (stopper.h).
 *
 * Its process holds no descriptor but the two sockets and the pipe. When it
 * ends, both machines lose the connection.
 */
#define _GNU_SOURCE
#include "stopper.h"
#include "frame.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static bool is_wanted(const struct frame *frame, const struct stop *stop)
{
	const struct nlattr *nla = frame_find(frame, DEMOS_A_DATA);
	struct demos_op_pull pull = { 0 };
	size_t length;

	if (frame->genl.cmd != DEMOS_CMD_MESSAGE || !nla)
		return false;
	length = nla->nla_len - NLA_HDRLEN;
	memcpy(&pull, (const char *)nla + NLA_HDRLEN,
	       length < sizeof(pull) ? length : sizeof(pull));
	return ntohs(pull.op) == stop->op &&
	       (!stop->region || ntohs(pull.region) == stop->region);
}

static int pass(int to, const struct frame *frame)
{
	const char *bytes = (const char *)frame;
	size_t at = 0;
	ssize_t sent;

	while (at < frame->nlh.nlmsg_len) {
		sent = send(to, bytes + at, frame->nlh.nlmsg_len - at,
			    MSG_NOSIGNAL);
		if (sent < 0)
			return -errno;
		at += sent;
	}
	return 0;
}

/* Nothing passes any more; the other end of @told hears that */
static void hold(const struct stop *stop, const struct frame *frame, int to,
		 int told)
{
	struct pollfd answer = { .fd = to, .events = POLLIN };

	if (stop->after && !pass(to, frame))
		poll(&answer, 1, -1);
	if (write(told, "", 1) == 1)
		pause();
}

static void serve(const struct stop *stop, int a, int b, int told)
{
	struct pollfd fds[2] = {
		{ .fd = a, .events = POLLIN },
		{ .fd = b, .events = POLLIN },
	};
	struct frame frame;
	int i;

	while (poll(fds, 2, -1) > 0) {
		for (i = 0; i < 2; i++) {
			if (!fds[i].revents)
				continue;
			if (frame_read(fds[i].fd, &frame))
				return;
			if (is_wanted(&frame, stop))
				hold(stop, &frame, fds[!i].fd, told);
			else if (pass(fds[!i].fd, &frame))
				return;
		}
	}
}

static void become_stopper(const struct stop *stop, int a, int b, int told)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(a, 0);
	dup2(b, 1);
	dup2(told, 2);
	close_range(3, ~0U, 0);
	serve(stop, 0, 1, 2);
	_exit(0);
}

/**
 * stopper_join() - connect two machines by way of a stopper
 * @a: one machine
 * @b: the other
 * @stop: what it stops at
 * @stopper: to be ended with stopper_cut()
 *
 * Return: 0, when they have met; or a negative errno.
 */
int stopper_join(struct machine *a, struct machine *b, const struct stop *stop,
		 struct stopper *stopper)
{
	int at_a[2], at_b[2], told[2];
	int error;

	stopper->child = 0;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, at_a) ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, at_b) ||
	    pipe2(told, O_CLOEXEC))
		return -errno;
	stopper->child = fork();
	if (stopper->child < 0)
		return -errno;
	if (!stopper->child)
		become_stopper(stop, at_a[1], at_b[1], told[1]);
	close(at_a[1]);
	close(at_b[1]);
	close(told[1]);
	stopper->seen = told[0];
	error = machine_enter(a->id < b->id ? a : b);
	return error ? error : peer_join_sockets(a, at_a[0], b, at_b[0]);
}

/**
 * stopper_await() - wait until it has stopped
 * @stopper: the stopper
 *
 * Return: 0, -ETIMEDOUT; -EPIPE: a machine has cut the connection before.
 */
int stopper_await(struct stopper *stopper)
{
	struct pollfd fd = { .fd = stopper->seen, .events = POLLIN };
	char byte;

	if (poll(&fd, 1, SOON) <= 0)
		return -ETIMEDOUT;
	return read(stopper->seen, &byte, 1) == 1 ? 0 : -EPIPE;
}

/**
 * stopper_cut() - cut the connection
 * @stopper: the stopper, joined or not
 */
void stopper_cut(struct stopper *stopper)
{
	if (stopper->child <= 0)
		return;
	kill(stopper->child, SIGKILL);
	waitpid(stopper->child, NULL, 0);
	close(stopper->seen);
	stopper->child = 0;
}
