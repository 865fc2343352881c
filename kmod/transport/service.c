// SPDX-License-Identifier: GPL-2.0
/*
 * How a connection is served. The thread reads, checks and routes; it ends when
 * the socket gives no more bytes, so shutting the socket down cuts the
 * connection. Last the thread queues the end, a work item that joins it. The
 * end detaches the connection from its peer, and only then can another one
 * take its place. So at any time at most one thread accepts frames for a
 * session, and at most one work item sends them.
 */
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/moduleparam.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "core/machine.h"
#include "transport/batch.h"
#include "transport/connection.h"
#include "transport/greeting.h"
#include "transport/peer.h"
#include "transport/receive.h"
#include "transport/service.h"
#include "transport/socket.h"
#include "trace.h"

/* Seconds without a byte received after which a connection is dead */
static unsigned int silence = 15;
module_param(silence, uint, 0644);
MODULE_PARM_DESC(silence, "seconds until a silent connection is cut, 3 or more");

#define SILENCE_LEAST	3
#define KEEP_ALIVE	2	/* seconds without a byte sent, then an ACK */
#define GREETING_TIME	(10 * HZ)
#define WATCH_TIME	HZ

static int connection_thread(void *arg)
{
	struct demos_connection *connection = arg;
	int err = demos_greeting_tell(connection);

	while (!err) {
		err = demos_receive_bytes(connection);
		if (!err)
			err = demos_receive_serve(connection);
	}
	demos_connection_cut(connection, err);
	queue_work(connection->peers->ending, &connection->end);
	return 0;
}

/*
 * Both sides send something every few seconds. If nothing comes, the other
 * machine or the network between is dead, whatever TCP believes.
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
	struct demos_peers *peers = connection->peers;

	if (!connection->unpinned)
		connection->unpinned =
			demos_socket_unpin(connection->sock, peers->net);
	if (READ_ONCE(connection->error))
		return;
	if (READ_ONCE(connection->up)) {
		keep_alive(connection);
	} else if (time_after_eq(jiffies, connection->born + GREETING_TIME)) {
		demos_count(peers->machine, DEMOS_C_UNGREETED);
		demos_connection_cut(connection, -ETIMEDOUT);
	}
	queue_delayed_work(peers->ending, &connection->watch, WATCH_TIME);
}

/*
 * Return: true if the peer has lost its connection. Not if this one is being
 * replaced: the new one goes up at once, or ends and is reported then.
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
	peer->ending++;
	down = !peer->connection && !connection->replaced;
	if (down)
		peer->stats.error = READ_ONCE(connection->error);
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
	demos_socket_end(sock);
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
		peer->ending--;
		spin_unlock(&peer->lock);
	}
	WRITE_ONCE(peers->count, peers->count - 1);
	mutex_unlock(&peers->lock);
	wake_up_all(&peers->quiet);
}

/*
 * The socket is shut down. First stop all other users of the connection, then
 * wake those that wait for its end. The next life of a machine that has said
 * good-bye is among these: what the old life has lost does not concern it.
 */
static void connection_end(struct work_struct *work)
{
	struct demos_connection *connection =
		container_of(work, struct demos_connection, end);
	struct demos_peer *peer;
	bool down;

	kthread_stop(connection->thread);
	put_task_struct(connection->thread);
	cancel_delayed_work_sync(&connection->watch);
	/* Before detach(): then another connection may send for the session */
	peer = connection->peer;
	if (peer)
		demos_batch_stop(connection);
	if (connection->goodbye)
		demos_peer_goodbye(peer);
	down = detach(connection);
	put_socket(connection);
	if (down)
		demos_peer_event(peer, DEMOS_EVENT_PEER_DOWN,
				 READ_ONCE(connection->error));
	if (connection->goodbye)
		demos_peer_event(peer, DEMOS_EVENT_PEER_GONE, 0);
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
	connection->bytes = kvmalloc(DEMOS_RECEIVE_ROOM, GFP_KERNEL);
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
 * Connections that do not greet must not keep others out: each expected machine
 * has places of its own, and its latest connection always gets one.
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
 * demos_service_begin() - begin a connection over a socket
 * @peers: the machine's peers
 * @sock: connected stream socket; the reference to its file is taken over if
 *        0 is returned
 * @expected: machine id that must be at the other end, 0: any
 *
 * May sleep.
 *
 * Return: 0, -EUSERS, -ESHUTDOWN or -ENOMEM, as demos_peer_connect().
 */
int demos_service_begin(struct demos_peers *peers, struct socket *sock,
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
	/* It may be cut from now on, but does not end before its thread runs */
	demos_socket_prepare(sock);
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
