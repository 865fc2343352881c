// SPDX-License-Identifier: GPL-2.0
/*
 * The queues of a process: messages are accepted in the order of their pair,
 * put in a queue, and taken out.
 */
#include <linux/errno.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/doubt_pair.h"
#include "core/doubt_reply.h"
#include "core/lost.h"
#include "core/message.h"
#include "core/news.h"
#include "core/notice.h"
#include "core/process.h"
#include "core/promise.h"
#include "core/queue.h"
#include "core/room.h"
#include "trace.h"

/*
 * A notice, or a last word without a number, says that process @pid is dead. A
 * numbered one is its last message, and ends the record.
 */
static void pair_dead(struct demos_process *process, u64 pid, bool kernel,
		      bool last, struct list_head *out)
{
	struct demos_pair *pair;

	pair = demos_pair_find(&process->pairs, pid, kernel);
	if (!pair)
		return;
	if (last)
		demos_lost_sender(process, pair, out);
	else if (demos_lost_receiver(process, pair, out))
		demos_doubt_pair_soon(process, pair);
}

/*
 * Report to a sender how much of what it sent has been read. The reader may
 * hold locks, so the actor sends the report.
 */
static void tell_credit(struct demos_process *process,
			const struct demos_pair *pair, u16 cause)
{
	const struct demos_address to = {
		.pid = pair->pid,
		.machine = pair->machine,
		.moves = pair->moves,
	};
	const struct demos_op_credit credit = {
		.op = cpu_to_be16(DEMOS_OP_CREDIT),
		.kernel = cpu_to_be16(pair->kernel),
		.pid = cpu_to_be64(process->entry.pid),
		.read = cpu_to_be64(pair->read),
		.bytes = cpu_to_be64(pair->read_bytes),
	};
	struct demos_message *msg;

	msg = demos_message_by_kernel(process->machine->id, &to, DEMOS_F_KERNEL,
				      &credit, sizeof(credit),
				      &process->outbox);
	msg->cause = cause;
	demos_count(process->machine, DEMOS_C_CREDITS);
	process->machine->ops->schedule(process);
}

/**
 * demos_queue_read() - a message has been read, or dropped unread
 * @process: whose message it was; locked
 * @msg: the message
 */
void demos_queue_read(struct demos_process *process,
		      const struct demos_message *msg)
{
	struct demos_pair *pair;
	u32 length;

	lockdep_assert_held(&process->lock);
	if (!msg->head.number)
		return;
	pair = demos_pair_find(&process->pairs, msg->head.from.pid,
			       demos_message_is_control(msg));
	/* A filler says how long the lost message was */
	length = msg->head.flags & DEMOS_F_VOID ?
		 min_t(u32, msg->head.code, DEMOS_DATA_MAX) : msg->length;
	if (pair && demos_pair_read(pair, length))
		tell_credit(process, pair, msg->cause);
}

/* Drop a message; to its sender it counts as read */
static void drop(struct demos_process *process, struct demos_message *msg,
		 struct list_head *out)
{
	demos_queue_read(process, msg);
	demos_notice_discard(process->machine, msg, out);
}

static void enqueue_control(struct demos_process *process,
			    struct demos_message *msg, struct list_head *out)
{
	if (demos_message_kind(msg) != DEMOS_KIND_NEWS) {
		list_add_tail(&msg->node, &process->control);
		return;
	}
	demos_news_hear(process, msg, out);
	demos_count(process->machine, DEMOS_C_CONTROL);
	drop(process, msg, out);
}

static void last_word(struct demos_process *process,
		      struct demos_message *msg, struct list_head *out)
{
	bool kernel = msg->head.flags & DEMOS_F_KERNEL;

	pair_dead(process, msg->head.from.pid, kernel, msg->head.number, out);
	demos_message_destroy(msg);
}

static void hear_of_death(struct demos_process *process,
			  const struct demos_message *msg,
			  struct list_head *out)
{
	const struct demos_notice *notice = (void *)msg->data;

	if (!(msg->head.flags & DEMOS_F_NOTICE) ||
	    msg->length != sizeof(*notice) ||
	    be16_to_cpu(notice->kind) != DEMOS_EDEAD)
		return;
	pair_dead(process, be64_to_cpu(notice->pid), false, false, out);
	pair_dead(process, be64_to_cpu(notice->pid), true, false, out);
}

