// SPDX-License-Identifier: GPL-2.0
/*
 * What a connection sends: batches of frames, each in one call. The work item
 * runs while the session has something to send, and never twice at once for a
 * connection. The socket may keep it waiting without limit; shutting the
 * socket down ends the wait.
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

/**
 * demos_batch_write() - write to the socket
 * @connection: the connection; nothing else writes to it meanwhile
 * @vec: the bytes; its entries may be changed
 * @count: entries of @vec
 * @bytes: sum of their lengths
 *
 * Sleeps as long as the other side does not read.
 *
 * Return: 0, or a negative errno: the connection has to end.
 */
int demos_batch_write(struct demos_connection *connection, struct kvec *vec,
		      u32 count, u32 bytes)
{
	int err = demos_socket_send(connection->sock, vec, count, bytes);

	WRITE_ONCE(connection->silent_out, 0);
	return err;
}

static void add_vec(struct demos_connection *connection, u32 *count,
		    const void *base, u32 length)
{
	connection->vec[*count].iov_base = (void *)base;
	connection->vec[*count].iov_len = length;
	(*count)++;
}

/* The data is not copied: the session keeps it until the batch is done */
static u32 add_message(struct demos_connection *connection, u32 *count,
		       u8 *head, const struct demos_message *msg, u64 seq)
{
	static const u8 zeros[4];
	struct demos_peer *peer = connection->peer;
	u64 ack = demos_session_tell(&peer->session);
	u32 length = demos_wire_head(head, msg, seq, ack);

	trace_demos_frame(connection->peers->machine, peer->id,
			  DEMOS_CMD_MESSAGE, seq, ack, demos_wire_size(msg),
			  true);
	add_vec(connection, count, head, length);
	if (msg->length)
		add_vec(connection, count, msg->data, msg->length);
	if (demos_wire_pad(msg->length))
		add_vec(connection, count, zeros,
			demos_wire_pad(msg->length));
	return demos_wire_size(msg);
}

/* A frame with nothing but an acknowledgement: an ACK, or the last frame */
static u32 add_ack(struct demos_connection *connection, u32 *count, u8 *head)
{
	struct demos_peer *peer = connection->peer;
	u64 ack = demos_session_tell(&peer->session);
	u32 length = connection->leaving ? demos_wire_goodbye(head, ack) :
					   demos_wire_ack(head, ack);

	trace_demos_frame(connection->peers->machine, peer->id,
			  connection->leaving ? DEMOS_CMD_GOODBYE :
			  DEMOS_CMD_ACK, 0, ack, length, true);
	add_vec(connection, count, head, length);
	return length;
}

/* Put one batch together. Return: its bytes, 0: there is nothing to send. */
static u32 gather_batch(struct demos_connection *connection, u32 *count)
{
	struct demos_peer *peer = connection->peer;
	struct demos_session *session = &peer->session;
	struct demos_message *msg;
	u32 frames = 0, bytes = 0;
	u64 now = ktime_get_ns();
	bool again;
	u64 seq;

	*count = 0;
	spin_lock(&peer->lock);
	if (peer->connection != connection || connection->stopped)
		goto unlock;
	while (!connection->leaving && frames < DEMOS_BATCH_FRAMES &&
	       bytes < demos_session_batch(session)) {
		again = session->at != session->next;
		msg = demos_session_next(session, now, &seq);
		if (!msg)
			break;
		bytes += add_message(connection, count,
				     connection->heads[frames++], msg, seq);
		peer->stats.resent += again;
		if (again)
			trace_demos_resend(connection->peers->machine,
					   peer->id, seq);
	}
	if (connection->leaving || (!frames && session->due))
		bytes = add_ack(connection, count,
				connection->heads[frames++]);
	/* Nothing follows GOODBYE */
	connection->stopped = connection->leaving;
	peer->stats.frames_out += frames;
	peer->stats.bytes_out += bytes;
unlock:
	spin_unlock(&peer->lock);
	return bytes;
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

/**
 * demos_batch_send() - send what the session has
 * @work: demos_connection.send
 */
void demos_batch_send(struct work_struct *work)
{
	struct demos_connection *connection =
		container_of(to_delayed_work(work), struct demos_connection,
			     send);
	struct demos_peer *peer = connection->peer;
	u32 count, bytes;
	int err = 0;
	bool room;

	while (!err) {
		LIST_HEAD(done);

		demos_socket_await_room(connection->sock);
		bytes = gather_batch(connection, &count);
		if (!bytes)
			return;
		err = demos_batch_write(connection, connection->vec, count,
					bytes);
		spin_lock(&peer->lock);
		demos_session_done(&peer->session, &done);
		room = demos_peer_eased(peer);
		spin_unlock(&peer->lock);
		demos_peer_settle(peer, &done, room);
		cond_resched();
	}
	demos_connection_cut(connection, err);
}
