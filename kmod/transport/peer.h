/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A peer, as the parts of the transport see it: a session, and while it is
 * connected a connection (connection.h).
 */
#ifndef DEMOS_PEER_H
#define DEMOS_PEER_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <linux/demos.h>

#include "core/session.h"
#include "transport/share.h"

struct demos_connection;
struct demos_machine;
struct net;

/**
 * struct demos_peers - a machine's peers; created and destroyed with it
 * @machine: (invariant)
 * @net: the network namespace that it is (invariant, no reference)
 * @table: struct demos_peer by machine id (read under RCU, changed under
 *         @lock)
 * @deleting: held while a peer is deleted
 * @lock: protects what is marked [l]; taken before all other locks of the
 *        transport but @deleting
 * @connections: all connections, greeting or up [l]
 * @count: how many [l]
 * @learned: peers with demos_peer.learned [l]
 * @stopped: no connection is taken any more [l]
 * @quiet: woken when a connection has ended, or messages were acknowledged
 * @sending: work queue for demos_connection.send, which waits for the network
 * @ending: work queue for demos_connection.watch and demos_connection.end
 */
struct demos_peers {
	struct demos_machine *machine;
	struct net *net;
	struct xarray table;
	struct mutex deleting;	/* a peer */
	struct mutex lock;		/* [l] */
	struct list_head connections;
	u32 count;
	u32 learned;
	bool stopped;
	wait_queue_head_t quiet;
	struct workqueue_struct *sending;
	struct workqueue_struct *ending;
};

/**
 * struct demos_peer - another machine
 * @rcu: frees it after a grace period
 * @refs: references: one of the table, one of each connection
 * @peers: (invariant)
 * @id: its machine id (invariant)
 * @learned: only the machine itself has named it (protected by
 *           demos_peers.lock)
 * @shares: memory of the messages kept for it, by the machine that caused them
 * @replacing: held while a connection takes another's place, until the other
 *             has ended. A connection takes it once, before it is up, and
 *             only one that is up can be waited for under it: no deadlock.
 * @lock: protects the members below; nothing sleeps under it
 * @session: the session; its @gone is read without the lock where a stale
 *           value does no harm
 * @connection: the connection that is up, or NULL
 * @count: connections to it, including those that are greeting or ending
 * @ending: how many of them are ending
 * @deleted: it is no longer a peer
 * @crowded: a sender waits for room for messages of that class
 * @stats: counts, and the last error, for demos_peer_info()
 */
struct demos_peer {
	struct rcu_head rcu;
	refcount_t refs;
	struct demos_peers *peers;
	u16 id;
	bool learned;
	struct demos_shares shares;
	struct mutex replacing;		/* the connection */
	spinlock_t lock;		/* the members below */
	struct demos_session session;
	struct demos_connection *connection;
	u32 count;
	u32 ending;
	bool deleted;
	bool crowded[DEMOS_CLASSES];
	struct demos_peer_info stats;
};

struct demos_peer *demos_peer_find(struct demos_peers *peers, u16 id);
void demos_peer_put(struct demos_peer *peer);
void demos_peer_name(struct demos_peer *peer);
struct demos_peer *demos_peer_enter(struct demos_peers *peers, u16 id,
				    bool named);
struct demos_peer *demos_peer_obtain(struct demos_peers *peers, u16 id,
				     bool named);
void demos_peer_lost(struct demos_peer *peer, struct list_head *lost,
		     enum demos_result why);
void demos_peer_goodbye(struct demos_peer *peer);
void demos_peer_event(struct demos_peer *peer, enum demos_event_kind kind,
		      int error);
bool demos_peer_eased(struct demos_peer *peer);
void demos_peer_settle(struct demos_peer *peer, struct list_head *done,
		       bool room);

#endif
