// SPDX-License-Identifier: GPL-2.0
/*
 * Look-ups, under their lock:
 *
 *   waiting --start()--> asking --conclude()--> over --take()--> freed
 *      |                                         ^        |
 *      +-----------------conclude()--------------+        +--> told: DEAD or
 *                              FOUND, remembered until the alarm rings
 *
 * What the answers mean is in inquiry.c.
 */
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/lookup.h"
#include "core/machine.h"
#include "core/message.h"
#include "core/whereis.h"
#include "trace.h"

/* Look-ups that ask at the same time, and together with those that wait */
#define ASKING_MOST	64
#define LOOKUPS_MOST	1024
/* Bytes held by one: a window of messages, or the packets of a data move */
#define HELD_ONE	SZ_512K
#define HELD_ALL	SZ_4M
/* What one machine's frames may cause of all that */
#define CAUSE_PART	4

/**
 * demos_lookups_init() - begin without look-ups
 * @machine: the machine, whose account of queues exists
 */
void demos_lookups_init(struct demos_machine *machine)
{
	struct demos_lookups *lookups = &machine->lookups;

	memset(lookups, 0, sizeof(*lookups));
	mutex_init(&lookups->lock);
	INIT_LIST_HEAD(&lookups->list);
	lookups->account.of = &machine->account;
}

/**
 * demos_lookups_exit() - free all look-ups, with the messages that they hold
 * @machine: the machine; nothing else uses them any more
 */
void demos_lookups_exit(struct demos_machine *machine)
{
	struct demos_lookup *lookup, *next;

	list_for_each_entry_safe(lookup, next, &machine->lookups.list, node) {
		demos_messages_destroy(&lookup->held);
		demos_lookup_free(machine, lookup);
	}
}

/**
 * demos_lookup_find() - find the look-up of a process
 * @machine: the machine; its look-ups are locked
 * @pid: the process
 *
 * Return: the look-up, or NULL.
 */
struct demos_lookup *demos_lookup_find(struct demos_machine *machine, u64 pid)
{
	struct demos_lookup *lookup;

	lockdep_assert_held(&machine->lookups.lock);
	list_for_each_entry(lookup, &machine->lookups.list, node) {
		if (lookup->inquiry.pid == pid)
			return lookup;
	}
	return NULL;
}

/**
 * demos_lookup_asks() - does a look-up ask other machines?
 * @lookup: the look-up
 *
 * Return: true if it does; false: it waits for its turn, or is over.
 */
bool demos_lookup_asks(const struct demos_lookup *lookup)
{
	return lookup->inquiry.begun &&
	       lookup->verdict == DEMOS_VERDICT_NONE;
}

/**
 * demos_lookup_conclude() - end a look-up
 * @machine: the machine; its look-ups are locked
 * @lookup: the look-up; demos_lookups_take() takes it
 * @verdict: its result, not NONE
 */
void demos_lookup_conclude(struct demos_machine *machine,
			   struct demos_lookup *lookup,
			   enum demos_verdict verdict)
{
	machine->lookups.asking -= demos_lookup_asks(lookup);
	lookup->verdict = verdict;
}

/**
 * demos_lookup_free() - free a look-up
 * @machine: the machine; its look-ups are locked
 * @lookup: holds no messages
 */
void demos_lookup_free(struct demos_machine *machine,
		       struct demos_lookup *lookup)
{
	demos_lookup_conclude(machine, lookup, DEMOS_VERDICT_UNKNOWN);
	list_del(&lookup->node);
	machine->lookups.count--;
	demos_inquiry_exit(&lookup->inquiry);
	kfree(lookup);
}

/* ---- Room */

static bool is_foreign(const struct demos_machine *machine, u16 cause)
{
	return cause && cause != machine->id;
}

static u32 *bytes_caused(struct demos_lookups *lookups, u16 cause)
{
	return &lookups->causes[cause % DEMOS_LOOKUP_CAUSES];
}

