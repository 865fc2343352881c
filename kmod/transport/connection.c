// SPDX-License-Identifier: GPL-2.0
/*
 * Connections. The thread reads, checks and routes; it ends when the socket
 * gives no more, so to cut a connection is to shut its socket down. Its last
 * act is to queue the end, which is a work item so that it can join the
 * thread. The end is what detaches a connection from its peer, and only
 * after it can another one take its place: at any time one thread
 * at most accepts frames for a session, and one work item sends them.
 */
#define pr_fmt(fmt) "demos: " fmt

#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/moduleparam.h>
#include <linux/net.h>
#include <linux/slab.h>
#include <net/sock.h>

#include "transport/batch.h"
#include "transport/connection.h"
#include "transport/greeting.h"
#include "door/host.h"
#include "core/machine.h"
#include "core/message.h"
#include "transport/peer.h"
#include "core/route.h"
#include "transport/socket.h"
#include "trace.h"

/* Seconds without a word after which a connection is dead */
static unsigned int silence = 15;
module_param(silence, uint, 0644);
MODULE_PARM_DESC(silence, "seconds until a silent connection is cut, 3 or more");

#define SILENCE_LEAST	3
#define KEEP_ALIVE	2	/* seconds after which a word is sent */
#define GREETING_TIME	(10 * HZ)
#define WATCH_TIME	HZ
#define RECEIVE_ROOM	131072

static_assert(RECEIVE_ROOM >= DEMOS_WIRE_MAX);

/**
 * demos_connection_put - give a reference back
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
 * demos_connection_cut - let a connection end
 * @connection: the connection
 * @error: negative errno, the reason, if there is no earlier one
 *
 * May sleep; does not wait for the end.
 */
void demos_connection_cut(struct demos_connection *connection, int error)
{
	cmpxchg(&connection->error, 0, error);
	mutex_lock(&connection->lock);
	if (connection->sock)
		kernel_sock_shutdown(connection->sock, SHUT_RDWR);
	mutex_unlock(&connection->lock);
}

/**
 * demos_connection_kick - there is something to send
 * @connection: the connection of a peer
 *
 * To be called under the peer's lock, which keeps @connection from ending.
 */
void demos_connection_kick(struct demos_connection *connection)
{
	struct delayed_work *send = &connection->send;

	lockdep_assert_held(&connection->peer->lock);
	if (connection->stopped)
		return;
	/* Who looks behind a batch, or is about to look, sees it */
	if (connection->peer->session.handed)
		return;
	if (timer_pending(&send->timer))
		mod_delayed_work(connection->peers->sending, send, 0);
	else
		queue_delayed_work(connection->peers->sending, send, 0);
}

/**
 * demos_connection_event - the connection of a peer has gone up or down
 * @connection: the connection
 * @kind: DEMOS_EVENT_PEER_UP or DEMOS_EVENT_PEER_DOWN
 */
void demos_connection_event(struct demos_connection *connection,
			    enum demos_event_kind kind)
{
	struct demos_machine *machine = connection->peers->machine;
	struct demos_event event = {
		.peer = connection->peer->id,
		.value = -connection->error,
	};

	demos_machine_event(machine, kind, &event);
	trace_demos_peer(machine, connection->peer->id,
			 kind == DEMOS_EVENT_PEER_UP ? DEMOS_PEER_UP :
			 DEMOS_PEER_DOWN, connection->error);
}

/**
 * demos_connection_set_peer - it is known where a connection leads
 * @connection: the connection
 * @peer: the peer; the caller's reference is taken over if 0 is returned
 *
 * From now on the connection is cut with the peer. To be called under
 * demos_peers.lock.
 *
 * Return: 0, or -ESHUTDOWN: it is no peer any more.
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

/* ---- Receiving */

