// SPDX-License-Identifier: GPL-2.0
/*
 * Peers, one by one: references, entries in the table, and what happens
 * to the messages of their sessions.
 *
 * Locks, outermost first:
 *
 *	demos_peers.deleting
 *	demos_peer.replacing
 *	demos_peers.lock
 *	demos_connection.lock, then the socket's
 *	demos_peer.lock (a spin lock; work is queued under it)
 *
 * A peer is removed in two phases. First it is taken out of the table, marked
 * as deleted, and its connections are cut: it gets no more messages. When the
 * last connection has ended, the messages in its session are handed back.
 * Readers that found it in the table before have a reference, and see the mark.
 */
#include <linux/slab.h>

#include "core/lives.h"
#include "core/neighbour.h"
#include "core/machine.h"
#include "core/message.h"
#include "core/route.h"
#include "transport/peer.h"
#include "trace.h"

/* Machines that only they themselves have named */
#define LEARNED_MAX	256

/**
 * demos_peer_find() - look up a peer
 * @peers: the peers
 * @id: machine id
 *
 * Does not sleep.
 *
 * Return: the peer, with a reference for the caller, or NULL.
 */
struct demos_peer *demos_peer_find(struct demos_peers *peers, u16 id)
{
	struct demos_peer *peer;

	rcu_read_lock();
	peer = xa_load(&peers->table, id);
	if (peer && !refcount_inc_not_zero(&peer->refs))
		peer = NULL;
	rcu_read_unlock();
	return peer;
}

/**
 * demos_peer_put() - give a reference back
 * @peer: the peer
 */
void demos_peer_put(struct demos_peer *peer)
{
	if (!refcount_dec_and_test(&peer->refs))
		return;
	demos_shares_exit(&peer->shares);
	kfree_rcu(peer, rcu);
}

/*
 * A peer that was deleted and comes back must not continue the old session,
 * which this side has forgotten: towards it this machine has another
 * incarnation then, of the same life.
 */
static struct demos_peer *peer_create(struct demos_peers *peers, u16 id,
				      bool learned)
{
	struct demos_peer *peer = kzalloc(sizeof(*peer), GFP_KERNEL);

	lockdep_assert_held(&peers->lock);
	if (!peer)
		return NULL;
	refcount_set(&peer->refs, 1);
	peer->peers = peers;
	peer->id = id;
	demos_shares_init(&peer->shares, id, peers->machine->id,
			  &peers->machine->account);
	mutex_init(&peer->replacing);
	spin_lock_init(&peer->lock);
	demos_session_init(&peer->session,
			   peers->machine->incarnation +
			   demos_lives_deleted(&peers->machine->lives, id, 0));
	if (xa_err(xa_store(&peers->table, id, peer, GFP_KERNEL))) {
		kfree(peer);
		return NULL;
	}
	peer->learned = learned;
	peers->learned += learned;
	return peer;
}

/**
 * demos_peer_name() - count a peer no longer as learned
 * @peer: the peer, named by somebody here; its peers are locked
 */
void demos_peer_name(struct demos_peer *peer)
{
	lockdep_assert_held(&peer->peers->lock);
	peer->peers->learned -= peer->learned;
	peer->learned = false;
}

/**
 * demos_peer_enter() - look up a peer, make it known if it is not
 * @peers: the peers, locked
 * @id: machine id, 1 to DEMOS_MACHINE_MAX, not this machine's
 * @named: by somebody here; else only the machine itself has named it
 *
 * A peer outlives its connections, so at most LEARNED_MAX are made known that
 * nobody here has named. May sleep.
 *
 * Return: the peer, or NULL: no memory, or too many.
 */
struct demos_peer *demos_peer_enter(struct demos_peers *peers, u16 id,
				    bool named)
{
	struct demos_peer *peer;

	lockdep_assert_held(&peers->lock);
	peer = xa_load(&peers->table, id);
	if (!peer && (named || peers->learned < LEARNED_MAX))
		peer = peer_create(peers, id, !named);
	if (peer && named)
		demos_peer_name(peer);
	return peer;
}

