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
 *	            control                ^  |
 *	            plain                  +--+ a connection ended: again
 *	            bulk
 *
 * What waits has no number yet. Messages of one class stay in order; the
 * classes take turns, each with so many bytes in a round, so that none waits
 * for more than one round of the others. Of bulk, which is move data, only so
 * much is on its way at a time as the network bears (pace.h).
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
 * Bytes of messages between processes beyond which their senders wait; and of
 * move data beyond which no more is made of it
 */
#ifndef DEMOS_SESSION_FULL
#define DEMOS_SESSION_FULL	0x100000
#define DEMOS_SESSION_BULK	0x400000
#endif

/*
 * When so many bytes are kept for a machine, it must accept about as much as
 * it asks for: it is in debt for no more than so many messages.
 */
#define DEMOS_SESSION_MOST	0x1000000
#define DEMOS_SESSION_DEBT	256

/*
 * Bytes that are sent in one call, when nothing waits but move data, and when
 * something else does. No more frames are added beyond them. What is sent again
 * after a reconnect goes first anyway.
 */
#define DEMOS_SESSION_BATCH	131072
#define DEMOS_SESSION_TURN	32768

/**
 * struct demos_session - a session with another machine
 * @local: the incarnation that this machine goes by in it (invariant)
 * @remote: incarnation of the other machine, 0: not met yet
 * @round: number of the connection that was chosen last
 * @next: number of the next frame that is sent for the first time
 * @floor: no acknowledgement below it can be true
 * @first: number of the first message in @kept; @next if there is none
 * @at: number of the next frame to be sent; below @next: again
 * @acked: all of ours below it are accepted
 * @handed: a batch is being sent, from @hand to @at. What is in a batch is
 *          not given away, even when it is acknowledged.
 * @hand: see @handed
 * @accept: number of the next frame to be accepted from the other machine
 * @oldest: the oldest frame that may come again
 * @due: frames that arrived since the other machine was last told @accept
 * @prompt: it should be told soon, since it waits for that to send more
 * @debt: messages accepted from the other machine beyond those that it
 *        accepted, while more than DEMOS_SESSION_MOST is kept for it
 * @count: messages in @waiting and @kept
 * @bytes: of their frames
 * @held: of their frames, by class
 * @waiting: messages that were not sent yet, by class
 * @credit: bytes that a class may still send in this round
 * @kept: messages that were sent, from @first on, in order
 * @cursor: the message in @kept with number @at, or the head of @kept
 * @pace: of move data
 */
struct demos_session {
	u64 local;
	u64 remote;
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
 * demos_session_full() - is who makes messages of a class to wait?
 * @session: the session
 * @class: which
 *
 * Return: true if there should be no more of them now.
 */
static inline bool demos_session_full(const struct demos_session *session,
				      enum demos_class class)
{
	if (class == DEMOS_CLASS_BULK)
		return session->held[class] >= DEMOS_SESSION_BULK;
	/* one more, of any size, is to fit */
	return session->held[class] > DEMOS_SESSION_FULL -
				      (DEMOS_WIRE_HEAD_MAX + DEMOS_DATA_MAX);
}

/**
 * demos_session_drained() - may who waited go on?
 * @session: the session
 * @class: as for demos_session_full()
 *
 * Return: true if it is at most half full.
 */
static inline bool demos_session_drained(const struct demos_session *session,
					 enum demos_class class)
{
	return session->held[class] <= (class == DEMOS_CLASS_BULK ?
					DEMOS_SESSION_BULK :
					DEMOS_SESSION_FULL) / 2;
}

#endif
