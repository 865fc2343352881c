// SPDX-License-Identifier: GPL-2.0
/*
 * Each control message with each length that is too short, and with its own
 * length but from a machine, or about a life, that it cannot come from: nothing
 * may change, and a request is answered with an error.
 */
#include <assert.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/message.h"
#include "core/route.h"
#include "guest.h"
#include "host.h"
#include "scene.h"

#define HERE	1
#define CALLER	2
#define OTHER	4	/* knows nothing of the guest */
#define CODE	99

/* The operations with the least length of their data. KERNEL: to a kernel */
static const struct op {
	u16 op;
	u16 length;
	enum { GUEST = 1, KERNEL = 2, BOTH = 3 } to;
} ops[] = {
	{ DEMOS_OP_STATUS, sizeof(struct demos_control), GUEST },
	{ DEMOS_OP_LINKS, sizeof(struct demos_op_links), GUEST },
	{ DEMOS_OP_SUSPEND, sizeof(struct demos_control), GUEST },
	{ DEMOS_OP_RESUME, sizeof(struct demos_control), GUEST },
	{ DEMOS_OP_KILL, sizeof(struct demos_control), GUEST },
	{ DEMOS_OP_MIGRATE, sizeof(struct demos_op_migrate), GUEST },
	{ DEMOS_OP_SET_REGS, sizeof(struct demos_op_regs), GUEST },
	{ DEMOS_OP_PAIRS, sizeof(struct demos_op_pairs), GUEST },
	{ DEMOS_OP_PRIORITY, sizeof(struct demos_op_priority), GUEST },
	{ DEMOS_OP_PERSONALITY, sizeof(struct demos_control), GUEST },
	{ DEMOS_OP_CREATE, sizeof(struct demos_op_create), KERNEL },
	{ DEMOS_OP_BOOT, sizeof(struct demos_control), KERNEL },
	{ DEMOS_OP_RESOLVE, sizeof(struct demos_op_resolve), KERNEL },
	{ DEMOS_OP_LINK_UPDATE, sizeof(struct demos_op_where), GUEST },
	{ DEMOS_OP_FOLD, sizeof(struct demos_op_where), KERNEL },
	{ DEMOS_OP_PULL, sizeof(struct demos_op_pull), BOTH },
	{ DEMOS_OP_DATA, sizeof(struct demos_op_data), BOTH },
	{ DEMOS_OP_PUSH, sizeof(struct demos_op_data), GUEST },
	{ DEMOS_OP_PUSHED, sizeof(struct demos_op_data), GUEST },
	{ DEMOS_OP_ASK, sizeof(struct demos_op_ask), KERNEL },
	{ DEMOS_OP_REFUSE, sizeof(struct demos_op_migration), KERNEL },
	{ DEMOS_OP_ESTABLISHED, sizeof(struct demos_op_migration), KERNEL },
	{ DEMOS_OP_CLEANED, sizeof(struct demos_op_migration), KERNEL },
	{ DEMOS_OP_LOST, sizeof(struct demos_op_lost), KERNEL },
	{ DEMOS_OP_CREDIT, sizeof(struct demos_op_credit), GUEST },
	{ DEMOS_OP_HOLE, sizeof(struct demos_op_hole), GUEST },
	{ DEMOS_OP_FORGET, sizeof(struct demos_op_where), KERNEL },
	{ DEMOS_OP_SEEK, sizeof(struct demos_op_seek), KERNEL },
	{ DEMOS_OP_FOUND, sizeof(struct demos_op_found), KERNEL },
	{ DEMOS_OP_PROBE, sizeof(struct demos_op_probe), BOTH },
	{ DEMOS_OP_REPORT, sizeof(struct demos_op_report), GUEST },
	{ DEMOS_OP_HOLDS, sizeof(struct demos_op_holds), GUEST },
	{ DEMOS_OP_QUERY, sizeof(struct demos_op_migration), KERNEL },
	{ DEMOS_OP_KEPT, sizeof(struct demos_op_migration), KERNEL },
	{ DEMOS_OP_MOVED, sizeof(struct demos_op_moved), KERNEL },
	{ DEMOS_OP_ALARM, sizeof(struct demos_control), KERNEL },
};

