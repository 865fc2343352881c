// SPDX-License-Identifier: GPL-2.0
/*
 * The peers of a machine: the transport, as the other floors use it.
 *
 * The order of locks, and how a peer is removed, is in peer.c.
 */
#include <linux/errno.h>
#include <linux/slab.h>

#include "core/lives.h"
#include "core/neighbour.h"
#include "core/machine.h"
#include "core/message.h"
#include "core/parting.h"
#include "transport/batch.h"
#include "transport/connection.h"
#include "transport/peer.h"
#include "transport/peers.h"
#include "transport/service.h"
#include "transport/socket.h"

#define STOP_TIME	HZ	/* for acknowledgements */
#define LEAVE_TIME	(HZ / 4)	/* for GOODBYE */

/**
 * demos_peers_create() - make a machine's transport
 * @machine: the machine, initialized
 * @net: the network namespace that it is, which outlives it
 *
 * May sleep.
 *
 * Return: the peers, none so far, or NULL: no memory.
 */
struct demos_peers *demos_peers_create(struct demos_machine *machine,
				       struct net *net)
{
	struct demos_peers *peers = kzalloc(sizeof(*peers), GFP_KERNEL);

	if (!peers)
		return NULL;
	peers->machine = machine;
	peers->net = net;
	xa_init(&peers->table);
	mutex_init(&peers->lock);
	mutex_init(&peers->deleting);
	INIT_LIST_HEAD(&peers->connections);
	init_waitqueue_head(&peers->quiet);
	peers->sending = alloc_workqueue("demos_send/%u", WQ_UNBOUND,
					 WQ_MAX_ACTIVE, machine->id);
	if (!peers->sending)
		goto free_peers;
	peers->ending = alloc_workqueue("demos_peers/%u", WQ_UNBOUND, 0,
					machine->id);
	if (!peers->ending)
		goto destroy_sending;
	return peers;

destroy_sending:
	destroy_workqueue(peers->sending);
free_peers:
	kfree(peers);
	return NULL;
}

/* Have all connected peers acknowledged all messages? */
static bool peers_settled(struct demos_peers *peers)
{
	struct demos_peer *peer;
	bool settled = true;
	unsigned long id;

	rcu_read_lock();
	xa_for_each(&peers->table, id, peer)
		if (READ_ONCE(peer->connection) &&
		    READ_ONCE(peer->session.count))
			settled = false;
	rcu_read_unlock();
	return settled;
}

/* Cut all connections, or those to @peer. Return: true if there are any. */
static bool cut_connections(struct demos_peers *peers,
			    const struct demos_peer *peer, int error)
{
	struct demos_connection *connection;
	bool any = false;

	lockdep_assert_held(&peers->lock);
	list_for_each_entry(connection, &peers->connections, node) {
		if (peer && connection->peer != peer)
			continue;
		demos_connection_cut(connection, error);
		any = true;
	}
	return any;
}

/* Say good-bye on each connection that is up, and cut the others */
static void leave_connections(struct demos_peers *peers)
{
	struct demos_connection *connection;

	lockdep_assert_held(&peers->lock);
	list_for_each_entry(connection, &peers->connections, node) {
		if (connection->up)
			demos_connection_leave(connection);
		else
			demos_connection_cut(connection, -ESHUTDOWN);
	}
}

/**
 * demos_peers_stop() - end the traffic with other machines
 * @peers: the peers
 *
 * Connected machines have a second to acknowledge what was sent to them: the
 * notices of processes that end, for which processes elsewhere wait. Then
 * each gets a GOODBYE, and none is let in any more. A machine that reads
 * GOODBYE cuts the connection. It has a quarter of a second to do so: if we
 * closed the socket with frames of that machine unread, TCP would reset the
 * connection, and GOODBYE might be lost. What is left then is cut. Messages may
 * still be given to demos_peer_xmit(); they are freed with the peers. May
 * sleep; waits for messages that are being routed. Further calls do no harm.
 */
void demos_peers_stop(struct demos_peers *peers)
{
	wait_event_timeout(peers->quiet, peers_settled(peers), STOP_TIME);
	mutex_lock(&peers->lock);
	peers->stopped = true;
	leave_connections(peers);
	mutex_unlock(&peers->lock);
	wait_event_timeout(peers->quiet, !READ_ONCE(peers->count), LEAVE_TIME);
	mutex_lock(&peers->lock);
	cut_connections(peers, NULL, -ESHUTDOWN);
	mutex_unlock(&peers->lock);
	wait_event(peers->quiet, !READ_ONCE(peers->count));
}

