// SPDX-License-Identifier: GPL-2.0
/*
 * Look-ups, as the other parts of the kernel see them: messages are handed to
 * them, questions and answers heard, the time that they take is counted, and
 * their results carried out.
 */
#include <linux/list.h>
#include <asm/byteorder.h>

#include "core/forward.h"
#include "core/link.h"
#include "core/lookup.h"
#include "core/machine.h"
#include "core/message.h"
#include "core/notice.h"
#include "core/seek.h"
#include "core/whereis.h"
#include "trace.h"

/* Rings of the alarm: until all are asked, and until no answer is awaited */
#define RINGS_WIDEN	2
#define RINGS_MOST	10

static const struct {
	enum demos_counter counter;
	enum demos_trace_seek trace;
} results[] = {
	[DEMOS_VERDICT_FOUND] = {
		DEMOS_C_SEEKS_FOUND, DEMOS_TRACE_SEEK_FOUND
	},
	[DEMOS_VERDICT_DEAD] = {
		DEMOS_C_SEEKS_DEAD, DEMOS_TRACE_SEEK_DEAD
	},
	[DEMOS_VERDICT_UNKNOWN] = {
		DEMOS_C_SEEKS_UNKNOWN, DEMOS_TRACE_SEEK_UNKNOWN
	},
};

/* What becomes of a message when its look-up is over */
static void finish_one(struct demos_machine *machine,
		       const struct demos_outcome *outcome,
		       struct demos_message *msg, struct list_head *out)
{
	switch (outcome->verdict) {
	case DEMOS_VERDICT_DEAD:
		demos_notice_refuse(machine, msg, DEMOS_EDEAD, out);
		return;
	case DEMOS_VERDICT_UNKNOWN:
		demos_notice_refuse(machine, msg, DEMOS_EUNKNOWN, out);
		return;
	case DEMOS_VERDICT_FOUND:
		demos_forward_apply(machine, &outcome->where, msg, out);
		break;
	case DEMOS_VERDICT_NONE:
		break;
	}
	list_add_tail(&msg->node, out);
}

static void finish(struct demos_machine *machine,
		   struct demos_outcome *outcome, struct list_head *out)
{
	struct demos_message *msg, *next;

	if (outcome->verdict != DEMOS_VERDICT_NONE) {
		demos_count(machine, results[outcome->verdict].counter);
		trace_demos_seek(machine, outcome->where.pid,
				 results[outcome->verdict].trace,
				 outcome->where.machine);
	}
	list_for_each_entry_safe(msg, next, &outcome->held, node) {
		list_del_init(&msg->node);
		finish_one(machine, outcome, msg, out);
	}
}

static void lock_lookups(struct demos_machine *machine)
{
	mutex_lock(&machine->lookups.lock);
}

/* Finish those that are over, start others, and drop the lock */
static void unlock_lookups(struct demos_machine *machine,
			   struct list_head *out)
{
	struct demos_lookups *lookups = &machine->lookups;
	struct demos_outcome outcome;

	demos_lookups_start(machine, out);
	while (demos_lookups_take(machine, &outcome, out)) {
		mutex_unlock(&lookups->lock);
		finish(machine, &outcome, out);
		mutex_lock(&lookups->lock);
		demos_lookups_start(machine, out);
	}
	if (!list_empty(&lookups->list))
		machine->ops->alarm(machine);
	mutex_unlock(&lookups->lock);
}

static void advance(struct demos_machine *machine,
		    struct demos_lookup *lookup, struct list_head *out)
{
	demos_lookup_name_peers(machine, lookup);
	demos_lookup_step(machine, lookup, out);
}

/*
 * Is it remembered what became of the process? An address as new as the
 * remembered one has led nowhere: then the process is looked up anew. @lookup:
 * NULL after that.
 */
static bool recall(struct demos_machine *machine, struct demos_lookup **lookup,
		   const struct demos_message *msg,
		   struct demos_outcome *outcome)
{
	const struct demos_address *where;

	if (!*lookup || !(*lookup)->told)
		return false;
	where = &(*lookup)->where;
	if ((*lookup)->verdict == DEMOS_VERDICT_FOUND &&
	    msg->head.to.moves >= where->moves) {
		demos_lookup_free(machine, *lookup);
		*lookup = NULL;
		return false;
	}
	outcome->verdict = (*lookup)->verdict;
	outcome->where = (struct demos_entry) {
		.pid = msg->head.to.pid,
		.machine = where->machine,
		.moves = where->moves,
		.forward = true,
	};
	return true;
}

/**
 * demos_seek() - a message has come for a process that is not known here
 * @machine: the machine
 * @msg: for a process; consumed. It is held while the process is looked up, or
 *	 answered at once if the process is known to be dead, or sent on at once
 *	 if its sender's record has a newer address
 * @out: out-queue: gets questions, notices, and messages to send on
 *
 * No lock may be held. May sleep, but not for the network.
 */