/* A guest that waits for an answer, and knows another process */
static struct {
	struct demos_process *guest;
	u64 guest_pid;
	u64 caller;
	u64 other;
} cast;

/* What must not change */
struct state {
	int processes, forwards, leaving;
	u32 arriving, lookups, guest_links, guest_pairs, queued, moves;
	u64 pairs, links, memory;
	bool down, closed, suspended, ending, waits, doubt;
	enum demos_phase phase;
	u64 send, accept, credit, holder;
};

static void look(struct state *state)
{
	struct demos_machine *machine = &hosts[HERE].machine;
	struct demos_process *guest = cast.guest;
	struct demos_pair *pair;

	memset(state, 0, sizeof(*state));
	state->processes = atomic_read(&machine->processes);
	state->forwards = atomic_read(&machine->forwards);
	state->leaving = atomic_read(&machine->leaving);
	state->arriving = machine->arriving;
	state->lookups = machine->lookups.count;
	state->pairs = atomic64_read(&machine->pairs.total);
	state->links = atomic64_read(&machine->links.total);
	state->memory = atomic64_read(&machine->memory);
	state->down = machine->down;
	state->closed = machine->closed;
	state->phase = guest->phase;
	state->moves = guest->moves;
	state->suspended = guest->suspended;
	state->ending = guest->ending;
	state->queued = guest->queued;
	state->guest_links = guest->links.used;
	state->guest_pairs = guest->pairs.count;
	state->waits = guest_waits(guest);
	state->doubt = guest->promises.call.doubt;
	state->holder = guest->promises.call.holder.pid;
	pair = demos_pair_find(&guest->pairs, cast.other, false);
	state->send = pair->send;
	state->accept = pair->accept;
	state->credit = pair->credit;
}

/* Take the answers to CALLER. Return: how many say that there is an error */
static u32 take_answers(void)
{
	struct demos_message *msg, *next;
	u32 count = 0;

	list_for_each_entry_safe(msg, next, &hosts[HERE].wire[CALLER], node) {
		const struct demos_answer *said = (void *)msg->data;

		if (!(msg->head.flags & DEMOS_F_REPLY))
			continue;
		list_del_init(&msg->node);
		/* A notice in its place is an error, too */
		count += msg->head.flags & DEMOS_F_NOTICE ||
			 (msg->length >= sizeof(*said) && said->result);
		demos_message_destroy(msg);
	}
	return count;
}

static struct demos_message *make(const struct op *op, bool kernel, u16 from,
				  u32 length, bool reply)
{
	struct demos_message *msg = demos_message_create_sure(length);
	const struct demos_link link = {
		.to = { .pid = cast.caller, .machine = CALLER },
		.code = CODE,
		.channel = 3,
		.flags = DEMOS_LINK_REPLY,
	};
	__be16 name = cpu_to_be16(op->op);

	msg->head.to.pid = kernel ? hosts[HERE].machine.kernel->entry.pid :
			   cast.guest->entry.pid;
	msg->head.to.machine = HERE;
	msg->head.flags = kernel ? 0 : DEMOS_F_KERNEL;
	msg->head.from = demos_kernel_address(from);
	msg->cause = from;
	if (reply)
		msg->links[msg->nlinks++] = link;
	memcpy(msg->data, &name, min_t(u32, length, sizeof(name)));
	return msg;
}

static void deliver(struct demos_message *msg)
{
	demos_route(&hosts[HERE].machine, msg);
	while (host_step_alone(HERE))
		;
}

/* Too short by one byte up to all of them */
static void too_short(const struct op *op, bool kernel)
{
	bool request = op->op < DEMOS_OP_EXITED;
	struct state before, after;
	u32 answers, length;

	for (length = 0; length < op->length; length++) {
		look(&before);
		deliver(make(op, kernel, CALLER, length, request));
		look(&after);
		answers = take_answers();
		check(!memcmp(&before, &after, sizeof(before)),
		      "a short message changes something",
		      op->op * 1000 + length);
		check(!request || answers == 1, "no error is answered",
		      op->op * 1000 + length);
		hosts_settle();
	}
}