/* A look-up that is only remembered makes room */
static void forget_one(struct demos_machine *machine)
{
	struct demos_lookup *lookup;

	list_for_each_entry(lookup, &machine->lookups.list, node) {
		if (lookup->told) {
			demos_lookup_free(machine, lookup);
			return;
		}
	}
}

/* May there be one more because of @cause? */
static bool may_look_up(struct demos_machine *machine, u16 cause)
{
	struct demos_lookups *lookups = &machine->lookups;
	struct demos_lookup *lookup;
	u32 caused = 0;

	if (lookups->count >= LOOKUPS_MOST)
		forget_one(machine);
	list_for_each_entry(lookup, &lookups->list, node)
		caused += lookup->cause == cause && !lookup->told;
	return lookups->count < LOOKUPS_MOST &&
	       (!is_foreign(machine, cause) ||
		caused < LOOKUPS_MOST / CAUSE_PART);
}

static bool has_room(struct demos_machine *machine,
		     const struct demos_lookup *lookup,
		     const struct demos_message *msg)
{
	struct demos_lookups *lookups = &machine->lookups;
	u32 size = demos_message_size(msg);

	if (atomic64_read(&lookups->account.bytes) + size > HELD_ALL ||
	    (lookup && lookup->bytes + size > HELD_ONE))
		return false;
	return !is_foreign(machine, msg->cause) ||
	       *bytes_caused(lookups, msg->cause) + size <=
	       HELD_ALL / CAUSE_PART;
}

static struct demos_lookup *lookup_create(struct demos_machine *machine,
					  u64 pid, u16 cause)
{
	struct demos_lookups *lookups = &machine->lookups;
	struct demos_lookup *lookup;

	if (!may_look_up(machine, cause))
		return NULL;
	/* For want of some hundred bytes a last word would be lost */
	lookup = kzalloc(sizeof(*lookup), GFP_KERNEL | __GFP_NOFAIL);
	demos_inquiry_init(&lookup->inquiry, pid, machine->id);
	INIT_LIST_HEAD(&lookup->held);
	lookup->cause = cause;
	list_add_tail(&lookup->node, &lookups->list);
	lookups->count++;
	return lookup;
}

/**
 * demos_lookup_hold() - hold a message
 * @machine: the machine; its look-ups are locked
 * @lookup: look-up of the message's process; NULL: begin one
 * @msg: the message, for a process; the caller's if the result is false
 *
 * May sleep.
 *
 * Return: true, or false: there is no room.
 */
bool demos_lookup_hold(struct demos_machine *machine,
		       struct demos_lookup *lookup, struct demos_message *msg)
{
	struct demos_lookups *lookups = &machine->lookups;

	lockdep_assert_held(&lookups->lock);
	if (!has_room(machine, lookup, msg))
		return false;
	if (!lookup)
		lookup = lookup_create(machine, msg->head.to.pid, msg->cause);
	if (!lookup)
		return false;
	/* Our own stays our own, whichever machine's answer sends it on */
	if (!msg->cause)
		msg->cause = machine->id;
	demos_message_charge(msg, &lookups->account);
	lookup->bytes += demos_message_size(msg);
	*bytes_caused(lookups, msg->cause) += demos_message_size(msg);
	list_add_tail(&msg->node, &lookup->held);
	if (lookup->inquiry.begun)
		demos_inquiry_named(&lookup->inquiry, msg->head.to.machine);
	demos_count(machine, DEMOS_C_SEEKS_HELD);
	trace_demos_message(machine, msg, DEMOS_TRACE_SOUGHT);
	return true;
}

static void take_held(struct demos_lookups *lookups,
		      struct demos_lookup *lookup, struct list_head *held)
{
	struct demos_message *msg;

	list_for_each_entry(msg, &lookup->held, node) {
		*bytes_caused(lookups, msg->cause) -= demos_message_size(msg);
		demos_message_uncharge(msg);
	}
	lookup->bytes = 0;
	list_splice_tail_init(&lookup->held, held);
}

