// SPDX-License-Identifier: GPL-2.0
/*
 * How a connection begins: each side tells its machine id, its incarnation, and
 * which frames of the other side it has accepted. Several connections may
 * begin at once, dialled from both sides. So that both use the same one, the
 * machine with the lower id chooses the latest on which it got a full HELLO.
 * Its choice is a HELLO with the connection's number, the first frame of the
 * session there; the other side uses the connection with the highest number.
 * The old connection has ended before the session goes on over a new one. The
 * table of states is in connection.h.
 */
#include <linux/errno.h>

#include "core/neighbour.h"
#include "core/machine.h"
#include "core/message.h"
#include "transport/batch.h"
#include "transport/connection.h"
#include "transport/greeting.h"
#include "transport/peer.h"
#include "trace.h"

static bool chooses(const struct demos_connection *connection)
{
	return connection->peers->machine->id < connection->peer->id;
}

static int tell(struct demos_connection *connection, bool chosen)
{
	struct demos_machine *machine = connection->peers->machine;
	struct demos_peer *peer = connection->peer;
	struct demos_hello hello = {
		.magic = DEMOS_HELLO_MAGIC,
		.version = DEMOS_GENL_VERSION,
		.least = DEMOS_GENL_VERSION,
		.machine = machine->id,
		.incarnation = machine->incarnation,
	};
	u32 length;

	if (peer) {
		hello.to = peer->id;
		spin_lock(&peer->lock);
		demos_session_hello(&peer->session, &hello);
		if (chosen)
			hello.round = peer->session.round;
		spin_unlock(&peer->lock);
		connection->told = true;
	}
	length = demos_wire_hello(connection->heads[0], &hello);
	trace_demos_frame(machine, hello.to, DEMOS_CMD_HELLO, hello.round,
			  hello.accepted, length, true);
	return demos_batch_hello(connection, length);
}

/**
 * demos_greeting_tell() - send HELLO
 * @connection: the connection, not up yet
 *
 * In full, if the machine at the other end is known. By the thread.
 *
 * Return: 0 or a negative errno, as demos_batch_hello().
 */
int demos_greeting_tell(struct demos_connection *connection)
{
	return tell(connection, false);
}

static int learn_peer(struct demos_connection *connection, u16 id)
{
	struct demos_peers *peers = connection->peers;
	struct demos_peer *peer = demos_peer_obtain(peers, id, false);
	int err;

	if (!peer)
		return demos_connection_refuse(connection, MACHINE,
				       "hello: too many machines nobody added");
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

static int meet(struct demos_peer *peer, const struct demos_hello *hello,
		struct list_head *done, struct list_head *lost)
{
	int new = -ESHUTDOWN;

	spin_lock(&peer->lock);
	if (!peer->deleted)
		new = demos_session_meet(&peer->session, hello, done, lost);
	spin_unlock(&peer->lock);
	return new;
}

/* From now on the session sends over this connection */
static int take_over(struct demos_connection *connection)
{
	struct demos_peers *peers = connection->peers;
	struct demos_peer *peer = connection->peer;
	int err = -ESHUTDOWN;

	mutex_lock(&peers->lock);
	spin_lock(&peer->lock);
	if (!peer->deleted && !peers->stopped) {
		WRITE_ONCE(peer->connection, connection);
		peer->stats.connections++;
		connection->up = true;
		err = 0;
	}
	spin_unlock(&peer->lock);
	mutex_unlock(&peers->lock);
	return err;
}

/*
 * Continue the session over this connection. Until it has taken over, nothing
 * is sent or accepted in the session, so the numbers in HELLO stay true.
 */
static int replace(struct demos_connection *connection,
		   const struct demos_hello *hello, struct list_head *done,
		   struct list_head *lost, bool *new)
{
	struct demos_peer *peer = connection->peer;
	int err;

	mutex_lock(&peer->replacing);
	end_old(peer);
	err = meet(peer, hello, done, lost);
	*new = err > 0;
	if (err >= 0)
		err = chooses(connection) ? tell(connection, true) : 0;
	if (!err)
		err = take_over(connection);
	mutex_unlock(&peer->replacing);
	return err;
}

static int refuse_hello(struct demos_connection *connection, int err)
{
	switch (err) {
	case -ESTALE:
		return demos_connection_refuse(connection, LIFE,
					       "hello: from an earlier life");
	case -EPROTO:
		return demos_connection_refuse(connection, ACK,
				       "hello: contradicts the session");
	default:
		return err;
	}
}

static int go_up(struct demos_connection *connection,
		 const struct demos_hello *hello)
{
	struct demos_peer *peer = connection->peer;
	LIST_HEAD(done);
	LIST_HEAD(lost);
	bool new, room;
	int err;

	err = replace(connection, hello, &done, &lost, &new);
	spin_lock(&peer->lock);
	room = demos_peer_eased(peer);
	spin_unlock(&peer->lock);
	demos_peer_settle(peer, &done, room);
	if (new)
		demos_peer_lost(peer, &lost, DEMOS_EUNKNOWN);
	if (new || !err)
		demos_neighbour_greeted(peer->peers->machine, peer->id,
					hello->incarnation, new);
	if (err)
		return refuse_hello(connection, err);
	demos_peer_event(peer, DEMOS_EVENT_PEER_UP, 0);
	spin_lock(&peer->lock);
	demos_connection_kick(connection);
	spin_unlock(&peer->lock);
	return 0;
}

/* Is this HELLO for us, and from the expected machine? */
static int check_machines(struct demos_connection *connection,
			  const struct demos_hello *hello)
{
	u16 own = connection->peers->machine->id;

	if (hello->machine == own)
		return demos_connection_refuse(connection, MACHINE,
					       "hello: from this machine's id");
	if (connection->peer && hello->machine != connection->peer->id)
		return demos_connection_refuse(connection, MACHINE,
					"hello: not the machine expected");
	if (hello->to && hello->to != own)
		return demos_connection_refuse(connection, MACHINE,
					       "hello: to another machine");
	if (hello->round && (!hello->to || own < hello->machine))
		return demos_connection_refuse(connection, HELLO,
					       "hello: wrong side chooses");
	if (hello->round && !connection->told)
		return demos_connection_refuse(connection, HELLO,
					       "hello: chosen too early");
	return 0;
}

/**
 * demos_greeting_serve() - serve a HELLO
 * @connection: the connection
 * @hello: checked by demos_wire_decode()
 *
 * Waits for the end of the connection that this one replaces. By the thread.
 *
 * Return: 0, or a negative errno: the connection has to end.
 */
int demos_greeting_serve(struct demos_connection *connection,
			 const struct demos_hello *hello)
{
	int err;

	if (connection->up || ++connection->hellos > 2)
		return demos_connection_refuse(connection, HELLO,
					       "hello: sent too often");
	err = check_machines(connection, hello);
	if (!err && !connection->peer)
		err = learn_peer(connection, hello->machine);
	if (err)
		return err;
	if (!chooses(connection) && !hello->round)
		return connection->told ? 0 : demos_greeting_tell(connection);
	if (!hello->to)
		return 0;
	/* No stale HELLO ends the old connection; meet() checks again */
	spin_lock(&connection->peer->lock);
	err = demos_session_check(&connection->peer->session, hello);
	spin_unlock(&connection->peer->lock);
	return err ? refuse_hello(connection, err) : go_up(connection, hello);
}
