// SPDX-License-Identifier: GPL-2.0
/*
 * Forwarding addresses, and the link updates that make them unnecessary
 * (sections 4 and 5).
 */
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/forward.h"
#include "core/link.h"
#include "core/message.h"
#include "core/process.h"
#include "trace.h"

/*
 * A mark of the life that a machine has. There is one byte for it. Two lives
 * may have the same mark: so another mark says that the life has ended, while
 * the same one says nothing.
 */
static u8 mark_life(struct demos_machine *machine, u16 other)
{
	return hash_64(demos_lives_now(&machine->lives, other), 8);
}

static struct demos_entry *create(struct demos_machine *here, u64 pid,
				  u16 machine, u32 moves, gfp_t gfp)
{
	struct demos_entry *forward = kzalloc(sizeof(*forward), gfp);

	if (!forward)
		return NULL;
	forward->pid = pid;
	forward->machine = machine;
	forward->moves = moves;
	forward->forward = true;
	forward->life = mark_life(here, machine);
	return forward;
}

/**
 * demos_forward_create() - make a forwarding address
 * @here: the machine
 * @pid: the process that moves
 * @machine: where it goes, into that machine's life of now
 * @moves: how often it has moved when it is there
 *
 * May sleep.
 *
 * Return: the forwarding address, or NULL.
 */
struct demos_entry *demos_forward_create(struct demos_machine *here, u64 pid,
					 u16 machine, u32 moves)
{
	return create(here, pid, machine, moves, GFP_KERNEL);
}

/**
 * demos_forward_create_sure() - demos_forward_create() that cannot fail
 * @here: as there
 * @pid: as there
 * @machine: as there
 * @moves: as there
 *
 * Return: the forwarding address.
 */
struct demos_entry *demos_forward_create_sure(struct demos_machine *here,
					      u64 pid, u16 machine, u32 moves)
{
	return create(here, pid, machine, moves, GFP_KERNEL | __GFP_NOFAIL);
}

/**
 * demos_forward_find() - is there a forwarding address of a process?
 * @machine: here
 * @pid: the process
 * @forward: gets a copy of it
 *
 * Return: true; or false: there is none, or the process itself is here.
 */
bool demos_forward_find(struct demos_machine *machine, u64 pid,
			struct demos_entry *forward)
{
	struct demos_process *process;

	process = demos_process_find(machine, pid, forward);
	if (process)
		demos_process_put(process);
	return forward->pid;
}

/**
 * demos_forward_found() - what a forwarding address says to a look-up
 * @here: the machine
 * @forward: a copy of the forwarding address
 * @life: gets the life that the process went into; 0: it is not known. ENDED:
 *        the last life that is known to have ended
 *
 * Return: DEMOS_FOUND_WENT; DEMOS_FOUND_ENDED: that life is known to have
 * ended.
 */
enum demos_found_state demos_forward_found(struct demos_machine *here,
					   const struct demos_entry *forward,
					   u64 *life)
{
	u64 floor = demos_lives_floor(&here->lives, forward->machine);

	*life = demos_lives_now(&here->lives, forward->machine);
	if (!floor || mark_life(here, forward->machine) == forward->life)
		return DEMOS_FOUND_WENT;
	*life = floor - 1;
	return DEMOS_FOUND_ENDED;
}

static struct demos_message *tell(struct demos_machine *machine,
				  const struct demos_address *to,
				  enum demos_op op,
				  const struct demos_entry *forward,
				  struct list_head *out)
{
	const struct demos_op_where where = {
		.op = cpu_to_be16(op),
		.machine = cpu_to_be16(forward->machine),
		.pid = cpu_to_be64(forward->pid),
		.moves = cpu_to_be32(forward->moves),
	};

	return demos_message_by_kernel(machine->id, to, DEMOS_F_KERNEL, &where,
				  sizeof(where), out);
}

/*
 * Find the process on whose behalf a message was sent. Return: false: there is
 * none; a kernel sent it, and will not use the address again.
 */
