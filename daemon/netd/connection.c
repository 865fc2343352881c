// SPDX-License-Identifier: GPL-2.0
/*
 * A connection, dialled or accepted: its socket is handed to the module, or
 * hung up.
 */
#include <errno.h>
#include <unistd.h>

#include "netd/netd.h"

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
