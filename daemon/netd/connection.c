// SPDX-License-Identifier: GPL-2.0
/*
 * A connection, dialled or accepted: its socket is set up, handed to the
 * module, or hung up.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include "netd/netd.h"

/* Keepalive times, s: a dead peer is noticed after 20 s of silence */
#define KEEP_IDLE	5
#define KEEP_INTERVAL	5
#define KEEP_COUNT	3
#define UNACKED_MOST	20000	/* ms */

static void set_int(int fd, int level, int option, int value)
{
	setsockopt(fd, level, option, &value, sizeof(value));
}

/**
 * netd_prepare() - set the options of a connection
 * @fd: its socket, connected or not yet
 */
void netd_prepare(int fd)
{
	set_int(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	set_int(fd, IPPROTO_TCP, TCP_KEEPIDLE, KEEP_IDLE);
	set_int(fd, IPPROTO_TCP, TCP_KEEPINTVL, KEEP_INTERVAL);
	set_int(fd, IPPROTO_TCP, TCP_KEEPCNT, KEEP_COUNT);
	set_int(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, UNACKED_MOST);
	set_int(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
}

/**
 * netd_hand_in() - hand a connection to the module
 * @fd: connected socket; closed
 * @machine: id that the other end must have, 0: the one that it claims
 *
 * Return: 0 or a negative errno (demos_error() says why); -ENONET: our machine
 * is gone, and we end.
 */
int netd_hand_in(int fd, __u16 machine)
{
	int err = demos_peer_connect(netd.demos, fd, machine);

	if (err == -ENONET)
		netd_end(demos_error(netd.demos));
	close(fd);
	return err;
}

/**
 * netd_hang_up() - stop connecting with a peer
 * @peer: the peer; its socket is closed, its handshake cancelled
 */
void netd_hang_up(struct peer *peer)
{
	if (peer->socket.fd >= 0) {
		loop_remove(&netd.loop, &peer->socket);
		close(peer->socket.fd);
		peer->socket.fd = -1;
	}
	if (peer->handshake)
		handshake_cancel(peer->handshake);
}