void demos_seek(struct demos_machine *machine, struct demos_message *msg,
		struct list_head *out)
{
	struct demos_outcome outcome;
	struct demos_lookup *lookup;
	u64 pid = msg->head.to.pid;
	bool known, held;

	if (msg->head.hops == U8_MAX) {
		/* No honest message goes such a long way */
		demos_notice_refuse(machine, msg, DEMOS_EUNKNOWN, out);
		return;
	}
	if (demos_whereis_dead(machine, pid)) {
		demos_notice_refuse(machine, msg, DEMOS_EDEAD, out);
		return;
	}
	if (demos_whereis_heard(machine, msg, &outcome.where)) {
		demos_forward_apply(machine, &outcome.where, msg, out);
		list_add_tail(&msg->node, out);
		return;
	}
	lock_lookups(machine);
	lookup = demos_lookup_find(machine, pid);
	known = recall(machine, &lookup, msg, &outcome);
	held = !known && demos_lookup_hold(machine, lookup, msg);
	unlock_lookups(machine, out);
	if (known)
		finish_one(machine, &outcome, msg, out);
	else if (!held)
		demos_notice_no_room(machine, msg, DEMOS_EROOM, out);
}

static void hear_seek(struct demos_machine *machine,
		      const struct demos_message *msg, struct list_head *out)
{
	const struct demos_op_seek *asked = (void *)msg->data;
	struct demos_op_found said = {
		.op = cpu_to_be16(DEMOS_OP_FOUND),
		.name = asked->name,
		.pid = asked->pid,
	};
	u64 pid = be64_to_cpu(asked->pid);

	if (demos_pid_is_kernel(pid))
		return;
	demos_whereis_answer(machine, pid, &said);
	demos_message_by_kernel(machine->id, &msg->head.from, 0, &said,
				sizeof(said), out);
}

/* Return: false: no kernel says this */
static bool read_found(const struct demos_op_found *said, u16 from,
		       struct demos_found *found)
{
	const struct demos_address where = {
		.pid = be64_to_cpu(said->pid),
		.machine = be16_to_cpu(said->machine),
	};

	found->state = be16_to_cpu(said->state);
	found->machine = where.machine;
	found->moves = be32_to_cpu(said->moves);
	found->life = be64_to_cpu(said->life);
	switch (found->state) {
	case DEMOS_FOUND_HERE:
		return where.machine == from;
	case DEMOS_FOUND_WENT:
	case DEMOS_FOUND_ENDED:
		return demos_address_ok(&where);
	default:
		return found->state < __DEMOS_FOUND_MAX;
	}
}

static void apply_found(struct demos_machine *machine,
			struct demos_lookup *lookup, u16 from, u32 name,
			const struct demos_found *found)
{
	struct demos_inquiry *inquiry = &lookup->inquiry;
	u64 floor = demos_lives_floor(&machine->lives, found->machine);

	/* If a life has ended meanwhile, no answer is awaited any more */
	demos_lookup_name_peers(machine, lookup);
	if (demos_inquiry_awaits(inquiry, from, name))
		demos_inquiry_hear(inquiry, from, found, floor);
}

static void hear_found(struct demos_machine *machine,
		       const struct demos_message *msg, struct list_head *out)
{
	const struct demos_op_found *said = (void *)msg->data;
	u16 from = DEMOS_PID_MACHINE(msg->head.from.pid);
	struct demos_lookup *lookup;
	struct demos_found found;

	if (!read_found(said, from, &found))
		return;
	lock_lookups(machine);
	lookup = demos_lookup_find(machine, be64_to_cpu(said->pid));
	if (lookup && demos_lookup_asks(lookup)) {
		apply_found(machine, lookup, from, be32_to_cpu(said->name),
			    &found);
		demos_lookup_step(machine, lookup, out);
	}
	unlock_lookups(machine, out);
}

/* The operations that are served as they come */
static const struct {
	u16 op;
	u16 length;
	void (*hear)(struct demos_machine *machine,
		     const struct demos_message *msg, struct list_head *out);
} heard[] = {
	{ DEMOS_OP_SEEK, sizeof(struct demos_op_seek), hear_seek },
	{ DEMOS_OP_FOUND, sizeof(struct demos_op_found), hear_found },
};

/**
 * demos_seek_hear() - serve a question or an answer
 * @machine: the machine
 * @msg: any message for its kernel, hostile; consumed if the result is true
 * @out: out-queue
 *
 * Served as it comes, so it takes no room in a queue that may be full. No lock
 * may be held. May sleep.
 *
 * Return: true if it has been handled.
 */