/**
 * demos_peers_destroy() - free a machine's transport
 * @peers: the peers, stopped and no longer used; or NULL
 *
 * Messages in the sessions are freed without a notice. May sleep.
 */
void demos_peers_destroy(struct demos_peers *peers)
{
	struct demos_peer *peer;
	unsigned long id;
	LIST_HEAD(lost);

	if (!peers)
		return;
	/* The work item of the last connection's end may still be running */
	destroy_workqueue(peers->ending);
	destroy_workqueue(peers->sending);
	xa_for_each(&peers->table, id, peer) {
		xa_erase(&peers->table, id);
		demos_session_exit(&peer->session, &lost);
		demos_messages_destroy(&lost);
		demos_peer_put(peer);
	}
	xa_destroy(&peers->table);
	kfree(peers);
}

static bool id_ok(const struct demos_peers *peers, u16 id)
{
	return id && id <= DEMOS_MACHINE_MAX && id != peers->machine->id;
}

/**
 * demos_peer_add() - make a machine known, so that messages for it wait
 * @peers: the peers
 * @id: its machine id
 *
 * May sleep.
 *
 * Return: 0; -EINVAL: no such id, or this machine's; -EEXIST; -ENOMEM.
 */
int demos_peer_add(struct demos_peers *peers, u16 id)
{
	int err = 0;

	if (!id_ok(peers, id))
		return -EINVAL;
	mutex_lock(&peers->lock);
	if (xa_load(&peers->table, id))
		err = -EEXIST;
	if (!demos_peer_enter(peers, id, true))
		err = -ENOMEM;
	mutex_unlock(&peers->lock);
	return err;
}

/* It gets no more messages and no more connections from now on */
static struct demos_peer *peer_unlink(struct demos_peers *peers, u16 id)
{
	struct demos_peer *peer;

	mutex_lock(&peers->lock);
	peer = xa_erase(&peers->table, id);
	if (!peer)
		goto unlock;
	demos_lives_deleted(&peers->machine->lives, id, 1);
	demos_peer_name(peer);
	spin_lock(&peer->lock);
	peer->deleted = true;
	spin_unlock(&peer->lock);
	cut_connections(peers, peer, -ECONNABORTED);
unlock:
	mutex_unlock(&peers->lock);
	return peer;
}

static int peer_forget(struct demos_peers *peers, u16 id)
{
	struct demos_peer *peer = peer_unlink(peers, id);
	LIST_HEAD(lost);

	if (!peer)
		return -ENOENT;
	wait_event(peers->quiet, !READ_ONCE(peer->count));
	spin_lock(&peer->lock);
	demos_session_exit(&peer->session, &lost);
	spin_unlock(&peer->lock);
	demos_peer_lost(peer, &lost, DEMOS_EUNREACHABLE);
	demos_neighbour_deleted(peers->machine, id);
	demos_peer_event(peer, DEMOS_EVENT_PEER_GONE, -ENOENT);
	demos_peer_put(peer);
	return 0;
}

/**
 * demos_peer_del() - forget a machine
 * @peers: the peers
 * @id: its machine id
 *
 * Senders of messages that it has not acknowledged are told that it cannot be
 * reached. Everybody who waits for it is told as when it says good-bye. May
 * sleep.
 *
 * Return: 0; -ENOENT: no such peer; -EBUSY: a process is on its way to or from
 * it, and it is connected, so that this will soon be over; -EOVERFLOW: it has
 * been deleted too often in this life.
 */
int demos_peer_del(struct demos_peers *peers, u16 id)
{
	struct demos_machine *machine = peers->machine;
	int err = 0;

	mutex_lock(&peers->deleting);
	demos_parting_mark(machine, id);
	if (demos_peer_connected(peers, id) &&
	    demos_parting_hindered(machine, id))
		err = -EBUSY;
	else if (demos_lives_deleted(&machine->lives, id, 0) >=
		 DEMOS_DELETED_MAX)
		err = -EOVERFLOW;
	if (!err)
		err = peer_forget(peers, id);
	demos_parting_mark(machine, 0);
	mutex_unlock(&peers->deleting);
	return err;
}

