// SPDX-License-Identifier: GPL-2.0
/*
 * Sessions. Invariants ("<=" as number.h compares, since numbers wrap):
 *
 *	floor <= first <= at <= next, floor <= acked <= at
 *	first == acked, unless a batch holds messages below acked
 *	handed: first <= hand <= at
 *	@kept holds the messages numbered first to next - 1, nothing else
 *	oldest <= accept
 *	@accept grows by one for each message that was routed, and only then
 *	gone: there are no messages
 *
 * Numbers begin with DEMOS_SESSION_FIRST in each session. The other side
 * never has more than WINDOW frames on its way, so a number further back than
 * that is not one of this session.
 */
#include <linux/errno.h>
#include <linux/string.h>

#include "core/lives.h"
#include "core/message.h"
#include "core/number.h"
#include "core/session.h"
#include "core/wire.h"

#ifndef DEMOS_SESSION_FIRST
#define DEMOS_SESSION_FIRST	1
#endif

#define WINDOW	0x100000000ULL

/* Bytes that a class may send in a round */
static const s32 quanta[DEMOS_CLASSES] = {
	[DEMOS_CLASS_CONTROL] = 16384,
	[DEMOS_CLASS_PLAIN] = 32768,
	[DEMOS_CLASS_BULK] = 32768,
};

static void session_begin(struct demos_session *session, u64 remote)
{
	session->remote = remote;
	WRITE_ONCE(session->gone, false);
	session->round = 0;
	session->next = DEMOS_SESSION_FIRST;
	session->floor = session->next;
	session->first = session->next;
	session->at = session->next;
	session->acked = session->next;
	session->handed = false;
	session->accept = DEMOS_SESSION_FIRST;
	session->oldest = session->accept;
	session->due = 0;
	session->prompt = false;
	session->debt = 0;
	session->cursor = &session->kept;
	demos_pace_begin(&session->pace);
}

/**
 * demos_session_init() - begin a session with a machine that was not met yet
 * @session: the session
 * @local: the incarnation of this machine; never used before with that one
 */
void demos_session_init(struct demos_session *session, u64 local)
{
	u32 class;

	memset(session, 0, sizeof(*session));
	for (class = 0; class < DEMOS_CLASSES; class++)
		INIT_LIST_HEAD(&session->waiting[class]);
	INIT_LIST_HEAD(&session->kept);
	session->local = local;
	session_begin(session, 0);
}

/**
 * demos_session_exit() - end a session
 * @session: the session; no batch is being sent
 * @lost: messages that were not acknowledged are appended here, in order; they
 *        may have arrived or not
 */
void demos_session_exit(struct demos_session *session,
			struct list_head *lost)
{
	u32 class;

	list_splice_tail_init(&session->kept, lost);
	for (class = 0; class < DEMOS_CLASSES; class++)
		list_splice_tail_init(&session->waiting[class], lost);
	WRITE_ONCE(session->count, 0);
	session->bytes = 0;
	memset(session->held, 0, sizeof(session->held));
	session_begin(session, 0);
}

/**
 * demos_session_goodbye() - the other machine has said good-bye
 * @session: the session; no batch is being sent, and the acknowledgement in
 *           GOODBYE has been served
 * @lost: messages that it has not accepted, and never will, are appended here,
 *        in order
 */
void demos_session_goodbye(struct demos_session *session,
			   struct list_head *lost)
{
	u64 remote = session->remote;

	demos_session_exit(session, lost);
	session->remote = remote;
	WRITE_ONCE(session->gone, true);
}

/**
 * demos_session_enqueue() - add a message to be sent
 * @session: the session; its other machine is not gone
 * @msg: message; belongs to the session from now on
 */
void demos_session_enqueue(struct demos_session *session,
			   struct demos_message *msg)
{
	enum demos_class class = demos_message_class(msg);
	u32 bytes = demos_wire_size(msg);

	list_add_tail(&msg->node, &session->waiting[class]);
	WRITE_ONCE(session->count, session->count + 1);
	session->bytes += bytes;
	session->held[class] += bytes;
}

static bool class_ready(const struct demos_session *session, u32 class)
{
	const struct list_head *waiting = &session->waiting[class];
	const struct demos_message *msg;

	if (list_empty(waiting))
		return false;
	msg = list_entry(waiting->next, struct demos_message, node);
	return class != DEMOS_CLASS_BULK ||
	       demos_pace_open(&session->pace, demos_wire_size(msg));
}

/* Whose turn is it? Return: a class, DEMOS_CLASSES: nothing can be sent. */
static u32 next_class(struct demos_session *session)
{
	u32 first = DEMOS_CLASSES;
	u32 class;

	for (class = 0; class < DEMOS_CLASSES; class++) {
		if (!class_ready(session, class))
			continue;
		if (session->credit[class] > 0)
			return class;
		if (first == DEMOS_CLASSES)
			first = class;
	}
	/* Every class that could send has used its quantum: another round */
	if (first < DEMOS_CLASSES)
		memcpy(session->credit, quanta, sizeof(quanta));
	return first;
}

