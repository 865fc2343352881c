/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A connection with another machine: a connected stream socket that user
 * space handed in, a thread that receives, a work item that sends.
 *
 *	event			greeting		up
 *	-----			--------		--
 *	begin			send HELLO
 *	if our id is lower:
 *	  HELLO to us		replace the old		refuse
 *				connection; HELLO with
 *				its number; up
 *	  HELLO to 0		learn the peer's id	refuse
 *	if our id is higher:
 *	  HELLO, no number	learn the peer's id;	refuse
 *				HELLO to it, if not
 *				sent yet
 *	  HELLO with a number	replace the old		refuse
 *				connection; up
 *	MESSAGE, ACK		refuse			serve
 *	GOODBYE			refuse			end; the peer is gone
 *	our machine ends	cut			send GOODBYE
 *	malformed frame		refuse			refuse
 *	10 seconds		cut			-
 *	nothing sent		-			ACK, to keep it alive
 *	nothing received	-			cut
 *	error, end, cut		end			end
 *
 * To refuse is to count and trace the frame and to cut the connection. The
 * first HELLO has to = 0 if the connection was handed in without the id of the
 * machine that it leads to.
 */
#ifndef DEMOS_CONNECTION_H
#define DEMOS_CONNECTION_H

#include <linux/completion.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/types.h>
#include <linux/uio.h>
#include <linux/workqueue.h>

#include "core/wire.h"
#include "transport/peer.h"

struct socket;
struct task_struct;

#define DEMOS_BATCH_FRAMES	64	/* sent in one call */

/**
 * struct demos_connection - a connection
 * @node: in demos_peers.connections (protected by its lock)
 * @refs: references: one of the list, one of each waiter for its end
 * @peers: (invariant)
 * @peer: the machine at the other end, NULL: not known yet (set once, under
 *        demos_peers.lock; a reference)
 * @expected: machine id that @peer must have, 0: any (invariant)
 * @lock: protects @sock against being put while it is shut down
 * @sock: with a reference to its file; NULL at the end
 * @thread: receives (a reference to the task)
 * @up: both sides have greeted (protected by demos_peers.lock)
 * @told: HELLO has been sent in full (thread only)
 * @hellos: HELLOs received (thread only)
 * @replaced: another connection takes its place (protected by the peer's lock)
 * @leaving: GOODBYE is the next frame (protected by the peer's lock)
 * @stopped: nothing more is sent over it (protected by the peer's lock)
 * @goodbye: GOODBYE was received (thread, then @end)
 * @error: negative errno: why it ended, set once
 * @born: jiffies when it began (invariant)
 * @unpinned: demos_socket_unpin() has done its work (@watch only)
 * @silent_in: seconds since bytes were received
 * @silent_out: seconds since bytes were sent
 * @send: sends what the session has to send
 * @watch: keeps it alive and checks its time limits once a second
 * @end: ends it
 * @ended: no frame is sent or received over it any more
 * @used: bytes in @bytes (thread only)
 * @bytes: received, not served yet (thread only)
 * @writing: a batch is being written, or what is left of one waits for @send
 *           (protected by the peer's lock)
 * @rest: what is left waits (protected by the peer's lock)
 * @at: first entry of @vec that was not sent whole (writer only, as all below)
 * @count: entries of @vec from there on
 * @left: bytes of the batch that were not sent
 * @vec: the batch, of up to DEMOS_BATCH_FRAMES
 * @heads: frames without their data
 */
struct demos_connection {
	struct list_head node;
	refcount_t refs;
	struct demos_peers *peers;
	struct demos_peer *peer;
	u16 expected;
	struct mutex lock;		/* of @sock */
	struct socket *sock;
	struct task_struct *thread;
	bool up;
	bool told;
	bool replaced;
	bool leaving;
	bool stopped;
	bool goodbye;
	u8 hellos;
	int error;
	unsigned long born;
	bool unpinned;
	u32 silent_in;
	u32 silent_out;
	struct delayed_work send;
	struct delayed_work watch;
	struct work_struct end;
	struct completion ended;
	u32 used;
	u8 *bytes;
	bool writing;
	bool rest;
	u32 at;
	u32 count;
	u32 left;
	struct kvec vec[3 * DEMOS_BATCH_FRAMES];
	u8 heads[DEMOS_BATCH_FRAMES][DEMOS_WIRE_HEAD_MAX];
};

void demos_connection_put(struct demos_connection *connection);
void demos_connection_cut(struct demos_connection *connection, int error);
void demos_connection_kick(struct demos_connection *connection);
void demos_connection_resume(struct demos_connection *connection);
void demos_connection_leave(struct demos_connection *connection);
int demos_connection_set_peer(struct demos_connection *connection,
			      struct demos_peer *peer);

/* refusal.c */
int demos_connection_refuse_frame(struct demos_connection *connection,
				  const struct demos_why *why);
#define demos_connection_refuse(connection, kind, what)			\
	demos_connection_refuse_frame(connection, &(struct demos_why) {	\
		.counter = DEMOS_C_REFUSED_##kind, .text = (what) })

/* Id of the machine at the other end, or the expected one; 0: not known */
static inline u16
demos_connection_id(const struct demos_connection *connection)
{
	return connection->peer ? connection->peer->id : connection->expected;
}

#endif
