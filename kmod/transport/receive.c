// SPDX-License-Identifier: GPL-2.0
/*
 * Frames that a connection receives: its thread checks them, accepts them in
 * the session, and routes their messages.
 */
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/string.h>

#include "core/machine.h"
#include "core/message.h"
#include "core/route.h"
#include "transport/batch.h"
#include "transport/connection.h"
#include "transport/greeting.h"
#include "transport/peer.h"
#include "transport/receive.h"
#include "transport/socket.h"
#include "trace.h"

/**
 * struct intake - what a frame changes in the session
 * @wrong: what is wrong with its addresses, or NULL; if so, it changes nothing
 * @done: messages that it acknowledges
 * @acked: it acknowledges more than the frames before
 * @room: demos_peer_eased()
 * @verdict: on its message; DEMOS_SESSION_DOUBLE: there is none to accept
 */
struct intake {
	const char *wrong;
	struct list_head done;
	bool acked;
	bool room;
	enum demos_session_verdict verdict;
};

static int take_ack(struct demos_connection *connection, u64 ack,
		    struct intake *intake)
{
	struct demos_peer *peer = connection->peer;
	int err;

	lockdep_assert_held(&peer->lock);
	if (ack == peer->session.acked)
		return 0;	/* the same as in the last frame */
	err = demos_session_ack(&peer->session, ack, ktime_get_ns(),
				&intake->done);
	if (err)
		return err;
	if (!demos_session_idle(&peer->session))
		demos_connection_kick(connection);
	trace_demos_ack(connection->peers->machine, peer->id, ack,
			peer->session.count, peer->session.pace.window);
	intake->acked = true;
	intake->room = demos_peer_eased(peer);
	return 0;
}

/*
 * All that a frame changes before its message is routed, under one taking of
 * the lock. A machine that is going down accepts nothing.
 */
static int take_in(struct demos_connection *connection,
		   const struct demos_frame *frame, u32 length,
		   struct intake *intake)
{
	struct demos_peer *peer = connection->peer;
	int err = 0;

	spin_lock(&peer->lock);
	peer->stats.frames_in++;
	peer->stats.bytes_in += length;
	if (intake->wrong)
		goto unlock;
	err = take_ack(connection, frame->ack, intake);
	if (!err && frame->command == DEMOS_CMD_MESSAGE &&
	    !READ_ONCE(connection->peers->machine->down)) {
		intake->verdict = demos_session_judge(&peer->session,
						      frame->seq);
		if (intake->verdict == DEMOS_SESSION_DOUBLE)
			peer->stats.doubles++;
	}
unlock:
	spin_unlock(&peer->lock);
	return err;
}

/*
 * The frame is acknowledged once its message has been routed: then it is in a
 * queue here or in another session.
 */
static int accept_message(struct demos_connection *connection,
			  const struct demos_frame *frame)
{
	struct demos_message *msg = demos_wire_take(frame);
	struct demos_peer *peer = connection->peer;
	bool prompt;

	if (!msg)
		return -ENOMEM;
	msg->cause = peer->id;
	prompt = msg->length > DEMOS_DATA_MAX;	/* its sender's pace needs it */
	demos_route(connection->peers->machine, msg);
	spin_lock(&peer->lock);
	demos_session_accepted(&peer->session, prompt);
	spin_unlock(&peer->lock);
	return 0;
}

/* What is wrong with the addresses of a message, or NULL */
static const char *wrong_address(const struct demos_connection *connection,
				 const struct demos_header *header)
{
	u16 own = connection->peers->machine->id;

	if (header->to.machine != own)
		return "message: for another machine";
	if (!demos_wire_sender_ok(header, own, connection->peer->id))
		return "message: not from that kernel";
	return NULL;
}

/* What comes behind it is not read */
static int accept_goodbye(struct demos_connection *connection)
{
	connection->goodbye = true;
	demos_count(connection->peers->machine, DEMOS_C_GOODBYES);
	return -EHOSTDOWN;
}