static int serve_ack(struct demos_connection *connection, u64 ack)
{
	struct demos_peer *peer = connection->peer;
	LIST_HEAD(done);
	int err;

	spin_lock(&peer->lock);
	if (ack == peer->session.acked) {
		spin_unlock(&peer->lock);
		return 0;	/* as the frame before said already */
	}
	err = demos_session_ack(&peer->session, ack, ktime_get_ns(), &done);
	if (!err && !demos_session_idle(&peer->session))
		demos_connection_kick(connection);
	if (!err)
		trace_demos_ack(connection->peers->machine, peer->id, ack,
				peer->session.count,
				peer->session.pace.window);
	spin_unlock(&peer->lock);
	demos_peer_settle(peer, &done);
	return err ? demos_connection_refuse(connection, ACK,
					     "ack of the unsent") : 0;
}

/*
 * The frame is acknowledged when its message has been routed, that is, when
 * it stands in a queue here or in another session. A machine that is going
 * down accepts nothing.
 */
static int serve_message(struct demos_connection *connection,
			 const struct demos_frame *frame)
{
	struct demos_machine *machine = connection->peers->machine;
	struct demos_peer *peer = connection->peer;
	enum demos_session_verdict verdict;
	struct demos_message *msg;
	bool prompt;
	int err;

	if (frame->header.to.machine != machine->id)
		return demos_connection_refuse(connection, ADDRESS,
				       "message: for another machine");
	if (!demos_wire_sender_ok(&frame->header, machine->id, peer->id))
		return demos_connection_refuse(connection, ADDRESS,
				       "message: not from that kernel");
	err = serve_ack(connection, frame->ack);
	if (err || READ_ONCE(machine->down))
		return err;
	spin_lock(&peer->lock);
	verdict = demos_session_judge(&peer->session, frame->seq);
	if (verdict == DEMOS_SESSION_DOUBLE)
		peer->stats.doubles++;
	spin_unlock(&peer->lock);
	if (verdict == DEMOS_SESSION_BAD)
		return demos_connection_refuse(connection, NUMBER,
				       "message: number out of order");
	if (verdict == DEMOS_SESSION_ROOM)
		return demos_connection_refuse(connection, ROOM,
				       "message: too many answers not taken");
	if (verdict == DEMOS_SESSION_DOUBLE)
		return 0;
	msg = demos_wire_take(frame);
	if (!msg)
		return -ENOMEM;
	msg->cause = peer->id;
	prompt = msg->length > DEMOS_DATA_MAX;	/* its pace waits for that */
	demos_route(machine, msg);
	spin_lock(&peer->lock);
	demos_session_accepted(&peer->session, prompt);
	spin_unlock(&peer->lock);
	return 0;
}

static int serve_frame(struct demos_connection *connection, const u8 *bytes,
		       u32 length)
{
	struct demos_peer *peer;
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
	peer = connection->peer;
	spin_lock(&peer->lock);
	peer->stats.frames_in++;
	peer->stats.bytes_in += length;
	spin_unlock(&peer->lock);
	if (frame.command == DEMOS_CMD_ACK)
		return serve_ack(connection, frame.ack);
	return serve_message(connection, &frame);
}

/* All frames that are there completely; the rest moves to the front */
static int serve_frames(struct demos_connection *connection)
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
		if (READ_ONCE(connection->error))
			return connection->error;
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

static int receive_bytes(struct demos_connection *connection)
{
	int got = demos_socket_receive(connection->sock,
				       connection->bytes + connection->used,
				       RECEIVE_ROOM - connection->used);

	if (got == -EBADMSG)
		return demos_connection_refuse(connection, HEADER,
					       "no data, or not theirs, by TLS");
	if (got <= 0)
		return got ?: -ECONNRESET;
	connection->used += got;
	WRITE_ONCE(connection->silent_in, 0);
	return 0;
}

static int connection_thread(void *arg)
{
	struct demos_connection *connection = arg;
	int err = demos_greeting_tell(connection);

	while (!err) {
		err = receive_bytes(connection);
		if (!err)
			err = serve_frames(connection);
	}
	demos_connection_cut(connection, err);
	queue_work(connection->peers->ending, &connection->end);
	return 0;
}

/* ---- Beginning and end */