static bool find_sender(const struct demos_message *msg,
			struct demos_address *sender)
{
	const struct demos_op_credit *credit = (void *)msg->data;
	const struct demos_op_probe *probe = (void *)msg->data;

	*sender = msg->head.from;
	if (!demos_pid_is_kernel(sender->pid))
		return true;
	if (msg->head.flags != DEMOS_F_KERNEL)
		return false;
	/* The address is from a record of the process that reads, or waits */
	if (demos_message_op(msg) == DEMOS_OP_CREDIT &&
	    msg->length >= sizeof(*credit))
		sender->pid = be64_to_cpu(credit->pid);
	else if (demos_message_op(msg) == DEMOS_OP_PROBE &&
		 msg->length >= sizeof(*probe))
		sender->pid = be64_to_cpu(probe->pid);
	return !demos_pid_is_kernel(sender->pid) && demos_address_ok(sender);
}

/**
 * demos_forward_update() - tell a process where another one is (section 5)
 * @machine: the machine
 * @forward: a copy of the other one's forwarding address
 * @to: the process, wherever it is
 * @out: out-queue
 */
void demos_forward_update(struct demos_machine *machine,
			  const struct demos_entry *forward,
			  const struct demos_address *to,
			  struct list_head *out)
{
	tell(machine, to, DEMOS_OP_LINK_UPDATE, forward, out);
	demos_count(machine, DEMOS_C_UPDATES_SENT);
}

/* So is the machine that forwarded the message to here: chains get shorter */
static void fold_chain(struct demos_machine *machine,
		       const struct demos_entry *forward,
		       const struct demos_message *msg, struct list_head *out)
{
	const struct demos_address to = demos_kernel_address(msg->head.via);

	if (msg->head.via && msg->head.via != machine->id)
		tell(machine, &to, DEMOS_OP_FOLD, forward, out);
}

/**
 * demos_forward_apply() - a message has met a forwarding address
 * @machine: the machine
 * @forward: a copy of the forwarding address
 * @msg: gets the new address; the caller sends it there
 * @out: out-queue: gets the link updates
 */
void demos_forward_apply(struct demos_machine *machine,
			 const struct demos_entry *forward,
			 struct demos_message *msg, struct list_head *out)
{
	struct demos_event event = {
		.pid = forward->pid,
		.peer = forward->machine,
	};
	struct demos_address sender;

	if (find_sender(msg, &sender))
		demos_forward_update(machine, forward, &sender, out);
	event.from = sender.pid;
	fold_chain(machine, forward, msg, out);
	msg->head.to.machine = forward->machine;
	msg->head.to.moves = forward->moves;
	msg->head.via = machine->id;
	if (msg->head.hops < U8_MAX)
		msg->head.hops++;
	trace_demos_message(machine, msg, DEMOS_TRACE_FORWARDED);
	demos_count(machine, DEMOS_C_FORWARDED);
	demos_machine_event(machine, DEMOS_EVENT_FORWARDED, &event);
}

/**
 * demos_forward_fold() - another machine says where a process went
 * @machine: here
 * @where: believed if it knows of a later move
 * @via: only a forwarding address that leads to this machine changes; 0: any
 *
 * May sleep.
 *
 * Return: true if there is one that has changed.
 */
bool demos_forward_fold(struct demos_machine *machine,
			const struct demos_address *where, u16 via)
{
	struct demos_entry *better;
	struct demos_entry *entry;
	bool changed;

	if (where->machine == machine->id)
		return false;
	better = demos_forward_create(machine, where->pid, where->machine,
				      where->moves);
	if (!better)
		return false;	/* the longer chain still works */
	spin_lock(&machine->table.lock);
	entry = demos_table_find(&machine->table, where->pid);
	changed = entry && entry->forward && entry->moves < where->moves &&
		  (!via || entry->machine == via);
	if (changed)
		demos_table_replace(&machine->table, entry, better);
	else
		entry = better;
	spin_unlock(&machine->table.lock);
	if (changed)
		demos_count(machine, DEMOS_C_FOLDS);
	kfree_rcu_mightsleep(entry);
	return changed;
}

