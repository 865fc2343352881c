/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A session with another machine: reliable, ordered delivery that outlives
 * any connection. Frames are numbered when they are first sent, kept until
 * the other side has accepted them, and sent again after a reconnect; the
 * receiver drops duplicates. The other machine's GOODBYE ends the session; its
 * new incarnation begins a new one: with its next life, or with the same one
 * (lives.h) if it has deleted this machine as a peer and has met it again.
 *
 * A message is in one of two places:
 *
 *	enqueue -> [waiting] -> next() -> [kept] -> acknowledged -> freed
 *	            control                ^  |
 *	            plain                  +--+ a connection ended: again
 *	            bulk
 *
 * A waiting message has no number yet. Messages of one class stay in order;
 * the classes take turns, each with a quantum of bytes in a round, so that none
 * waits for more than one round of the others. Of bulk, which is move data, no
 * more is on its way at a time than the network can take (pace.h).
 *
 * Pure: no kernel calls, no locking of its own (the peer's lock protects it).
 */
#ifndef DEMOS_SESSION_H
#define DEMOS_SESSION_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/demos.h>

#include "core/message.h"
#include "core/pace.h"
#include "core/wire.h"

/*
 * Bytes of a class beyond which its senders wait; and, for move data, beyond
 * which no more of it is produced
 */
#ifndef DEMOS_SESSION_FULL
#define DEMOS_SESSION_FULL	0x100000
#define DEMOS_SESSION_BULK	0x400000
#endif

/*
 * While more than DEMOS_SESSION_MOST bytes are kept for a machine, we accept
 * at most DEMOS_SESSION_DEBT messages from it beyond those that it accepts.
 */
#define DEMOS_SESSION_MOST	0x1000000
#define DEMOS_SESSION_DEBT	256

/*
 * A batch, the frames sent in one call, gets no more frames once it has this
 * many bytes: BATCH if only move data waits, TURN if other messages do. Frames
 * that are sent again after a reconnect go first in any case.
 */
#define DEMOS_SESSION_BATCH	131072
#define DEMOS_SESSION_TURN	32768

/**
 * struct demos_session - a session with another machine
 * @local: the incarnation that this machine uses in it (invariant)
 * @remote: incarnation of the other machine, 0: not met yet
 * @gone: @remote has said good-bye: it never comes back, and nothing may be
 *        enqueued until the next incarnation is met
 * @round: number of the connection that was chosen last
 * @next: number of the next frame that is sent for the first time
 * @floor: the lowest acknowledgement that can be true
 * @first: number of the first message in @kept; @next if there is none
 * @at: number of the next frame to be sent; below @next it is sent again
 * @acked: the other machine has accepted all our frames below it
 * @handed: a batch, from @hand up to @at, is being sent. Its messages are not
 *          released, even when they are acknowledged.
 * @hand: see @handed
 * @accept: number of the next frame to be accepted from the other machine
 * @oldest: the oldest frame that may come again
 * @due: frames that arrived since the other machine was last told @accept
 * @prompt: it should be told soon: it waits for that before it sends more
 * @debt: messages accepted from the other machine beyond those that it
 *        accepted, while more than DEMOS_SESSION_MOST is kept for it
 * @count: messages in @waiting and @kept
 * @bytes: bytes of their frames
 * @held: bytes of their frames, by class
 * @waiting: messages that were not sent yet, by class
 * @credit: bytes that a class may still send in this round
 * @kept: messages that were sent, from @first on, in order
 * @cursor: the message in @kept with number @at, or the head of @kept
 * @pace: of move data
 */
struct demos_session {
	u64 local;
	u64 remote;
	bool gone;
	u32 round;
	u64 next;
	u64 floor;
	u64 first;
	u64 at;
	u64 acked;
	bool handed;
	u64 hand;
	u64 accept;
	u64 oldest;
	u32 due;
	bool prompt;
	u32 debt;
	u32 count;
	u32 bytes;
	u32 held[DEMOS_CLASSES];
	struct list_head waiting[DEMOS_CLASSES];
	s32 credit[DEMOS_CLASSES];
	struct list_head kept;
	struct list_head *cursor;
	struct demos_pace pace;
};

/* What to do with a frame that arrived */
enum demos_session_verdict {
	DEMOS_SESSION_ACCEPT,	/* route it, then demos_session_accepted() */
	DEMOS_SESSION_DOUBLE,	/* seen before: drop it, acknowledge again */
	DEMOS_SESSION_BAD,	/* close the connection */
	DEMOS_SESSION_ROOM	/* too much in debt: close the connection */
};

void demos_session_init(struct demos_session *session, u64 local);
void demos_session_exit(struct demos_session *session,
			struct list_head *lost);
void demos_session_goodbye(struct demos_session *session,
			   struct list_head *lost);

void demos_session_enqueue(struct demos_session *session,
			   struct demos_message *msg);
struct demos_message *demos_session_next(struct demos_session *session,
					 u64 now, u64 *seq);
u32 demos_session_batch(const struct demos_session *session);
bool demos_session_idle(const struct demos_session *session);
void demos_session_done(struct demos_session *session,
			struct list_head *done);
u64 demos_session_tell(struct demos_session *session);

void demos_session_hello(const struct demos_session *session,
			 struct demos_hello *hello);
int demos_session_check(const struct demos_session *session,
			const struct demos_hello *hello);
int demos_session_meet(struct demos_session *session,
		       const struct demos_hello *hello,
		       struct list_head *done, struct list_head *lost);
int demos_session_ack(struct demos_session *session, u64 ack, u64 now,
		      struct list_head *done);
enum demos_session_verdict
demos_session_judge(struct demos_session *session, u64 seq);
void demos_session_accepted(struct demos_session *session, bool prompt);

/**
 * demos_session_full() - must senders of this class wait?
 * @session: the session
 * @class: the class
 *
 * Return: true if they must.
 */
static inline bool demos_session_full(const struct demos_session *session,
				      enum demos_class class)
{
	if (class == DEMOS_CLASS_BULK)
		return session->held[class] >= DEMOS_SESSION_BULK;
	/* one more message, of any size, must fit */
	return session->held[class] > DEMOS_SESSION_FULL -
				      (DEMOS_WIRE_HEAD_MAX + DEMOS_DATA_MAX);
}

/**
 * demos_session_drained() - may senders that waited go on?
 * @session: the session
 * @class: their class
 *
 * Return: true if the class has at most half the bytes that it may have.
 */
static inline bool demos_session_drained(const struct demos_session *session,
					 enum demos_class class)
{
	return session->held[class] <= (class == DEMOS_CLASS_BULK ?
					DEMOS_SESSION_BULK :
					DEMOS_SESSION_FULL) / 2;
}

#endif