/* Return: false: an answer that nobody waits for any more */
static bool is_awaited(struct demos_process *process,
		       const struct demos_message *msg)
{
	bool call = msg->head.channel == DEMOS_CHANNEL_CALL;
	struct demos_promise *promise;

	if (!call && !(msg->head.flags & DEMOS_F_REPLY &&
		       demos_promise_has_others(process)))
		return true;
	promise = demos_promise_answered(process, msg);
	if (!promise)
		return false;
	if (demos_promise_outlives(promise, msg)) {
		demos_doubt_reply_soon(process, promise);
		return false;
	}
	/* An answer to a call may still be lost: that ends when it is taken */
	if (!call)
		demos_promise_end(process, promise);
	return true;
}

/* A message whose turn it is goes into a queue */
static void enqueue(struct demos_process *process, struct demos_message *msg,
		    struct list_head *out)
{
	lockdep_assert_held(&process->lock);
	msg->head.flags &= ~DEMOS_F_AGAIN;
	if (msg->head.flags & DEMOS_F_LAST) {
		last_word(process, msg, out);
		return;
	}
	hear_of_death(process, msg, out);
	if (msg->head.flags & DEMOS_F_VOID || !is_awaited(process, msg)) {
		/* A filler, or an answer that nobody waits for any more */
		drop(process, msg, out);
		return;
	}
	trace_demos_message(process->machine, msg, DEMOS_TRACE_DELIVERED);
	demos_count(process->machine, DEMOS_C_DELIVERED);
	if (demos_message_is_control(msg)) {
		enqueue_control(process, msg, out);
		return;
	}
	list_add_tail(&msg->node, &process->queue);
	process->queued++;
	if (msg->head.channel == DEMOS_CHANNEL_CALL)
		process->answered = true;
}

/* The record of the exchange that a message belongs to; NULL: there is none */
static struct demos_pair *find_pair(struct demos_process *process,
				    const struct demos_message *msg)
{
	return msg->head.number ?
	       demos_pair_find(&process->pairs, msg->head.from.pid,
			       demos_message_is_control(msg)) : NULL;
}

static void drop_double(struct demos_process *process,
			struct demos_message *msg)
{
	trace_demos_message(process->machine, msg, DEMOS_TRACE_DOUBLE);
	demos_count(process->machine, DEMOS_C_DOUBLES);
	demos_message_destroy(msg);
}

/*
 * The answer to a call is accepted once. While it is awaited, a filler was
 * accepted in its place: it was thought to be lost.
 */
static bool is_late_answer(struct demos_process *process,
			   const struct demos_message *msg)
{
	return msg->head.channel == DEMOS_CHANNEL_CALL &&
	       !(msg->head.flags & (DEMOS_F_VOID | DEMOS_F_LAST)) &&
	       !demos_message_is_control(msg) &&
	       demos_promise_ends_call(process, msg);
}

/*
 * A message whose number was accepted before: it is a double, or was thought to
 * be lost. @ready: gets it if it is still of use
 */
static void accept_double(struct demos_process *process,
			  struct demos_message *msg, struct list_head *ready,
			  struct list_head *out)
{
	if (is_late_answer(process, msg)) {
		/* Its filler counts as read */
		msg->head.number = 0;
		list_add_tail(&msg->node, ready);
		return;
	}
	demos_promise_double(process, msg, out);
	drop_double(process, msg);
}

/*
 * Check the number of a message. If it is its turn, it and those that waited
 * for it go into a queue. @pair: from find_pair()
 */
static void accept(struct demos_process *process, struct demos_pair *pair,
		   struct demos_message *msg, struct list_head *out)
{
	struct demos_pairs *pairs = &process->pairs;
	struct demos_message *next;
	LIST_HEAD(ready);

	if (!msg->head.number) {
		demos_promise_accept(process, msg, out);
		enqueue(process, msg, out);
		return;
	}
	if (demos_farewell_heard(pairs->farewells, msg->head.from.pid,
				 demos_message_is_control(msg))) {
		drop_double(process, msg);
		return;
	}
	if (!pair)
		pair = demos_pair_get(pairs, msg->head.from.pid,
				      demos_message_is_control(msg));
	demos_pair_heard(pair, &msg->head.from);
	demos_doubt_pair_strayed(process, pair);
	switch (demos_pair_accept(pairs, pair, msg, &ready)) {
	case DEMOS_TURN_NOW:
		break;
	case DEMOS_TURN_EARLY:
		trace_demos_message(process->machine, msg, DEMOS_TRACE_HELD);
		demos_count(process->machine, DEMOS_C_HELD_BACK);
		demos_doubt_pair_soon(process, pair);
		break;
	case DEMOS_TURN_DOUBLE:
		accept_double(process, msg, &ready, out);
		break;
	case DEMOS_TURN_NEVER:
		demos_notice_refuse(process->machine, msg, DEMOS_EROOM, out);
		break;
	}
	list_for_each_entry_safe(msg, next, &ready, node) {
		list_del_init(&msg->node);
		demos_promise_accept(process, msg, out);
		enqueue(process, msg, out);
	}
}

