// SPDX-License-Identifier: GPL-2.0
/*
 * What a connection sends: batches of frames, each in one call, written by one
 * thread at a time. The work item writes as long as the session has something
 * to send. The socket may keep it waiting without limit; shutting the socket
 * down ends the wait.
 *
 * If few messages are on their way, a thread that sends one writes it itself,
 * which saves waking the work item, but waits for nothing:
 *
 *	nobody writes		a batch begins			a thread writes
 *	a thread writes		all was sent			nobody writes
 *	  (writing)		the socket takes no more	@send has a rest
 *				the connection is stopped	nobody writes
 *	@send has a rest	@send runs			@send writes
 *	  (writing, rest)	the connection is stopped	nobody writes
 *	@send writes		all was sent			nobody writes
 *	  (writing)
 *
 * The next frame is chosen as late as possible: when the socket has sent
 * nearly all that it was given before. So an urgent message does not wait
 * behind data that was written long ago.
 */
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/sched.h>

#include "core/machine.h"
#include "core/message.h"
#include "transport/batch.h"
#include "transport/connection.h"
#include "transport/peer.h"
#include "transport/socket.h"
#include "trace.h"

/* A separate ACK is sent after this time, or after this many frames */
#define ACK_DELAY	1
#define ACK_FRAMES	32
/* Unacknowledged messages with which a session is almost idle */
#define FEW		2

/* Take what was sent out of the batch */
static void advance(struct demos_connection *connection, u32 sent)
{
	struct kvec *vec = &connection->vec[connection->at];

	connection->left -= sent;
	for (; connection->count && sent >= vec->iov_len; vec++) {
		sent -= vec->iov_len;
		connection->at++;
		connection->count--;
	}
	if (!sent)
		return;
	vec->iov_base += sent;
	vec->iov_len -= sent;
}

/*
 * Write the batch to the socket, all of it if the caller may wait. Return: 0,
 * or a negative errno: the connection has to end.
 */
static int write_batch(struct demos_connection *connection, bool wait)
{
	int sent;

	while (connection->left) {
		sent = demos_socket_send(connection->sock,
					 &connection->vec[connection->at],
					 connection->count, connection->left,
					 wait);
		if (sent <= 0)
			return sent;
		WRITE_ONCE(connection->silent_out, 0);
		advance(connection, sent);
	}
	return 0;
}

static void new_batch(struct demos_connection *connection)
{
	connection->at = 0;
	connection->count = 0;
	connection->left = 0;
}

static void add_vec(struct demos_connection *connection, const void *base,
		    u32 length)
{
	struct kvec *vec = &connection->vec[connection->count++];

	vec->iov_base = (void *)base;
	vec->iov_len = length;
	connection->left += length;
}

/**
 * demos_batch_hello() - send HELLO
 * @connection: the connection, not up yet; by its thread
 * @length: of HELLO, which is in its first head
 *
 * Sleeps as long as the other side does not read.
 *
 * Return: 0, or a negative errno: the connection has to end.
 */
int demos_batch_hello(struct demos_connection *connection, u32 length)
{
	new_batch(connection);
	add_vec(connection, connection->heads[0], length);
	return write_batch(connection, true);
}

/* The data is not copied: the session keeps it until the batch is done */
static void add_message(struct demos_connection *connection, u8 *head,
			const struct demos_message *msg, u64 seq)
{
	static const u8 zeros[4];
	struct demos_peer *peer = connection->peer;
	u64 ack = demos_session_tell(&peer->session);

	trace_demos_frame(connection->peers->machine, peer->id,
			  DEMOS_CMD_MESSAGE, seq, ack, demos_wire_size(msg),
			  true);
	add_vec(connection, head, demos_wire_head(head, msg, seq, ack));
	if (msg->length)
		add_vec(connection, msg->data, msg->length);
	if (demos_wire_pad(msg->length))
		add_vec(connection, zeros, demos_wire_pad(msg->length));
}

/* A frame with nothing but an acknowledgement: an ACK, or the last frame */
static void add_ack(struct demos_connection *connection, u8 *head)
{
	struct demos_peer *peer = connection->peer;
	u64 ack = demos_session_tell(&peer->session);
	u32 length = connection->leaving ? demos_wire_goodbye(head, ack) :
					   demos_wire_ack(head, ack);

	trace_demos_frame(connection->peers->machine, peer->id,
			  connection->leaving ? DEMOS_CMD_GOODBYE :
			  DEMOS_CMD_ACK, 0, ack, length, true);
	add_vec(connection, head, length);
}

/* Put one batch together, if there is something to send */
static void gather_batch(struct demos_connection *connection)
{
	struct demos_peer *peer = connection->peer;
	struct demos_session *session = &peer->session;
	u64 now = ktime_get_ns();
	struct demos_message *msg;
	u32 frames = 0;
	bool again;
	u64 seq;

	new_batch(connection);
	while (!connection->leaving && frames < DEMOS_BATCH_FRAMES &&
	       connection->left < demos_session_batch(session)) {
		again = session->at != session->next;
		msg = demos_session_next(session, now, &seq);
		if (!msg)
			break;
		add_message(connection, connection->heads[frames++], msg, seq);
		peer->stats.resent += again;
		if (again)
			trace_demos_resend(connection->peers->machine,
					   peer->id, seq);
	}
	if (connection->leaving || (!frames && session->due))
		add_ack(connection, connection->heads[frames++]);
	/* Nothing follows GOODBYE */
	connection->stopped = connection->leaving;
	peer->stats.frames_out += frames;
	peer->stats.bytes_out += connection->left;
}

/*
 * Become the writer. Return: false: another is, and looks again after its
 * batch; or there is nothing to send.
 */