/**
 * demos_peer_connect() - take a connection
 * @peers: the peers
 * @sock: a connected stream socket (TCP, or a socket pair's end), from
 *        demos_socket_get()
 * @id: the machine that it must lead to; 0: any, HELLO will tell
 *
 * On success the reference that demos_socket_get() gave belongs to the
 * connection, which gives it back at its end; otherwise the caller calls
 * demos_socket_put(). User space may close its descriptor straight away; as
 * long as it is open user space must not read from or write to it. May sleep,
 * does not wait for the network.
 *
 * Return: 0; -EINVAL: no such machine id, or this machine's;
 * -EPROTOTYPE: not a stream socket; -ENOTCONN; -EUSERS: there are
 * DEMOS_GREETING_MAX connections to that machine, or with 0 to any, that have
 * not greeted yet; -ESHUTDOWN: the machine is going down; -ENOMEM.
 */
int demos_peer_connect(struct demos_peers *peers, struct socket *sock, u16 id)
{
	int err;

	if (id && !id_ok(peers, id))
		return -EINVAL;
	err = demos_socket_check(sock);
	return err ?: demos_service_begin(peers, sock, id);
}

/**
 * demos_peer_reset() - cut the connection of a peer
 * @peers: the peers
 * @id: its machine id
 *
 * The peer stays known, and no message for it is lost. Connections to it that
 * are greeting are cut, too. May sleep.
 *
 * Return: 0; -ENOENT: no such peer; -ENOTCONN: it has no connection.
 */
int demos_peer_reset(struct demos_peers *peers, u16 id)
{
	struct demos_peer *peer;
	int err = 0;

	mutex_lock(&peers->lock);
	peer = xa_load(&peers->table, id);
	if (!peer)
		err = -ENOENT;
	else if (!cut_connections(peers, peer, -ECONNABORTED))
		err = -ENOTCONN;
	mutex_unlock(&peers->lock);
	return err;
}

/*
 * A connection that is up is in demos_peers.connections, and stays there while
 * the caller holds the lock.
 */
static u32 round_trip(struct demos_connection *connection)
{
	u32 us = 0;

	lockdep_assert_held(&connection->peers->lock);
	mutex_lock(&connection->lock);
	if (connection->sock)
		us = demos_socket_round_trip(connection->sock);
	mutex_unlock(&connection->lock);
	return us;
}

/**
 * demos_peer_info() - show a peer
 * @peers: the peers
 * @after: show the one with the next machine id after this one
 * @info: filled in
 *
 * May sleep.
 *
 * Return: 0, or -ENOENT: there is none.
 */
int demos_peer_info(struct demos_peers *peers, u16 after,
		    struct demos_peer_info *info)
{
	struct demos_connection *connection = NULL;
	unsigned long id = after;
	struct demos_peer *peer;

	mutex_lock(&peers->lock);
	peer = xa_find_after(&peers->table, &id, ULONG_MAX, XA_PRESENT);
	if (peer) {
		spin_lock(&peer->lock);
		*info = peer->stats;
		info->incarnation = peer->session.remote;
		info->unacked = peer->session.count;
		info->unacked_bytes = peer->session.bytes;
		connection = peer->connection;
		info->state = peer->session.gone ? DEMOS_PEER_GONE :
			      connection ? DEMOS_PEER_UP :
			      peer->count > peer->ending ?
			      DEMOS_PEER_GREETING :
			      DEMOS_PEER_DOWN;
		spin_unlock(&peer->lock);
		info->machine = id;
	}
	if (connection)
		info->round_trip = round_trip(connection);
	mutex_unlock(&peers->lock);
	return peer ? 0 : -ENOENT;
}

/**
 * demos_peer_reachable() - may messages be sent to that machine?
 * @peers: the peers
 * @id: machine id
 *
 * Does not sleep.
 *
 * Return: true if they are sent, or wait for a connection; false: this machine
 * does not know that one, or that one has said good-bye.
 */
bool demos_peer_reachable(struct demos_peers *peers, u16 id)
{
	struct demos_peer *peer;
	bool reachable;

	rcu_read_lock();
	peer = xa_load(&peers->table, id);
	reachable = peer && !READ_ONCE(peer->session.gone);
	rcu_read_unlock();
	return reachable;
}

