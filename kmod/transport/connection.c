// SPDX-License-Identifier: GPL-2.0
/*
 * Connections, as all parts of the transport use them. service.c serves one
 * from its beginning to its end.
 */
#include <linux/slab.h>

#include "core/machine.h"
#include "transport/connection.h"
#include "transport/peer.h"
#include "transport/socket.h"

/**
 * demos_connection_put() - give a reference back
 * @connection: the connection
 */
void demos_connection_put(struct demos_connection *connection)
{
	if (!refcount_dec_and_test(&connection->refs))
		return;
	if (connection->peer)
		demos_peer_put(connection->peer);
	kvfree(connection->bytes);
	kvfree(connection);
}

/**
 * demos_connection_cut() - begin to end a connection
 * @connection: the connection
 * @error: negative errno; the first one stays the reason
 *
 * May sleep; does not wait for the end.
 */
void demos_connection_cut(struct demos_connection *connection, int error)
{
	cmpxchg(&connection->error, 0, error);
	mutex_lock(&connection->lock);
	if (connection->sock)
		demos_socket_shutdown(connection->sock);
	mutex_unlock(&connection->lock);
}

/**
 * demos_connection_kick() - send what the session has to send
 * @connection: the connection of a peer
 *
 * The caller holds the peer's lock, which keeps @connection from ending.
 */
void demos_connection_kick(struct demos_connection *connection)
{
	lockdep_assert_held(&connection->peer->lock);
	/* A writer looks again after its batch */
	if (!connection->stopped && !connection->writing)
		demos_connection_resume(connection);
}

/**
 * demos_connection_resume() - have the work item send
 * @connection: the connection of a peer that is locked, not stopped
 */
void demos_connection_resume(struct demos_connection *connection)
{
	struct delayed_work *send = &connection->send;

	lockdep_assert_held(&connection->peer->lock);
	if (timer_pending(&send->timer))
		mod_delayed_work(connection->peers->sending, send, 0);
	else
		queue_delayed_work(connection->peers->sending, send, 0);
}

/**
 * demos_connection_leave() - send GOODBYE after what is being sent, and no more
 * @connection: the connection, which has been up
 *
 * Does not wait: if the socket has no room, GOODBYE is not sent.
 */
void demos_connection_leave(struct demos_connection *connection)
{
	spin_lock(&connection->peer->lock);
	connection->leaving = true;
	demos_connection_kick(connection);
	spin_unlock(&connection->peer->lock);
}

/**
 * demos_connection_set_peer() - note which machine a connection leads to
 * @connection: the connection
 * @peer: the peer; the caller's reference is taken over if 0 is returned
 *
 * From now on deleting the peer cuts the connection. The caller holds
 * demos_peers.lock.
 *
 * Return: 0, or -ESHUTDOWN: it is no longer a peer.
 */
int demos_connection_set_peer(struct demos_connection *connection,
			      struct demos_peer *peer)
{
	lockdep_assert_held(&connection->peers->lock);
	spin_lock(&peer->lock);
	if (peer->deleted) {
		spin_unlock(&peer->lock);
		return -ESHUTDOWN;
	}
	peer->count++;
	spin_unlock(&peer->lock);
	connection->peer = peer;
	return 0;
}