/*
 * A process is dead: remove its forwarding address, unless it describes a later
 * move than the one to the machine where it died
 */
static void forget(struct demos_machine *machine,
		   const struct demos_address *where)
{
	struct demos_entry *entry;

	spin_lock(&machine->table.lock);
	entry = demos_table_find(&machine->table, where->pid);
	if (entry && entry->forward && entry->moves <= where->moves) {
		demos_table_remove(&machine->table, entry);
		atomic_dec(&machine->forwards);
	} else {
		entry = NULL;
	}
	spin_unlock(&machine->table.lock);
	if (entry)
		kfree_rcu_mightsleep(entry);
}

/**
 * demos_forward_hear() - apply what another kernel says of a forwarding address
 * @machine: the machine
 * @msg: any message for its kernel; consumed if the result is true
 *
 * Applied as it comes, so it takes no room in a queue that may be full. May
 * sleep.
 *
 * Return: true if it has been handled.
 */
bool demos_forward_hear(struct demos_machine *machine,
			struct demos_message *msg)
{
	const struct demos_op_where *said = (void *)msg->data;
	struct demos_address where = {};
	u16 op = demos_message_op(msg);

	if (op != DEMOS_OP_FOLD && op != DEMOS_OP_FORGET)
		return false;
	if (!demos_pid_is_kernel(msg->head.from.pid) ||
	    msg->length < sizeof(*said))
		return false;
	where.pid = be64_to_cpu(said->pid);
	where.machine = be16_to_cpu(said->machine);
	where.moves = be32_to_cpu(said->moves);
	if (demos_address_ok(&where) && op == DEMOS_OP_FOLD)
		demos_forward_fold(machine, &where, 0);
	else if (demos_address_ok(&where))
		forget(machine, &where);
	trace_demos_message(machine, msg, DEMOS_TRACE_DELIVERED);
	demos_count(machine, DEMOS_C_DELIVERED);
	demos_count(machine, DEMOS_C_CONTROL);
	demos_message_destroy(msg);
	return true;
}

/* Tell a machine that the process once left that it has ended */
static void tell_dead(struct demos_process *process, u16 machine,
		      struct list_head *out)
{
	const struct demos_address to = demos_kernel_address(machine);
	const struct demos_op_where where = {
		.op = cpu_to_be16(DEMOS_OP_FORGET),
		.machine = cpu_to_be16(process->machine->id),
		.pid = cpu_to_be64(process->entry.pid),
		.moves = cpu_to_be32(process->moves),
	};

	demos_message_by_kernel(process->machine->id, &to, 0, &where,
				sizeof(where), out);
}

/**
 * demos_forward_ended() - have the forwarding addresses of a process removed
 * @process: GONE; in its actor
 * @out: out-queue
 */
void demos_forward_ended(struct demos_process *process, struct list_head *out)
{
	u32 i;

	for (i = 0; i < process->trail.count; i++)
		tell_dead(process, process->trail.machines[i], out);
}

/**
 * demos_forward_each() - visit every forwarding address on a machine
 * @machine: the machine
 * @visit: called under RCU, must not sleep; non-zero ends it
 * @arg: handed to @visit
 *
 * Return: what the last @visit returned.
 */
int demos_forward_each(struct demos_machine *machine,
		       int (*visit)(const struct demos_entry *forward,
				    void *arg), void *arg)
{
	struct demos_entry *entry;
	u64 place = 0;
	int ret = 0;

	rcu_read_lock();
	while (!ret && (entry = demos_table_next(&machine->table, &place))) {
		if (entry->forward)
			ret = visit(entry, arg);
	}
	rcu_read_unlock();
	return ret;
}
