// SPDX-License-Identifier: GPL-2.0
/*
 * Sessions. Invariants:
 *
 *	first <= acked, unless a batch holds more; acked <= at <= next
 *	hand == 0 or first <= hand <= at
 *	@kept holds the messages numbered first to next - 1, nothing else
 *	@accept grows by one for each message that was routed, by nothing else
 *
 * Numbers are 64 bits wide, begin with 1 in each session and do not wrap.
 */
#include <linux/errno.h>
#include <linux/string.h>

#include "message.h"
#include "session.h"
#include "wire.h"

static void session_begin(struct demos_session *session, u64 remote)
{
	session->remote = remote;
	session->next = 1;
	session->first = 1;
	session->at = 1;
	session->acked = 1;
	session->hand = 0;
	session->accept = 1;
	session->due = 0;
	session->cursor = &session->kept;
}

/**
 * demos_session_init - begin a session with a machine that was not met yet
 * @session: the session
 * @local: the incarnation that this machine is to go by; never used before
 *         with the same machine
 */
void demos_session_init(struct demos_session *session, u64 local)
{
	memset(session, 0, sizeof(*session));
	INIT_LIST_HEAD(&session->waiting);
	INIT_LIST_HEAD(&session->kept);
	session->local = local;
	session_begin(session, 0);
}

/**
 * demos_session_exit - end a session
 * @session: the session; no batch is being sent
 * @lost: what was not acknowledged is appended here, in order: it may have
 *        arrived, it may not
 */
void demos_session_exit(struct demos_session *session,
			struct list_head *lost)
{
	list_splice_tail_init(&session->kept, lost);
	list_splice_tail_init(&session->waiting, lost);
	session->count = 0;
	session->bytes = 0;
	session_begin(session, 0);
}

/**
 * demos_session_enqueue - take a message
 * @session: the session
 * @msg: message; belongs to the session from now on
 */
void demos_session_enqueue(struct demos_session *session,
			   struct demos_message *msg)
{
	list_add_tail(&msg->node, &session->waiting);
	session->count++;
	session->bytes += demos_wire_size(msg);
}

/**
 * demos_session_next - which frame is to be sent now?
 * @session: the session, connected
 * @seq: set to its number
 *
 * The message becomes part of a batch, which ends with demos_session_done().
 * Until then it stays as it is whatever else happens to the session.
 *
 * Return: the message, which still belongs to the session, or NULL.
 */
struct demos_message *demos_session_next(struct demos_session *session,
					 u64 *seq)
{
	struct list_head *node = session->cursor;

	if (node == &session->kept) {
		if (list_empty(&session->waiting))
			return NULL;
		node = session->waiting.next;
		list_move_tail(node, &session->kept);
		session->next++;
	} else {
		session->cursor = node->next;
	}
	*seq = session->at++;
	if (!session->hand)
		session->hand = *seq;
	return list_entry(node, struct demos_message, node);
}

static void session_release(struct demos_session *session,
			    struct list_head *done)
{
	u64 end = session->acked;
	struct demos_message *msg;

	if (session->hand && session->hand < end)
		end = session->hand;
	for (; session->first < end; session->first++) {
		msg = list_first_entry(&session->kept, struct demos_message,
				       node);
		list_move_tail(&msg->node, done);
		session->count--;
		session->bytes -= demos_wire_size(msg);
	}
}

/**
 * demos_session_done - the batch is over, sent or not
 * @session: the session
 * @done: messages that the other side has accepted are appended here; they
 *        belong to the caller
 */
void demos_session_done(struct demos_session *session,
			struct list_head *done)
{
	session->hand = 0;
	session_release(session, done);
}

/**
 * demos_session_tell - what is to be acknowledged?
 * @session: the session
 *
 * To be called for each frame that is sent.
 *
 * Return: the number of the next frame to be accepted.
 */
u64 demos_session_tell(struct demos_session *session)
{
	session->due = 0;
	return session->accept;
}

/**
 * demos_session_hello - say what is known of the other machine
 * @session: the session
 * @hello: its incarnation, to_incarnation and accepted are filled in
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
	if (session->acked < number)
		session->acked = number;
	for (; session->at < session->acked; session->at++)
		session->cursor = session->cursor->next;
}

/**
 * demos_session_stale - does a HELLO come from a life that has ended?
 * @session: the session
 * @hello: what the other machine said
 *
 * Incarnations of a machine grow.
 *
 * Return: true if a later incarnation of it has been met.
 */
bool demos_session_stale(const struct demos_session *session,
			 const struct demos_hello *hello)
{
	return hello->incarnation < session->remote;
}

/**
 * demos_session_meet - the other machine has said what it knows
 * @session: the session; no batch is being sent
 * @hello: what it said on the connection that is to be used from now on,
 *         checked by demos_wire_decode(), its @to being this machine
 * @done: messages that it has accepted are appended here
 * @lost: if it is a new incarnation: messages of the session that has ended
 *        are appended here, in order; it may have accepted them or not
 *
 * Its word may be old: frames may have been accepted, and acknowledged, over
 * another connection since it was said. So @accepted below what has been
 * acknowledged is nothing bad. If it knows another incarnation of this
 * machine, or none, it will begin a new session when it hears from us.
 *
 * A session never goes back to a life of the other machine that has ended:
 * its numbers would begin anew on this side only.
 *
 * Return: 1: it is a new incarnation, and the session a new one; 0: not;
 * -ESTALE: it is an earlier incarnation than the one known; -EPROTO: it says
 * it has accepted what was never sent. After an error nothing has changed.
 */
int demos_session_meet(struct demos_session *session,
		       const struct demos_hello *hello,
		       struct list_head *done, struct list_head *lost)
{
	bool new = session->remote != hello->incarnation;
	u64 accepted = 1;

	if (demos_session_stale(session, hello))
		return -ESTALE;
	if (hello->to_incarnation == session->local)
		accepted = hello->accepted;
	if (accepted > (new ? 1 : session->next))
		return -EPROTO;
	if (new) {
		new = session->remote;
		if (new)
			demos_session_exit(session, lost);
		session_begin(session, hello->incarnation);
		return new;
	}
	session->at = session->first;
	session->cursor = session->kept.next;
	session_advance(session, accepted);
	session_release(session, done);
	return 0;
}

/**
 * demos_session_ack - the other machine has acknowledged
 * @session: the session
 * @ack: it has accepted all frames below this number
 * @done: messages that need not be kept any longer are appended here; they
 *        belong to the caller
 *
 * Return: 0, or -EPROTO: there is no such frame. Nothing has changed.
 */
int demos_session_ack(struct demos_session *session, u64 ack,
		      struct list_head *done)
{
	if (ack > session->next)
		return -EPROTO;
	session_advance(session, ack);
	session_release(session, done);
	return 0;
}

/**
 * demos_session_judge - what about this frame?
 * @session: the session
 * @seq: number of the frame that arrived
 *
 * Only one frame may be between this and demos_session_accepted().
 *
 * Return: the verdict.
 */
enum demos_session_verdict
demos_session_judge(struct demos_session *session, u64 seq)
{
	if (seq > session->accept)
		return DEMOS_SESSION_BAD;
	if (seq == session->accept)
		return DEMOS_SESSION_ACCEPT;
	session->due++;
	return DEMOS_SESSION_DOUBLE;
}

/**
 * demos_session_accepted - the frame has been routed
 * @session: the session
 *
 * Its message stands in a queue: from now on it is acknowledged.
 */
void demos_session_accepted(struct demos_session *session)
{
	session->accept++;
	session->due++;
}