/**
 * demos_queue_accept_all() - accept messages that came to a frozen process
 * @process: the process; LIVE again, locked
 * @list: the messages; empty afterwards
 * @out: out-queue
 */
void demos_queue_accept_all(struct demos_process *process,
			    struct list_head *list, struct list_head *out)
{
	struct demos_message *msg;
	struct demos_message *next;

	list_for_each_entry_safe(msg, next, list, node) {
		list_del_init(&msg->node);
		accept(process, find_pair(process, msg), msg, out);
	}
}

/* Is that message of a process that has died, and has no record, here? */
static bool is_queued(const struct demos_process *process,
		      const struct demos_message *msg)
{
	const struct demos_message *other;

	if (!msg->head.number)
		return false;
	list_for_each_entry(other, demos_message_is_control(msg) ?
			    &process->control : &process->queue, node) {
		if (other->head.from.pid == msg->head.from.pid &&
		    other->head.number == msg->head.number)
			return true;
	}
	return false;
}

/*
 * A message comes to a process that is frozen. Those that step 6 re-sends to
 * the destination were accepted on the source: they go into the queues as they
 * are; others wait behind them.
 */
static void deliver_frozen(struct demos_process *process,
			   struct demos_pair *pair, struct demos_message *msg,
			   struct list_head *out)
{
	if (!demos_room_is_pending(process, msg)) {
		list_add_tail(&msg->node, &process->frozen);
		return;
	}
	msg->head.flags &= ~DEMOS_F_PENDING;
	if (pair ? demos_pair_bring(pair, msg->head.number) :
	    !is_queued(process, msg))
		enqueue(process, msg, out);
	else
		drop_double(process, msg);
}

/* Accept a message, or keep it while the process is frozen */
static void put(struct demos_process *process, struct demos_pair *pair,
		struct demos_message *msg, struct list_head *out)
{
	demos_message_charge(msg, demos_room_account(process, msg));
	if (process->phase == DEMOS_PHASE_LIVE)
		accept(process, pair, msg, out);
	else
		deliver_frozen(process, pair, msg, out);
}

/* No filler takes the place of a message that is empty itself */
#define NO_FILLER	(DEMOS_F_VOID | DEMOS_F_LAST)

/*
 * There is no room for a message: tell its sender. Return: a filler, an empty
 * message that takes its place in the order; or NULL: there is no room even for
 * that, and the sender's kernel will send one; or the message has had its turn.
 */
static struct demos_message *refuse_here(struct demos_process *process,
					 struct demos_pair *pair,
					 struct demos_message *msg,
					 enum demos_result why,
					 struct list_head *out)
{
	struct demos_message *filler = NULL;

	if (pair && demos_room_is_pending(process, msg)) {
		if (demos_pair_bring(pair, msg->head.number))
			demos_queue_read(process, msg);
		msg->head.number = 0;
	}
	if (msg->head.number && !(msg->head.flags & NO_FILLER)) {
		filler = demos_message_create_sure(0);
		filler->head = msg->head;
		filler->head.flags &= DEMOS_F_KERNEL | DEMOS_F_PENDING;
		filler->head.flags |= DEMOS_F_VOID;
		filler->head.code = msg->length;
	}
	if (filler && !demos_room_check(process, pair, filler)) {
		msg->head.number = 0;
	} else {
		demos_message_destroy(filler);
		filler = NULL;
	}
	demos_notice_no_room(process->machine, msg, why, out);
	return filler;
}

/**
 * demos_queue_deliver() - a message for a process has come to its machine
 * @process: the process
 * @msg: consumed if the result is 0
 * @out: out-queue
 *
 * May sleep. If there is no room for it, its sender is told.
 *
 * Return: 0, or -ESTALE: it has ended or moved, look it up again.
 */