/* ---- Questions */

/**
 * demos_lookup_name_peers() - tell a look-up how things are with all peers
 * @machine: the machine; its look-ups are locked
 * @lookup: the look-up; its answers are void if a life has ended
 */
void demos_lookup_name_peers(struct demos_machine *machine,
			     struct demos_lookup *lookup)
{
	struct demos_inquiry *inquiry = &lookup->inquiry;
	enum demos_reach reach;
	u16 peer = 0;
	u64 life;

	while ((peer = machine->ops->peers(machine, peer, &reach))) {
		life = demos_lives_now(&machine->lives, peer);
		/* It is gone, but the end of its life is not known yet */
		if (reach == DEMOS_REACH_GONE && life)
			reach = DEMOS_REACH_CUT;
		demos_inquiry_peer(inquiry, peer, reach, life);
	}
	demos_inquiry_peers_end(inquiry);
	for (peer = 0; (peer = demos_lives_parted(&machine->lives, peer)); )
		demos_inquiry_named(inquiry, peer);
}

static void ask(struct demos_machine *machine,
		const struct demos_lookup *lookup, u16 peer,
		struct list_head *out)
{
	const struct demos_address to = demos_kernel_address(peer);
	const struct demos_op_seek asked = {
		.op = cpu_to_be16(DEMOS_OP_SEEK),
		.name = cpu_to_be32(machine->lookups.name),
		.pid = cpu_to_be64(lookup->inquiry.pid),
	};
	struct demos_message *msg;

	msg = demos_message_by_kernel(machine->id, &to, 0, &asked,
				      sizeof(asked), out);
	msg->cause = lookup->cause ?: machine->id;
}

/**
 * demos_lookup_step() - ask the next machines, and judge the answers so far
 * @machine: the machine; its look-ups are locked
 * @lookup: asks; demos_lookup_name_peers() was called just now
 * @out: out-queue: gets the questions
 */
void demos_lookup_step(struct demos_machine *machine,
		       struct demos_lookup *lookup, struct list_head *out)
{
	struct demos_lookups *lookups = &machine->lookups;
	struct demos_inquiry *inquiry = &lookup->inquiry;
	enum demos_verdict verdict;
	u16 peer;

	while ((peer = demos_inquiry_next(inquiry, lookups->name + 1))) {
		lookups->name++;
		ask(machine, lookup, peer, out);
	}
	verdict = demos_inquiry_verdict(inquiry, &lookup->where);
	if (verdict != DEMOS_VERDICT_NONE)
		demos_lookup_conclude(machine, lookup, verdict);
}

static void start(struct demos_machine *machine, struct demos_lookup *lookup,
		  struct list_head *out)
{
	struct demos_inquiry *inquiry = &lookup->inquiry;
	struct demos_address forward;
	struct demos_message *msg;

	demos_whereis_here(machine, inquiry->pid, &forward);
	lookup->left = forward.moves;
	demos_lookup_name_peers(machine, lookup);
	if (forward.machine)
		demos_inquiry_named(inquiry, forward.machine);
	machine->lookups.asking++;
	list_for_each_entry(msg, &lookup->held, node)
		demos_inquiry_named(inquiry, msg->head.to.machine);
	demos_count(machine, DEMOS_C_SEEKS);
	trace_demos_seek(machine, inquiry->pid, DEMOS_TRACE_SEEK_BEGUN, 0);
	demos_lookup_step(machine, lookup, out);
}

/**
 * demos_lookups_start() - start look-ups that wait, as far as allowed
 * @machine: the machine; its look-ups are locked
 * @out: out-queue: gets the questions
 */