/* Number the first message of the class whose turn it is, and keep it */
static struct list_head *take_waiting(struct demos_session *session, u64 now)
{
	u32 class = next_class(session);
	struct list_head *node;
	u32 bytes;

	if (class == DEMOS_CLASSES)
		return NULL;
	node = session->waiting[class].next;
	bytes = demos_wire_size(list_entry(node, struct demos_message, node));
	session->credit[class] -= bytes;
	if (class == DEMOS_CLASS_BULK)
		demos_pace_sent(&session->pace, session->next, bytes,
				session->next - session->first, now);
	list_move_tail(node, &session->kept);
	session->next++;
	return node;
}

/**
 * demos_session_next() - get the next frame to be sent
 * @session: the session, connected
 * @now: ns
 * @seq: set to its number
 *
 * The message becomes part of a batch, which ends with demos_session_done().
 * Until then it stays as it is, whatever else happens to the session.
 *
 * Return: the message, which still belongs to the session, or NULL.
 */
struct demos_message *demos_session_next(struct demos_session *session,
					 u64 now, u64 *seq)
{
	struct list_head *node = session->cursor;

	if (node == &session->kept) {
		node = take_waiting(session, now);
		if (!node)
			return NULL;
	} else {
		session->cursor = node->next;
	}
	*seq = session->at++;
	if (!session->handed) {
		session->handed = true;
		session->hand = *seq;
	}
	return list_entry(node, struct demos_message, node);
}

/**
 * demos_session_batch() - how much may be sent in one call?
 * @session: the session
 *
 * Move data alone is limited by its pace already.
 *
 * Return: bytes; a batch with this many or more gets no more frames.
 */
u32 demos_session_batch(const struct demos_session *session)
{
	u32 class;

	for (class = 0; class < DEMOS_CLASSES; class++)
		if (class != DEMOS_CLASS_BULK &&
		    !list_empty(&session->waiting[class]))
			return DEMOS_SESSION_TURN;
	return DEMOS_SESSION_BATCH;
}

/**
 * demos_session_idle() - is there nothing to send?
 * @session: the session
 *
 * Return: true if demos_session_next() would return NULL.
 */
bool demos_session_idle(const struct demos_session *session)
{
	u32 class;

	if (session->at != session->next)
		return false;
	for (class = 0; class < DEMOS_CLASSES; class++)
		if (class_ready(session, class))
			return false;
	return true;
}

static void release_first(struct demos_session *session,
			  struct list_head *done)
{
	struct demos_message *msg = list_first_entry(&session->kept,
						     struct demos_message,
						     node);
	enum demos_class class = demos_message_class(msg);
	u32 bytes = demos_wire_size(msg);

	list_move_tail(&msg->node, done);
	session->first++;
	WRITE_ONCE(session->count, session->count - 1);
	session->bytes -= bytes;
	session->held[class] -= bytes;
	if (session->debt)
		session->debt--;
	if (class == DEMOS_CLASS_BULK)
		demos_pace_landed(&session->pace, bytes);
}

static void session_release(struct demos_session *session,
			    struct list_head *done)
{
	u64 end = session->acked;

	if (session->handed && demos_number_before(session->hand, end))
		end = session->hand;
	while (demos_number_before(session->first, end))
		release_first(session, done);
}

/**
 * demos_session_done() - the batch is over, sent or not
 * @session: the session
 * @done: messages that the other side has accepted are appended here; they
 *        belong to the caller
 */
void demos_session_done(struct demos_session *session,
			struct list_head *done)
{
	session->handed = false;
	session_release(session, done);
}

/**
 * demos_session_tell() - get the acknowledgement to send
 * @session: the session
 *
 * Called for each frame that is sent: the other machine will know @accept.
 *
 * Return: the number of the next frame to be accepted.
 */
u64 demos_session_tell(struct demos_session *session)
{
	session->due = 0;
	session->prompt = false;
	return session->accept;
}

/**
 * demos_session_hello() - write what we know of the other machine to a HELLO
 * @session: the session
 * @hello: incarnation, to_incarnation and accepted are filled in
 */
void demos_session_hello(const struct demos_session *session,
			 struct demos_hello *hello)
{
	hello->incarnation = session->local;
	hello->to_incarnation = session->remote;
	hello->accepted = session->remote ? session->accept : 0;
}

/* Nothing below @number needs to be sent (again) */
static void session_advance(struct demos_session *session, u64 number)
{
	if (demos_number_before(session->acked, number))
		session->acked = number;
	for (; demos_number_before(session->at, session->acked); session->at++)
		session->cursor = session->cursor->next;
	if (session->acked - session->floor > WINDOW)
		session->floor = session->acked - WINDOW;
}

/* Can this be the number of the next frame that the other side awaits? */
static bool ack_ok(const struct demos_session *session, u64 ack)
{
	return session->next - ack <= session->next - session->floor;
}

/*
 * The side that chooses connections numbers them; the numbers grow as long as
 * both incarnations live. One without a higher number is superseded.
 */
