// SPDX-License-Identifier: GPL-2.0
/*
 * A relay between two machines (relay.h).
 *
 * Invariant: the relay holds no descriptor but its two; when it ends, both
 * machines lose the connection.
 */
#define _GNU_SOURCE
#include "relay.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <signal.h>
#include <unistd.h>

#define PIECE	1000

/* Relay available bytes, at most @left. Return: how many, or -1 at the end. */
static ssize_t hand_on(int from, int to, size_t left)
{
	char piece[PIECE];
	ssize_t got, sent;
	ssize_t at = 0;

	got = recv(from, piece, left < PIECE ? left : PIECE, 0);
	if (got <= 0)
		return -1;
	while (at < got) {
		sent = send(to, piece + at, got - at, MSG_NOSIGNAL);
		if (sent < 0)
			return -1;
		at += sent;
	}
	return got;
}

static void relay(int a, int b, size_t left)
{
	struct pollfd fds[2] = {
		{ .fd = a, .events = POLLIN },
		{ .fd = b, .events = POLLIN },
	};
	ssize_t moved;
	int i;

	while (left && poll(fds, 2, -1) > 0) {
		for (i = 0; i < 2 && left; i++) {
			if (!fds[i].revents)
				continue;
			moved = hand_on(fds[i].fd, fds[!i].fd, left);
			if (moved < 0)
				return;
			left -= moved;
		}
	}
}

/**
 * relay_join() - connect two machines by way of a relay
 * @a: one machine
 * @b: the other
 * @bytes: number of bytes after which it cuts the connection
 * @child: the relay's process, for the caller to wait for
 *
 * Does not wait until they have met, which may never happen.
 *
 * Return: 0 or a negative errno.
 */
int relay_join(struct machine *a, struct machine *b, size_t bytes,
	       pid_t *child)
{
	int at_a[2], at_b[2];
	int error = 0;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, at_a) ||
	    socketpair(AF_UNIX, SOCK_STREAM, 0, at_b))
		return -errno;
	pid = fork();
	if (pid < 0)
		return -errno;
	*child = pid;
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(at_a[1], 0);
		dup2(at_b[1], 1);
		close_range(3, ~0U, 0);
		relay(0, 1, bytes);
		_exit(0);
	}
	close(at_a[1]);
	close(at_b[1]);
	error = peer_hand_in(a, at_a[0], b->id);
	if (!error)
		error = peer_hand_in(b, at_b[0], a->id);
	close(at_a[0]);
	close(at_b[0]);
	return error;
}