void demos_lookups_start(struct demos_machine *machine, struct list_head *out)
{
	struct demos_lookups *lookups = &machine->lookups;
	struct demos_lookup *lookup;

	lockdep_assert_held(&lookups->lock);
	list_for_each_entry(lookup, &lookups->list, node) {
		if (lookups->asking >= ASKING_MOST)
			break;
		if (!lookup->inquiry.begun &&
		    lookup->verdict == DEMOS_VERDICT_NONE)
			start(machine, lookup, out);
	}
}

/* ---- The end */

/*
 * The process may have come here meanwhile, or come and gone: then its messages
 * are routed again.
 */
static enum demos_verdict judge(struct demos_machine *machine,
				const struct demos_lookup *lookup)
{
	u64 pid = lookup->inquiry.pid;
	struct demos_address forward;

	if (lookup->verdict == DEMOS_VERDICT_FOUND)
		return DEMOS_VERDICT_FOUND;
	if (demos_whereis_here(machine, pid, &forward) ||
	    forward.moves > lookup->left)
		return DEMOS_VERDICT_NONE;
	return demos_whereis_dead(machine, pid) ? DEMOS_VERDICT_DEAD :
	       lookup->verdict;
}

static struct demos_lookup *first_over(struct demos_lookups *lookups)
{
	struct demos_lookup *lookup;

	list_for_each_entry(lookup, &lookups->list, node) {
		if (lookup->verdict != DEMOS_VERDICT_NONE && !lookup->told)
			return lookup;
	}
	return NULL;
}

static void tell_dead(struct demos_machine *machine,
		      const struct demos_lookup *lookup, u16 peer, u32 moves,
		      struct list_head *out)
{
	const struct demos_address to = demos_kernel_address(peer);
	const struct demos_op_where where = {
		.op = cpu_to_be16(DEMOS_OP_FORGET),
		.machine = cpu_to_be16(machine->id),
		.pid = cpu_to_be64(lookup->inquiry.pid),
		.moves = cpu_to_be32(moves),
	};

	demos_message_by_kernel(machine->id, &to, 0, &where, sizeof(where),
				out);
}

/*
 * The process died with a machine, so nobody has told those that it had left:
 * its forwarding addresses are of no use any more
 */
static void forget_dead(struct demos_machine *machine,
			const struct demos_lookup *lookup,
			struct list_head *out)
{
	u32 moves;
	u16 peer;
	u16 at = 0;

	while ((peer = demos_inquiry_forward(&lookup->inquiry, &at, &moves)))
		tell_dead(machine, lookup, peer, moves, out);
	if (lookup->left)
		tell_dead(machine, lookup, machine->id, lookup->left, out);
}

/**
 * demos_lookups_take() - take a look-up that is over
 * @machine: the machine; its look-ups are locked
 * @outcome: what is left to be done
 * @out: out-queue: gets the messages to other machines
 *
 * A result is remembered, without messages, so that many messages for one
 * process need one look-up.
 *
 * Return: false: there is none.
 */
bool demos_lookups_take(struct demos_machine *machine,
			struct demos_outcome *outcome, struct list_head *out)
{
	struct demos_lookups *lookups = &machine->lookups;
	struct demos_lookup *lookup = first_over(lookups);

	lockdep_assert_held(&lookups->lock);
	if (!lookup)
		return false;
	INIT_LIST_HEAD(&outcome->held);
	outcome->verdict = judge(machine, lookup);
	outcome->where = (struct demos_entry) {
		.pid = lookup->inquiry.pid,
		.machine = lookup->where.machine,
		.moves = lookup->where.moves,
		.forward = true,
	};
	take_held(lookups, lookup, &outcome->held);
	if (outcome->verdict != DEMOS_VERDICT_DEAD &&
	    outcome->verdict != DEMOS_VERDICT_FOUND) {
		demos_lookup_free(machine, lookup);
		return true;
	}
	if (outcome->verdict == DEMOS_VERDICT_DEAD)
		forget_dead(machine, lookup, out);
	lookup->verdict = outcome->verdict;
	lookup->told = true;
	demos_inquiry_exit(&lookup->inquiry);
	return true;
}