bool demos_seek_hear(struct demos_machine *machine, struct demos_message *msg,
		     struct list_head *out)
{
	u16 op = demos_message_op(msg);
	u32 i;

	if (!demos_pid_is_kernel(msg->head.from.pid))
		return false;
	for (i = 0; i < ARRAY_SIZE(heard); i++) {
		if (heard[i].op == op && msg->length >= heard[i].length)
			break;
	}
	if (i == ARRAY_SIZE(heard))
		return false;
	heard[i].hear(machine, msg, out);
	trace_demos_message(machine, msg, DEMOS_TRACE_DELIVERED);
	demos_count(machine, DEMOS_C_DELIVERED);
	demos_count(machine, DEMOS_C_CONTROL);
	demos_message_destroy(msg);
	return true;
}

/**
 * demos_seek_refused() - a question could not be delivered
 * @machine: the machine
 * @msg: a message that a kernel has sent; still the caller's
 *
 * That machine is asked again when the alarm rings, if it can be asked then.
 */
void demos_seek_refused(struct demos_machine *machine,
			const struct demos_message *msg)
{
	const struct demos_op_seek *asked = (void *)msg->data;
	u16 to = DEMOS_PID_MACHINE(msg->head.to.pid);
	struct demos_lookup *lookup;

	if (demos_message_op(msg) != DEMOS_OP_SEEK ||
	    msg->length < sizeof(*asked) ||
	    msg->head.from.pid != DEMOS_PID_KERNEL(machine->id))
		return;
	lock_lookups(machine);
	lookup = demos_lookup_find(machine, be64_to_cpu(asked->pid));
	if (lookup && demos_lookup_asks(lookup) &&
	    demos_inquiry_awaits(&lookup->inquiry, to,
				 be32_to_cpu(asked->name)))
		demos_inquiry_unasked(&lookup->inquiry, to);
	mutex_unlock(&machine->lookups.lock);
}

static void ask_again(struct demos_machine *machine,
		      struct demos_lookup *lookup, u16 peer,
		      struct list_head *out)
{
	demos_inquiry_unasked(&lookup->inquiry, peer);
	advance(machine, lookup, out);
}

/**
 * demos_seek_lost() - a session with another machine has ended
 * @machine: the machine
 * @peer: the other machine
 * @out: out-queue
 *
 * Questions and answers may have been lost with it; if its life has ended, all
 * answers are void.
 */
void demos_seek_lost(struct demos_machine *machine, u16 peer,
		     struct list_head *out)
{
	struct demos_lookup *lookup, *next;

	lock_lookups(machine);
	list_for_each_entry_safe(lookup, next, &machine->lookups.list, node) {
		if (lookup->told && lookup->where.machine == peer)
			demos_lookup_free(machine, lookup);
		else if (demos_lookup_asks(lookup))
			ask_again(machine, lookup, peer, out);
	}
	unlock_lookups(machine, out);
}

static void ring_one(struct demos_machine *machine,
		     struct demos_lookup *lookup, struct list_head *out)
{
	if (lookup->told) {
		demos_lookup_free(machine, lookup);
		return;
	}
	if (++lookup->rings >= RINGS_MOST)
		demos_lookup_conclude(machine, lookup, DEMOS_VERDICT_UNKNOWN);
	if (!demos_lookup_asks(lookup))
		return;
	if (lookup->rings >= RINGS_WIDEN)
		demos_inquiry_widen(&lookup->inquiry);
	advance(machine, lookup, out);
}

/**
 * demos_seek_alarm() - the alarm has rung: a second has passed
 * @machine: the machine
 * @out: out-queue
 *
 * In the kernel's actor. Asks for the next ring while there are look-ups.
 */
void demos_seek_alarm(struct demos_machine *machine, struct list_head *out)
{
	struct demos_lookup *lookup, *next;

	lock_lookups(machine);
	list_for_each_entry_safe(lookup, next, &machine->lookups.list, node)
		ring_one(machine, lookup, out);
	unlock_lookups(machine, out);
}

/**
 * demos_seek_stop() - the machine goes down: end all look-ups
 * @machine: the machine
 * @out: out-queue: gets notices to the senders of the messages
 *
 * Later ones are freed with the machine, if there is no answer in time.
 */
void demos_seek_stop(struct demos_machine *machine, struct list_head *out)
{
	struct demos_lookup *lookup;

	lock_lookups(machine);
	list_for_each_entry(lookup, &machine->lookups.list, node) {
		if (lookup->verdict == DEMOS_VERDICT_NONE)
			demos_lookup_conclude(machine, lookup,
					      DEMOS_VERDICT_UNKNOWN);
	}
	unlock_lookups(machine, out);
}