static bool superseded(const struct demos_session *session,
		       const struct demos_hello *hello)
{
	return hello->round && hello->incarnation == session->remote &&
	       (s32)(hello->round - session->round) <= 0;
}

/**
 * demos_session_check() - can the session go on, or begin, after this HELLO?
 * @session: the session
 * @hello: what the other machine said, checked by demos_wire_decode()
 *
 * Incarnations of a machine grow. A session never goes back to a life of the
 * other machine that has ended, or has said good-bye: its numbers would begin
 * anew on this side only. A machine that chooses a connection (@round) must
 * know our incarnation.
 *
 * Return: 0; -ESTALE: it is an incarnation that has ended;
 * -EALREADY: a later connection was chosen; -EPROTO: it says that it has
 * accepted frames that were never sent, or chooses a connection although it
 * does not know our incarnation.
 */
int demos_session_check(const struct demos_session *session,
			const struct demos_hello *hello)
{
	bool knows_us = hello->to_incarnation == session->local;

	if (hello->incarnation < session->remote ||
	    (session->gone && demos_life_of(hello->incarnation) ==
			      demos_life_of(session->remote)))
		return -ESTALE;
	if (hello->round && !knows_us)
		return -EPROTO;
	if (superseded(session, hello))
		return -EALREADY;
	if (!knows_us)
		return 0;
	if (hello->incarnation == session->remote)
		return ack_ok(session, hello->accepted) ? 0 : -EPROTO;
	return hello->accepted == DEMOS_SESSION_FIRST ? 0 : -EPROTO;
}

/**
 * demos_session_meet() - go on, or begin, after the other machine's HELLO
 * @session: the session; no batch is being sent
 * @hello: its HELLO on the connection that is used from now on, checked
 *         by demos_wire_decode(), its @to being this machine; its @round is 0
 *         if this side chooses
 * @done: messages that it has accepted are appended here
 * @lost: if it is a new incarnation, and the old one has not said good-bye:
 *        messages of the session that has ended are appended here, in order;
 *        it may have accepted them or not
 *
 * The HELLO may be old: frames may have been accepted, and acknowledged, over
 * another connection since it was sent. So its accepted may be less than what
 * has been acknowledged. If the other machine knows another incarnation of this
 * one, or none, it will begin a new session when it hears from us.
 *
 * Return: 1: the session with another incarnation has ended here; 0: none has;
 * or as demos_session_check(), and nothing has changed.
 */
int demos_session_meet(struct demos_session *session,
		       const struct demos_hello *hello,
		       struct list_head *done, struct list_head *lost)
{
	int new = demos_session_check(session, hello);

	if (new)
		return new;
	if (session->remote != hello->incarnation) {
		new = session->remote && !session->gone;
		if (new)
			demos_session_exit(session, lost);
		session_begin(session, hello->incarnation);
	} else {
		session->at = session->first;
		session->cursor = session->kept.next;
		session_advance(session, hello->to_incarnation ==
				session->local ? hello->accepted :
				session->acked);
		session_release(session, done);
		demos_pace_pause(&session->pace);
	}
	/* The other side's number, or our next one. 0 is no number. */
	session->round = hello->round ?: session->round + 1 ?: 1;
	return new;
}

/**
 * demos_session_ack() - the other machine has acknowledged
 * @session: the session
 * @ack: it has accepted all frames below this number
 * @now: ns
 * @done: messages that need not be kept any longer are appended here; they
 *        belong to the caller
 *
 * Return: 0, or -EPROTO: there is no such frame. Nothing has changed.
 */
int demos_session_ack(struct demos_session *session, u64 ack, u64 now,
		      struct list_head *done)
{
	if (!ack_ok(session, ack))
		return -EPROTO;
	demos_pace_acked(&session->pace, ack, now);
	session_advance(session, ack);
	session_release(session, done);
	return 0;
}

/**
 * demos_session_judge() - decide what to do with a frame
 * @session: the session
 * @seq: number of the frame that arrived
 *
 * Only one frame at a time may be between this and demos_session_accepted().
 *
 * Messages kept for the other machine are bounded: when they are many, it must
 * accept some before it may cause more.
 *
 * Return: the verdict.
 */
enum demos_session_verdict
demos_session_judge(struct demos_session *session, u64 seq)
{
	if (seq == session->accept)
		return session->debt < DEMOS_SESSION_DEBT ?
		       DEMOS_SESSION_ACCEPT : DEMOS_SESSION_ROOM;
	if (session->accept - seq > session->accept - session->oldest)
		return DEMOS_SESSION_BAD;
	session->due++;
	return DEMOS_SESSION_DOUBLE;
}

/**
 * demos_session_accepted() - the frame has been routed
 * @session: the session
 * @prompt: the other machine waits to be told before it sends more
 *
 * Its message stands in a queue: from now on it is acknowledged.
 */
void demos_session_accepted(struct demos_session *session, bool prompt)
{
	session->accept++;
	session->due++;
	session->prompt |= prompt;
	if (session->bytes > DEMOS_SESSION_MOST)
		session->debt++;
	if (session->accept - session->oldest > WINDOW)
		session->oldest++;
}