/**
 * demos_peer_way() - may a message be sent to that machine now?
 * @peers: the peers
 * @id: machine id
 * @class: of the message
 *
 * Does not sleep.
 *
 * Return: DEMOS_WAY_NONE: no such peer, or it is gone; DEMOS_WAY_FULL: the
 * session is full, and the sender should wait until demos_machine_room() is
 * called; DEMOS_WAY_OPEN.
 */
enum demos_way demos_peer_way(struct demos_peers *peers, u16 id,
			      enum demos_class class)
{
	enum demos_way way = DEMOS_WAY_NONE;
	struct demos_peer *peer;

	rcu_read_lock();
	peer = xa_load(&peers->table, id);
	if (peer) {
		spin_lock(&peer->lock);
		if (!peer->deleted && !peer->session.gone)
			way = demos_session_full(&peer->session, class) ?
			      DEMOS_WAY_FULL : DEMOS_WAY_OPEN;
		if (way == DEMOS_WAY_FULL)
			peer->crowded[class] = true;
		spin_unlock(&peer->lock);
	}
	rcu_read_unlock();
	return way;
}

/**
 * demos_peer_connected() - is there a connection that is up?
 * @peers: the peers
 * @id: machine id
 *
 * Does not sleep.
 *
 * Return: true if both sides have greeted, and the connection has not ended
 * as far as this side knows.
 */
bool demos_peer_connected(struct demos_peers *peers, u16 id)
{
	struct demos_peer *peer;
	bool connected;

	rcu_read_lock();
	peer = xa_load(&peers->table, id);
	connected = peer && READ_ONCE(peer->connection) &&
		    !READ_ONCE(peer->session.gone);
	rcu_read_unlock();
	return connected;
}

/**
 * demos_peer_gone() - find a machine that has said good-bye
 * @peers: the peers
 * @after: look for the lowest id above this one
 *
 * Does not sleep.
 *
 * Return: the id of a machine that is gone until its next life greets; 0: there
 * is none.
 */
u16 demos_peer_gone(struct demos_peers *peers, u16 after)
{
	struct demos_peer *peer;
	unsigned long id;
	u16 gone = 0;

	rcu_read_lock();
	xa_for_each_start(&peers->table, id, peer, after + 1) {
		if (!READ_ONCE(peer->session.gone))
			continue;
		gone = id;
		break;
	}
	rcu_read_unlock();
	return gone;
}

/**
 * demos_peer_after() - find the next peer
 * @peers: the peers
 * @after: look for the lowest id above this one
 * @reach: gets whether messages reach it now
 *
 * Does not sleep.
 *
 * Return: its id; 0: there is none.
 */
u16 demos_peer_after(struct demos_peers *peers, u16 after,
		     enum demos_reach *reach)
{
	unsigned long id = after;
	struct demos_peer *peer;

	rcu_read_lock();
	peer = xa_find_after(&peers->table, &id, ULONG_MAX, XA_PRESENT);
	if (peer)
		*reach = READ_ONCE(peer->session.gone) ? DEMOS_REACH_GONE :
			 READ_ONCE(peer->connection) ? DEMOS_REACH_OPEN :
			 DEMOS_REACH_CUT;
	rcu_read_unlock();
	return peer ? id : 0;
}

/**
 * demos_peer_xmit() - give a message to the session with another machine
 * @peers: the peers
 * @id: machine id
 * @msg: message; belongs to the session if 0 is returned
 *
 * Without a connection the message waits for one. May sleep, but not for the
 * network.
 *
 * Return: 0, -EHOSTUNREACH: no such peer, or it is gone, or -ENOBUFS: the share
 * of the machine that caused the message is used up.
 */
int demos_peer_xmit(struct demos_peers *peers, u16 id,
		    struct demos_message *msg)
{
	struct demos_peer *peer = demos_peer_find(peers, id);
	struct demos_connection *batch = NULL;
	int err;

	if (!peer)
		return -EHOSTUNREACH;
	err = demos_share_charge(&peer->shares, msg);
	spin_lock(&peer->lock);
	if (peer->deleted || peer->session.gone)
		err = -EHOSTUNREACH;
	if (!err)
		batch = demos_batch_add(peer, msg);
	spin_unlock(&peer->lock);
	if (err)
		demos_message_uncharge(msg);
	if (batch)
		demos_batch_now(batch);
	demos_peer_put(peer);
	return err;
}