/* A migration under way has one move, which only OTHER may say */
static void fill_data(struct demos_message *msg, u32 with)
{
	__be32 word = cpu_to_be32(with);
	u32 at;

	memset(msg->data + 2, with, msg->length - 2);
	for (at = sizeof(word); at + sizeof(word) <= msg->length;
	     at += sizeof(word))
		memcpy(msg->data + at, &word, sizeof(word));
}

/* Put an identifier, and numbers of lives, wherever they may be meant to be */
static void not_theirs(const struct op *op, bool kernel, u16 from)
{
	static const u32 fills[] = { 1, 2, U32_MAX / 2, U32_MAX };
	struct state before, after;
	struct demos_message *msg;
	u32 at, fill, who;
	__be64 pid;

	for (at = 2; at + sizeof(pid) <= op->length; at += 2) {
		for (fill = 0; fill < 2 * ARRAY_SIZE(fills); fill++) {
			who = fill / ARRAY_SIZE(fills);
			pid = cpu_to_be64(who ? cast.other :
					  cast.guest->entry.pid);
			msg = make(op, kernel, from, op->length, false);
			fill_data(msg, fills[fill % ARRAY_SIZE(fills)] +
				  (from == CALLER));
			memcpy(msg->data + at, &pid, sizeof(pid));
			look(&before);
			deliver(msg);
			look(&after);
			check(!memcmp(&before, &after, sizeof(before)),
			      "a message of another machine changes something",
			      op->op * 1000 + at * 10 + fill);
			if (cast.guest->phase == DEMOS_PHASE_LIVE)
				hosts_settle();
		}
	}
}

/* News of any kernel is believed: the process may have moved to its machine */
static bool is_believed(u16 op)
{
	return op == DEMOS_OP_CREDIT || op == DEMOS_OP_HOLDS ||
	       op == DEMOS_OP_HOLE || op == DEMOS_OP_LINK_UPDATE;
}

static void prepare(void)
{
	struct demos_process *caller, *other;

	scene_hosts();
	cast.guest = host_birth(HERE);
	caller = host_birth(CALLER);
	other = host_birth(3);
	cast.guest_pid = cast.guest->entry.pid;
	cast.caller = caller->entry.pid;
	cast.other = other->entry.pid;
	guest_call(cast.guest, guest_link(cast.guest, other, DEMOS_LINK_DUP),
		   "", 1);
	hosts_settle();
	scene_send(other, guest_link(other, cast.guest, DEMOS_LINK_DUP), 0);
	hosts_settle();
}

/* The guest leaves for CALLER, which has been asked */
static void leave(void)
{
	guest_migrate(host_birth(3), cast.guest, CALLER);
	while (cast.guest->phase == DEMOS_PHASE_LIVE)
		assert(hosts_step());
	while (host_step_alone(HERE))
		;
}

/* It does not matter to a migration, nor does an older attempt */
static void not_of_this_migration(const struct op *op)
{
	prepare();
	leave();
	not_theirs(op, true, OTHER);
	not_theirs(op, true, CALLER);
	check(cast.guest->phase == DEMOS_PHASE_LEAVING, "it has ended", op->op);
	hosts_settle();
	check(!!host_find(CALLER, cast.guest_pid), "it does not end", op->op);
	hosts_end();
}

int main(void)
{
	const struct op *op;
	u32 kernel;

	for (op = ops; op < ops + ARRAY_SIZE(ops); op++) {
		for (kernel = 0; kernel < 2; kernel++) {
			if (!(op->to & (kernel ? KERNEL : GUEST)))
				continue;
			prepare();
			too_short(op, kernel);
			hosts_end();
			if (op->op < DEMOS_OP_EXITED || is_believed(op->op))
				continue;
			prepare();
			not_theirs(op, kernel, OTHER);
			hosts_end();
			if (kernel)
				not_of_this_migration(op);
		}
	}
	return scenes_over("table");
}