/* A frame of the session: a message, or nothing but an ack */
static int serve_session(struct demos_connection *connection,
			 const struct demos_frame *frame, u32 length)
{
	struct intake intake = {
		.done = LIST_HEAD_INIT(intake.done),
		.verdict = DEMOS_SESSION_DOUBLE,
	};
	int err;

	if (frame->command == DEMOS_CMD_MESSAGE)
		intake.wrong = wrong_address(connection, &frame->header);
	err = take_in(connection, frame, length, &intake);
	if (intake.wrong)
		return demos_connection_refuse(connection, ADDRESS,
					       intake.wrong);
	if (intake.acked)
		demos_peer_settle(connection->peer, &intake.done, intake.room);
	if (err)
		return demos_connection_refuse(connection, ACK,
					       "ack of a frame never sent");
	if (frame->command == DEMOS_CMD_GOODBYE)
		return accept_goodbye(connection);
	switch (intake.verdict) {
	case DEMOS_SESSION_ACCEPT:
		return accept_message(connection, frame);
	case DEMOS_SESSION_BAD:
		return demos_connection_refuse(connection, NUMBER,
				       "message: number out of order");
	case DEMOS_SESSION_ROOM:
		return demos_connection_refuse(connection, ROOM,
				       "message: too many answers not taken");
	default:
		return 0;
	}
}

static int serve_frame(struct demos_connection *connection, const u8 *bytes,
		       u32 length)
{
	struct demos_frame frame;
	struct demos_why why;

	if (demos_wire_decode(bytes, length, &frame, &why))
		return demos_connection_refuse_frame(connection, &why);
	trace_demos_frame(connection->peers->machine,
			  demos_connection_id(connection), frame.command,
			  frame.command == DEMOS_CMD_HELLO ?
			  frame.hello.round : frame.seq,
			  frame.command == DEMOS_CMD_HELLO ?
			  frame.hello.accepted : frame.ack, length, false);
	if (frame.command == DEMOS_CMD_HELLO)
		return demos_greeting_serve(connection, &frame.hello);
	if (!connection->up)
		return demos_connection_refuse(connection, HELLO, "no hello");
	return serve_session(connection, &frame, length);
}

/**
 * demos_receive_serve() - serve all complete frames
 * @connection: the connection; by its thread
 *
 * An incomplete frame is moved to the front of the buffer.
 *
 * Return: 0, or a negative errno: the connection has to end.
 */
int demos_receive_serve(struct demos_connection *connection)
{
	u8 *bytes = connection->bytes;
	struct demos_why why;
	int length, err;
	u32 at = 0;

	while (connection->used - at >= DEMOS_WIRE_HEADER) {
		length = demos_wire_length(bytes + at, &why);
		if (length < 0)
			return demos_connection_refuse_frame(connection, &why);
		if (connection->used - at < length)
			break;
		err = READ_ONCE(connection->error);
		if (err)
			return err;
		err = serve_frame(connection, bytes + at, length);
		if (err)
			return err;
		at += length;
	}
	connection->used -= at;
	memmove(bytes, bytes + at, connection->used);
	if (connection->up)
		demos_batch_promise(connection);
	return 0;
}

/*
 * The other machine wants TLS: it has answered HELLO with an alert, too short
 * to be a frame, and hung up.
 */
static bool is_alert(const struct demos_connection *connection)
{
	return !connection->up && connection->used > 1 &&
	       connection->bytes[0] == 0x15 && connection->bytes[1] == 3;
}

/**
 * demos_receive_bytes() - wait for bytes of a connection
 * @connection: the connection; by its thread
 *
 * Return: 0, or a negative errno: the connection has to end.
 */
int demos_receive_bytes(struct demos_connection *connection)
{
	int got = demos_socket_receive(connection->sock,
				       connection->bytes + connection->used,
				       DEMOS_RECEIVE_ROOM - connection->used);

	if (got == -EBADMSG)
		return demos_connection_refuse(connection, HEADER,
					       "TLS: not data, or not authentic");
	if (got <= 0 && is_alert(connection))
		return -ENOKEY;
	if (got <= 0)
		return got ?: -ECONNRESET;
	connection->used += got;
	WRITE_ONCE(connection->silent_in, 0);
	return 0;
}