int demos_queue_deliver(struct demos_process *process,
			struct demos_message *msg, struct list_head *out)
{
	enum demos_heard heard = DEMOS_HEARD_QUEUE;
	struct demos_pair *pair;
	bool control;
	int err = 0;
	bool wake;

	if (process->ops->hear)
		heard = process->ops->hear(process, msg, out);
	if (heard == DEMOS_HEARD_DONE)
		return 0;
	mutex_lock(&process->lock);
	if (process->phase == DEMOS_PHASE_GONE) {
		mutex_unlock(&process->lock);
		return -ESTALE;
	}
	pair = find_pair(process, msg);
	if (msg->head.number && !pair)
		err = demos_pairs_check(&process->pairs,
					demos_message_is_control(msg));
	if (err) {
		demos_notice_no_room(process->machine, msg,
				     demos_result_of(err), out);
		msg = NULL;
	} else if (heard != DEMOS_HEARD_ADMIT) {
		err = demos_room_check(process, pair, msg);
		if (err)
			msg = refuse_here(process, pair, msg,
					  demos_result_of(err), out);
	}
	if (msg)
		put(process, pair, msg, out);
	wake = process->phase == DEMOS_PHASE_LIVE;
	control = wake && !list_empty(&process->control);
	wake = wake && (process->queued || process->unblocked);
	process->unblocked = false;
	mutex_unlock(&process->lock);
	if (control)
		process->machine->ops->schedule(process);
	if (wake)
		process->ops->wake(process);
	return 0;
}

static bool wanted(const struct demos_message *msg,
		   const struct demos_want *want)
{
	u8 channel = msg->head.channel;

	if (want->call)
		return channel == DEMOS_CHANNEL_CALL &&
		       msg->head.code == want->code;
	return channel < DEMOS_CHANNELS && want->channels >> channel & 1;
}

static struct demos_message *first_wanted(struct demos_process *process,
					  const struct demos_want *want)
{
	struct demos_message *msg;

	list_for_each_entry(msg, &process->queue, node) {
		if (wanted(msg, want))
			return msg;
	}
	return NULL;
}

/**
 * demos_queue_take() - receive: take a message out of the queue
 * @process: locked
 * @want: which
 * @room: longest data that can be taken
 * @names: gets the names of the enclosed links, now in the link table; with
 *         DEMOS_ESIZE the first gets the length of the data
 * @result: DEMOS_OK; DEMOS_ESIZE, DEMOS_EROOM: it stays in the queue
 *
 * May sleep.
 *
 * Return: the message, which belongs to the caller; or NULL: an error, or
 * (DEMOS_OK) there is none.
 */
struct demos_message *demos_queue_take(struct demos_process *process,
				       const struct demos_want *want,
				       u32 room, u32 *names,
				       enum demos_result *result)
{
	struct demos_message *msg = first_wanted(process, want);
	int err;
	u32 i;

	lockdep_assert_held(&process->lock);
	*result = DEMOS_OK;
	if (!msg)
		return NULL;
	if (msg->length > room) {
		names[0] = msg->length;
		*result = DEMOS_ESIZE;
		return NULL;
	}
	err = demos_links_reserve(&process->links, msg->nlinks);
	if (err) {
		*result = demos_result_of(err);
		return NULL;
	}
	list_del_init(&msg->node);
	demos_message_uncharge(msg);
	demos_queue_read(process, msg);
	process->queued--;
	process->received++;
	if (msg->head.channel == DEMOS_CHANNEL_CALL)
		demos_promise_end(process, &process->promises.call);
	for (i = 0; i < msg->nlinks; i++)
		names[i] = demos_links_insert(&process->links, &msg->links[i]);
	demos_count(process->machine, DEMOS_C_RECEIVED);
	trace_demos_message(process->machine, msg, DEMOS_TRACE_RECEIVED);
	return msg;
}

/**
 * demos_queue_end_call() - the answer to the last call is no longer awaited
 * @process: locked
 * @out: out-queue
 *
 * An answer that has come is dropped, one that comes later will be.
 */
void demos_queue_end_call(struct demos_process *process, struct list_head *out)
{
	const struct demos_want want = {
		.call = true,
		.code = process->calls,
	};
	struct demos_message *msg = first_wanted(process, &want);

	process->calls++;
	process->answered = false;
	if (!msg)
		return;
	list_del_init(&msg->node);
	process->queued--;
	drop(process, msg, out);
}