/*
 * Both sides see to it that something comes every few seconds. If nothing
 * does, the other machine or the way to it is dead, whatever TCP believes.
 */
static void keep_alive(struct demos_connection *connection)
{
	struct demos_peer *peer = connection->peer;
	u32 in = READ_ONCE(connection->silent_in) + 1;
	u32 out = READ_ONCE(connection->silent_out) + 1;

	WRITE_ONCE(connection->silent_in, in);
	WRITE_ONCE(connection->silent_out, out);
	if (out >= KEEP_ALIVE) {
		spin_lock(&peer->lock);
		peer->session.due++;
		demos_connection_kick(connection);
		spin_unlock(&peer->lock);
	}
	if (in > max_t(u32, READ_ONCE(silence), SILENCE_LEAST)) {
		demos_count(connection->peers->machine, DEMOS_C_SILENT);
		demos_connection_cut(connection, -ETIMEDOUT);
	}
}

static void connection_watch(struct work_struct *work)
{
	struct demos_connection *connection =
		container_of(to_delayed_work(work), struct demos_connection,
			     watch);
	struct demos_host *host = demos_host_of(connection->peers->machine);

	if (!connection->unpinned)
		connection->unpinned =
			demos_socket_unpin(connection->sock, host->net);
	if (READ_ONCE(connection->error))
		return;
	if (READ_ONCE(connection->up)) {
		keep_alive(connection);
	} else if (time_after_eq(jiffies, connection->born + GREETING_TIME)) {
		demos_count(connection->peers->machine, DEMOS_C_UNGREETED);
		demos_connection_cut(connection, -ETIMEDOUT);
	}
	queue_delayed_work(connection->peers->ending, &connection->watch,
			   WATCH_TIME);
}

/* First: once it is detached the session goes on elsewhere, or ends */
static void stop_sending(struct demos_connection *connection)
{
	struct demos_peer *peer = connection->peer;

	if (!peer)
		return;
	spin_lock(&peer->lock);
	connection->stopped = true;
	spin_unlock(&peer->lock);
	cancel_delayed_work_sync(&connection->send);
}

/*
 * Return: true if the peer is without a connection now. Not if this one was
 * replaced: what replaces it goes up at once, or ends and is told of then.
 */
static bool detach(struct demos_connection *connection)
{
	struct demos_peer *peer = connection->peer;
	bool down;

	if (!peer)
		return false;
	spin_lock(&peer->lock);
	if (peer->connection == connection)
		WRITE_ONCE(peer->connection, NULL);
	down = !peer->connection && !connection->replaced;
	if (down)
		peer->stats.error = connection->error;
	spin_unlock(&peer->lock);
	return down;
}

static void put_socket(struct demos_connection *connection)
{
	struct socket *sock;

	mutex_lock(&connection->lock);
	sock = connection->sock;
	connection->sock = NULL;
	mutex_unlock(&connection->lock);
	demos_socket_put(sock);
}

static void remove(struct demos_connection *connection)
{
	struct demos_peers *peers = connection->peers;
	struct demos_peer *peer = connection->peer;

	mutex_lock(&peers->lock);
	list_del(&connection->node);
	if (peer) {
		spin_lock(&peer->lock);
		WRITE_ONCE(peer->count, peer->count - 1);
		spin_unlock(&peer->lock);
	}
	WRITE_ONCE(peers->count, peers->count - 1);
	mutex_unlock(&peers->lock);
	wake_up_all(&peers->quiet);
}

/*
 * The socket is shut down. First who else works on the connection comes to
 * an end, then those are told who wait for that.
 */
static void connection_end(struct work_struct *work)
{
	struct demos_connection *connection =
		container_of(work, struct demos_connection, end);
	bool down;

	kthread_stop(connection->thread);
	put_task_struct(connection->thread);
	cancel_delayed_work_sync(&connection->watch);
	stop_sending(connection);
	down = detach(connection);
	put_socket(connection);
	if (down)
		demos_connection_event(connection, DEMOS_EVENT_PEER_DOWN);
	complete_all(&connection->ended);
	remove(connection);
	demos_connection_put(connection);
}