static bool begin_batch(struct demos_connection *connection)
{
	struct demos_peer *peer = connection->peer;

	lockdep_assert_held(&peer->lock);
	if (peer->connection != connection || connection->stopped ||
	    connection->writing)
		return false;
	gather_batch(connection);
	connection->writing = connection->left;
	return connection->writing;
}

/*
 * Does the sender of a message write it? When more are on their way, @send
 * writes them together; so it does packets of move data, which are long, and
 * GOODBYE.
 */
static bool writes_itself(const struct demos_peer *peer,
			  const struct demos_message *msg)
{
	return peer->session.count < FEW && !peer->connection->leaving &&
	       demos_message_class(msg) != DEMOS_CLASS_BULK;
}

/**
 * demos_batch_add() - add a message to a session, and have it sent
 * @peer: the machine, locked, not gone
 * @msg: message; belongs to the session from now on
 *
 * Return: a connection: the caller calls demos_batch_now(), without the lock;
 * until then the connection does not end. NULL: nothing is left to do.
 */
struct demos_connection *demos_batch_add(struct demos_peer *peer,
					 struct demos_message *msg)
{
	struct demos_connection *connection = peer->connection;
	bool self = connection && writes_itself(peer, msg);

	lockdep_assert_held(&peer->lock);
	demos_session_enqueue(&peer->session, msg);
	if (self && begin_batch(connection))
		return connection;
	if (connection)
		demos_connection_kick(connection);
	return NULL;
}

/* Must something be sent now? An acknowledgement alone can mostly wait. */
static bool is_wanted(const struct demos_connection *connection)
{
	const struct demos_session *session = &connection->peer->session;

	return connection->leaving || session->prompt ||
	       session->due >= ACK_FRAMES || !demos_session_idle(session);
}

/*
 * Stop being the writer. The bytes that the socket did not take are left to
 * @send. Afterwards the connection may end: only @send may still use it.
 *
 * Return: there is more to send. @send goes on by itself; after another writer
 * it is queued.
 */
static bool end_batch(struct demos_connection *connection, int err,
		      bool is_send)
{
	struct demos_peer *peer = connection->peer;
	bool room = false, more = false;
	LIST_HEAD(done);

	if (err)
		demos_connection_cut(connection, err);
	spin_lock(&peer->lock);
	if (connection->left && !err && !connection->stopped) {
		connection->rest = true;
		demos_connection_resume(connection);
	} else {
		connection->writing = false;
		demos_session_done(&peer->session, &done);
		room = demos_peer_eased(peer);
		more = !err && is_wanted(connection);
		if (more && !is_send)
			demos_connection_kick(connection);
	}
	spin_unlock(&peer->lock);
	demos_peer_settle(peer, &done, room);
	return more;
}

/**
 * demos_batch_now() - write a batch as far as the socket takes it at once
 * @connection: from demos_batch_add(); may be gone afterwards
 *
 * No lock may be held. May sleep, but not for the network.
 */
void demos_batch_now(struct demos_connection *connection)
{
	end_batch(connection, write_batch(connection, false), false);
}

/**
 * demos_batch_promise() - have accepted frames acknowledged
 * @connection: the connection, up; by its thread
 *
 * At once if the other side waits for the ACK; else with the next frame that
 * is sent, or soon.
 */
void demos_batch_promise(struct demos_connection *connection)
{
	struct demos_peer *peer = connection->peer;

	spin_lock(&peer->lock);
	if (peer->session.prompt || peer->session.due >= ACK_FRAMES)
		demos_connection_kick(connection);
	else if (peer->session.due)
		queue_delayed_work(connection->peers->sending,
				   &connection->send, ACK_DELAY);
	spin_unlock(&peer->lock);
}

/* Return: true if @send is the writer of a batch, its own or a rest */
static bool take_up(struct demos_connection *connection)
{
	struct demos_peer *peer = connection->peer;
	bool mine;

	spin_lock(&peer->lock);
	mine = connection->rest || begin_batch(connection);
	connection->rest = false;
	spin_unlock(&peer->lock);
	return mine;
}

/**
 * demos_batch_send() - send what the session has
 * @work: demos_connection.send
 */
void demos_batch_send(struct work_struct *work)
{
	struct demos_connection *connection =
		container_of(to_delayed_work(work), struct demos_connection,
			     send);
	int err;

	do {
		demos_socket_await_room(connection->sock);
		if (!take_up(connection))
			return;
		err = write_batch(connection, true);
		cond_resched();
	} while (end_batch(connection, err, true));
}

static bool is_written(struct demos_connection *connection)
{
	struct demos_peer *peer = connection->peer;
	bool is;

	spin_lock(&peer->lock);
	is = !connection->writing || connection->rest;
	spin_unlock(&peer->lock);
	return is;
}

/**
 * demos_batch_stop() - send nothing more, and wait until nothing is sent
 * @connection: connection of a peer; its socket is shut down
 *
 * Afterwards another connection may send for the session. May sleep.
 */
void demos_batch_stop(struct demos_connection *connection)
{
	struct demos_peer *peer = connection->peer;
	LIST_HEAD(done);
	bool room;

	spin_lock(&peer->lock);
	connection->stopped = true;
	spin_unlock(&peer->lock);
	cancel_delayed_work_sync(&connection->send);
	wait_event(connection->peers->quiet, is_written(connection));
	spin_lock(&peer->lock);
	if (connection->rest)
		demos_session_done(&peer->session, &done);
	connection->rest = false;
	connection->writing = false;
	room = demos_peer_eased(peer);
	spin_unlock(&peer->lock);
	demos_peer_settle(peer, &done, room);
}
