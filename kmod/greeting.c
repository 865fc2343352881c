// SPDX-License-Identifier: GPL-2.0
/*
 * How a connection begins: both sides say who they are, in which life, and
 * how far they have accepted what the other sent; then the session goes on
 * over the new connection, and an old one, if there is one, has ended
 * before. The table of states is in connection.h.
 */
#include <linux/errno.h>

#include "batch.h"
#include "connection.h"
#include "greeting.h"
#include "machine.h"
#include "message.h"
#include "peer.h"
#include "trace.h"

/**
 * demos_greeting_tell - send HELLO
 * @connection: the connection, not up yet
 *
 * In full, if it is known which machine is at the other end. By the thread.
 *
 * Return: 0 or a negative errno, as demos_batch_write().
 */
int demos_greeting_tell(struct demos_connection *connection)
{
	struct demos_machine *machine = connection->peers->machine;
	struct demos_peer *peer = connection->peer;
	struct demos_hello hello = {
		.magic = DEMOS_HELLO_MAGIC,
		.version = DEMOS_GENL_VERSION,
		.machine = machine->id,
		.incarnation = machine->incarnation,
	};
	struct kvec vec = { .iov_base = connection->heads[0] };

	if (peer) {
		hello.to = peer->id;
		spin_lock(&peer->lock);
		demos_session_hello(&peer->session, &hello);
		spin_unlock(&peer->lock);
		connection->told = true;
	}
	vec.iov_len = demos_wire_hello(vec.iov_base, &hello);
	trace_demos_frame(machine, hello.to, DEMOS_CMD_HELLO, 0,
			  hello.accepted, vec.iov_len, true);
	return demos_batch_write(connection, &vec, 1, vec.iov_len);
}

static int learn_peer(struct demos_connection *connection, u16 id)
{
	struct demos_peers *peers = connection->peers;
	struct demos_peer *peer = demos_peer_obtain(peers, id);
	int err;

	if (!peer)
		return -ENOMEM;
	mutex_lock(&peers->lock);
	err = demos_connection_set_peer(connection, peer);
	mutex_unlock(&peers->lock);
	if (err)
		demos_peer_put(peer);
	return err;
}

/* Cut the connection that the peer has, and wait until it has ended */
static void end_old(struct demos_peer *peer)
{
	struct demos_connection *old;

	spin_lock(&peer->lock);
	old = peer->connection;
	if (old) {
		old->replaced = true;
		refcount_inc(&old->refs);
	}
	spin_unlock(&peer->lock);
	if (!old)
		return;
	demos_connection_cut(old, -ECONNABORTED);
	wait_for_completion(&old->ended);
	demos_connection_put(old);
}

/* The session goes on over this connection */
static int take_over(struct demos_connection *connection,
		     const struct demos_hello *hello, struct list_head *done,
		     struct list_head *lost)
{
	struct demos_peers *peers = connection->peers;
	struct demos_peer *peer = connection->peer;
	int new;

	mutex_lock(&peers->lock);
	spin_lock(&peer->lock);
	if (peer->deleted || peers->stopped) {
		new = -ESHUTDOWN;
		goto unlock;
	}
	new = demos_session_meet(&peer->session, hello, done, lost);
	if (new < 0)
		goto unlock;
	peer->connection = connection;
	peer->stats.connections++;
	connection->up = true;
	peers->greeting--;
unlock:
	spin_unlock(&peer->lock);
	mutex_unlock(&peers->lock);
	return new;
}

/* Asked before the old connection is ended for it; asked again after that */
static bool is_stale(struct demos_peer *peer, const struct demos_hello *hello)
{
	bool stale;

	spin_lock(&peer->lock);
	stale = demos_session_stale(&peer->session, hello);
	spin_unlock(&peer->lock);
	return stale;
}

static int go_up(struct demos_connection *connection,
		 const struct demos_hello *hello)
{
	struct demos_peer *peer = connection->peer;
	LIST_HEAD(done);
	LIST_HEAD(lost);
	int new;

	mutex_lock(&peer->replacing);
	end_old(peer);
	new = take_over(connection, hello, &done, &lost);
	mutex_unlock(&peer->replacing);
	if (new == -EPROTO || new == -ESTALE)
		return demos_connection_refuse(connection,
					       "hello: contradicts the session");
	if (new < 0)
		return new;
	demos_peer_settle(peer, &done);
	if (new)
		demos_peer_lost(peer, &lost, DEMOS_EUNKNOWN);
	demos_connection_event(connection, DEMOS_EVENT_PEER_UP);
	demos_connection_kick(connection);
	return 0;
}

/**
 * demos_greeting_serve - a HELLO has come
 * @connection: the connection
 * @hello: checked by demos_wire_decode()
 *
 * Waits for the end of the connection that this one replaces. By the thread.
 *
 * Return: 0 or a negative errno: the connection is to end.
 */
int demos_greeting_serve(struct demos_connection *connection,
			 const struct demos_hello *hello)
{
	u16 own = connection->peers->machine->id;
	int err;

	if (connection->up || ++connection->hellos > 2)
		return demos_connection_refuse(connection,
					       "hello again");
	if (hello->machine == own)
		return demos_connection_refuse(connection,
					       "hello: from this machine's id");
	if (connection->peer && hello->machine != connection->peer->id)
		return demos_connection_refuse(connection,
					       "hello: not the machine expected");
	if (hello->to && hello->to != own)
		return demos_connection_refuse(connection,
					       "hello: to another machine");
	if (!connection->peer) {
		err = learn_peer(connection, hello->machine);
		if (err)
			return err;
	}
	if (!connection->told) {
		err = demos_greeting_tell(connection);
		if (err)
			return err;
	}
	if (!hello->to)
		return 0;
	if (is_stale(connection->peer, hello))
		return demos_connection_refuse(connection,
					       "hello: from an earlier life");
	return go_up(connection, hello);
}