/**
 * demos_peer_obtain() - demos_peer_enter(), with a reference
 * @peers: the peers
 * @id: as there
 * @named: as there
 *
 * May sleep.
 *
 * Return: the peer, with a reference for the caller, or NULL.
 */
struct demos_peer *demos_peer_obtain(struct demos_peers *peers, u16 id,
				     bool named)
{
	struct demos_peer *peer;

	mutex_lock(&peers->lock);
	peer = demos_peer_enter(peers, id, named);
	if (peer)
		refcount_inc(&peer->refs);
	mutex_unlock(&peers->lock);
	return peer;
}

/**
 * demos_peer_event() - tell that a peer is up, down or gone
 * @peer: the peer
 * @kind: DEMOS_EVENT_PEER_UP, DEMOS_EVENT_PEER_DOWN or DEMOS_EVENT_PEER_GONE
 * @error: negative errno: why
 */
void demos_peer_event(struct demos_peer *peer, enum demos_event_kind kind,
		      int error)
{
	struct demos_machine *machine = peer->peers->machine;
	struct demos_event event = { .peer = peer->id, .value = -error };

	demos_machine_event(machine, kind, &event);
	trace_demos_peer(machine, peer->id,
			 kind == DEMOS_EVENT_PEER_UP ? DEMOS_PEER_UP :
			 kind == DEMOS_EVENT_PEER_DOWN ? DEMOS_PEER_DOWN :
			 DEMOS_PEER_GONE, error);
}

/**
 * demos_peer_eased() - is there room again for waiting senders?
 * @peer: the machine, locked; some of its messages have left the session
 *
 * Return: true: the caller must call demos_machine_room(), once.
 */
bool demos_peer_eased(struct demos_peer *peer)
{
	bool room = false;
	u32 class;

	lockdep_assert_held(&peer->lock);
	for (class = 0; class < DEMOS_CLASSES; class++) {
		if (!peer->crowded[class] ||
		    !demos_session_drained(&peer->session, class))
			continue;
		peer->crowded[class] = false;
		room = true;
	}
	return room;
}

/**
 * demos_peer_settle() - drop messages that another machine has accepted
 * @peer: the machine
 * @done: these messages, freed here
 * @room: demos_peer_eased(), under the lock under which they left the session
 *
 * Wakes senders that wait for room. No lock may be held. May sleep.
 */
void demos_peer_settle(struct demos_peer *peer, struct list_head *done,
		       bool room)
{
	demos_messages_destroy(done);
	if (room)
		demos_machine_room(peer->peers->machine, peer->id);
	if (wq_has_sleeper(&peer->peers->quiet))
		wake_up_all(&peer->peers->quiet);
}

/**
 * demos_peer_lost() - messages for a machine may be lost
 * @peer: the machine
 * @lost: messages that may never have arrived; empty afterwards
 * @why: what the senders of those that do not go again are told
 *
 * May sleep.
 */
void demos_peer_lost(struct demos_peer *peer, struct list_head *lost,
		     enum demos_result why)
{
	struct demos_machine *machine = peer->peers->machine;

	demos_route_lost(machine, lost, why);
	demos_machine_room(machine, peer->id);
}

/**
 * demos_peer_goodbye() - a machine has said good-bye
 * @peer: the machine; nothing is sent to it any more
 *
 * What was there is lost, as when a new incarnation comes, only earlier. From
 * now until then, messages for it are refused. May sleep.
 */
void demos_peer_goodbye(struct demos_peer *peer)
{
	LIST_HEAD(lost);
	u64 incarnation;

	spin_lock(&peer->lock);
	incarnation = peer->session.remote;
	demos_session_goodbye(&peer->session, &lost);
	spin_unlock(&peer->lock);
	demos_peer_lost(peer, &lost, DEMOS_EUNREACHABLE);
	demos_neighbour_left(peer->peers->machine, peer->id, incarnation);
}