static struct demos_connection *connection_alloc(struct demos_peers *peers,
						 struct socket *sock,
						 u16 expected)
{
	struct demos_connection *connection;

	connection = kvzalloc(sizeof(*connection), GFP_KERNEL);
	if (!connection)
		return NULL;
	connection->bytes = kvmalloc(RECEIVE_ROOM, GFP_KERNEL);
	if (!connection->bytes) {
		kvfree(connection);
		return NULL;
	}
	refcount_set(&connection->refs, 1);
	connection->peers = peers;
	connection->expected = expected;
	mutex_init(&connection->lock);
	connection->sock = sock;
	connection->born = jiffies;
	INIT_DELAYED_WORK(&connection->send, demos_batch_send);
	INIT_DELAYED_WORK(&connection->watch, connection_watch);
	INIT_WORK(&connection->end, connection_end);
	init_completion(&connection->ended);
	return connection;
}

/*
 * Who does not greet must not keep others out: each machine that is expected
 * has places of its own, and its latest connection always has one.
 */
static int make_way(struct demos_connection *connection)
{
	struct demos_connection *oldest = NULL;
	struct demos_connection *other;
	u32 open = 0, all = 0;

	list_for_each_entry(other, &connection->peers->connections, node) {
		if (other->up || other->expected != connection->expected)
			continue;
		all++;
		if (READ_ONCE(other->error))
			continue;
		open++;
		oldest = oldest ?: other;
	}
	if (all >= DEMOS_GREETING_MAX)
		return -EUSERS;
	if (connection->expected && open >= DEMOS_GREETING_OPEN)
		demos_connection_cut(oldest, -ECONNABORTED);
	return 0;
}

static int enter(struct demos_connection *connection, struct demos_peer *peer)
{
	struct demos_peers *peers = connection->peers;
	int err = 0;

	mutex_lock(&peers->lock);
	if (peers->stopped)
		err = -ESHUTDOWN;
	else
		err = make_way(connection);
	if (!err && peer)
		err = demos_connection_set_peer(connection, peer);
	if (!err) {
		list_add_tail(&connection->node, &peers->connections);
		peers->count++;
	}
	mutex_unlock(&peers->lock);
	return err;
}

/**
 * demos_connection_create - begin to talk over a socket
 * @peers: the machine's peers
 * @sock: connected stream socket; the reference to its file is taken over if
 *        0 is returned
 * @expected: machine id that must be at the other end, 0: any
 *
 * May sleep.
 *
 * Return: 0, -EUSERS, -ESHUTDOWN or -ENOMEM, as demos_peer_connect().
 */
int demos_connection_create(struct demos_peers *peers, struct socket *sock,
			    u16 expected)
{
	struct demos_connection *connection;
	struct demos_peer *peer = NULL;
	int err = -ENOMEM;

	connection = connection_alloc(peers, sock, expected);
	if (!connection)
		return -ENOMEM;
	connection->thread = kthread_create(connection_thread, connection,
					    "demos_peer/%u",
					    peers->machine->id);
	if (IS_ERR(connection->thread)) {
		err = PTR_ERR(connection->thread);
		goto put_connection;
	}
	if (expected) {
		peer = demos_peer_obtain(peers, expected, true);
		if (!peer)
			goto stop_thread;
	}
	err = enter(connection, peer);
	if (err)
		goto put_peer;
	/* It may be cut from now on, but ends only after its thread has */
	demos_socket_prepare(sock);
	demos_batch_prepare(sock);
	trace_demos_peer(peers->machine, expected, DEMOS_PEER_GREETING, 0);
	queue_delayed_work(peers->ending, &connection->watch, WATCH_TIME);
	get_task_struct(connection->thread);
	wake_up_process(connection->thread);
	return 0;

put_peer:
	if (peer)
		demos_peer_put(peer);
stop_thread:
	kthread_stop(connection->thread);
put_connection:
	demos_connection_put(connection);
	return err;
}
