/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A session with another machine: reliable, ordered delivery that outlives
 * any connection. Frames are numbered when they are first sent, kept until
 * the other side has accepted them, sent again after a reconnect, and doubles
 * dropped. A new incarnation of the other machine begins a new session.
 *
 * A message is in one of two places:
 *
 *	enqueue -> [waiting] -> next() -> [kept] -> acknowledged -> freed
 *	                          ^          |
 *	                          +----------+ a connection ended: again
 *
 * All that is kept has a number, what waits has none yet: a choice between
 * several waiting queues can be made when a frame is to be sent, and needs no
 * change on the wire.
 *
 * Pure: no kernel calls, no locking of its own (the peer's lock protects it).
 */
#ifndef DEMOS_SESSION_H
#define DEMOS_SESSION_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/demos.h>

struct demos_message;

/**
 * struct demos_session - a session with another machine
 * @local: the incarnation that this machine goes by in it (invariant)
 * @remote: incarnation of the other machine, 0: not met yet
 * @next: number of the next frame that is sent for the first time
 * @first: number of the first message in @kept; @next if there is none
 * @at: number of the next frame to be sent; below @next: again
 * @acked: all of ours below it are accepted
 * @hand: a batch is being sent, from this number to @at; 0: none. What is
 *        in a batch is not given away, even when it is acknowledged.
 * @accept: number of the next frame to be accepted from the other machine
 * @due: frames that arrived since the other machine was last told @accept
 * @count: messages in @waiting and @kept
 * @bytes: of their frames
 * @waiting: messages that were not sent yet
 * @kept: messages that were, from @first on, in order
 * @cursor: the message in @kept with number @at, or the head of @kept
 */
struct demos_session {
	u64 local;
	u64 remote;
	u64 next;
	u64 first;
	u64 at;
	u64 acked;
	u64 hand;
	u64 accept;
	u32 due;
	u32 count;
	u32 bytes;
	struct list_head waiting;
	struct list_head kept;
	struct list_head *cursor;
};

/* What to do with a frame that arrived */
enum demos_session_verdict {
	DEMOS_SESSION_ACCEPT,	/* route it, then demos_session_accepted() */
	DEMOS_SESSION_DOUBLE,	/* seen before: drop it, acknowledge again */
	DEMOS_SESSION_BAD	/* close the connection */
};

void demos_session_init(struct demos_session *session, u64 local);
void demos_session_exit(struct demos_session *session,
			struct list_head *lost);

void demos_session_enqueue(struct demos_session *session,
			   struct demos_message *msg);
struct demos_message *demos_session_next(struct demos_session *session,
					 u64 *seq);
void demos_session_done(struct demos_session *session,
			struct list_head *done);
u64 demos_session_tell(struct demos_session *session);

void demos_session_hello(const struct demos_session *session,
			 struct demos_hello *hello);
bool demos_session_stale(const struct demos_session *session,
			 const struct demos_hello *hello);
int demos_session_meet(struct demos_session *session,
		       const struct demos_hello *hello,
		       struct list_head *done, struct list_head *lost);
int demos_session_ack(struct demos_session *session, u64 ack,
		      struct list_head *done);
enum demos_session_verdict
demos_session_judge(struct demos_session *session, u64 seq);
void demos_session_accepted(struct demos_session *session);

/**
 * demos_session_idle - has a session nothing to send?
 * @session: the session
 *
 * Return: true if demos_session_next() would give nothing.
 */
static inline bool demos_session_idle(const struct demos_session *session)
{
	return session->at == session->next && list_empty(&session->waiting);
}

#endif
