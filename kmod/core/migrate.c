// SPDX-License-Identifier: GPL-2.0
/*
 * Migration: what source and destination have in common.
 */
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/machine.h"
#include "core/message.h"
#include "core/migrate.h"
#include "core/process.h"
#include "core/route.h"
#include "trace.h"

/**
 * demos_migrate_step() - a step of section 3.1 has been completed here
 * @machine: here
 * @pid: the process
 * @peer: the other machine
 * @step: 1 to 8
 */
void demos_migrate_step(struct demos_machine *machine, u64 pid, u16 peer,
			u32 step)
{
	struct demos_event event = {
		.pid = pid,
		.peer = peer,
		.value = step,
	};

	trace_demos_migrate(machine, pid, peer, step, DEMOS_OK);
	demos_machine_event(machine, DEMOS_EVENT_STEP, &event);
}

/**
 * demos_migrate_failed() - a migration has failed: the process did not move
 * @machine: here
 * @pid: the process
 * @peer: the other machine
 * @result: why
 */
void demos_migrate_failed(struct demos_machine *machine, u64 pid, u16 peer,
			  enum demos_result result)
{
	struct demos_event event = {
		.pid = pid,
		.peer = peer,
		.value = demos_result_plain(result),
	};

	trace_demos_migrate(machine, pid, peer, 0, event.value);
	demos_count(machine, DEMOS_C_MIGRATIONS_FAILED);
	demos_machine_event(machine, DEMOS_EVENT_ABORTED, &event);
}

/**
 * demos_migrate_unsure() - a process may be here or on the other machine
 * @machine: here; the process is frozen
 * @pid: the process
 * @peer: the other machine
 */
void demos_migrate_unsure(struct demos_machine *machine, u64 pid, u16 peer)
{
	struct demos_event event = { .pid = pid, .peer = peer };

	trace_demos_migrate(machine, pid, peer, 0, DEMOS_EUNKNOWN);
	demos_count(machine, DEMOS_C_UNSURE);
	demos_machine_event(machine, DEMOS_EVENT_UNSURE, &event);
}

/**
 * demos_migrate_send() - tell the other kernel something about a migration
 * @machine: here
 * @op: REFUSE, ESTABLISHED, QUERY, CLEANED or KEPT
 * @peer: the other machine
 * @pid: the process
 * @moves: how often it will have moved: this says which migration it is
 * @result: REFUSE: why
 * @out: out-queue
 *
 * Return: the data of the message, for the caller to add to.
 */
struct demos_op_migration *
demos_migrate_send(struct demos_machine *machine, enum demos_op op, u16 peer,
		   u64 pid, u32 moves, enum demos_result result,
		   struct list_head *out)
{
	const struct demos_address to = demos_kernel_address(peer);
	u16 why = demos_result_why(result);
	const struct demos_op_migration said = {
		.op = cpu_to_be16(op),
		.result = cpu_to_be16(demos_result_plain(result)),
		.pid = cpu_to_be64(pid),
		.moves = cpu_to_be32(moves),
		.control = cpu_to_be16(why),
		.frozen = cpu_to_be64(demos_machine_most(machine, why)),
	};
	struct demos_message *msg;

	demos_count(machine, DEMOS_C_MIGRATION_CONTROL);
	msg = demos_message_by_kernel(machine->id, &to, 0, &said, sizeof(said),
				      out);
	return (void *)msg->data;
}

/* The messages that end a migration, for the source or for the destination */
static bool ends_migration(u16 op)
{
	return op == DEMOS_OP_REFUSE || op == DEMOS_OP_ESTABLISHED ||
	       op == DEMOS_OP_CLEANED;
}

/* Does a migration wait for this message? If so, it has come: one is enough. */
static bool waits_for(struct demos_process *process, u16 op, u16 peer,
		      u32 moves)
{
	bool leaves = process->phase == DEMOS_PHASE_LEAVING &&
		      moves == process->moves + 1;
	bool arrives = process->phase == DEMOS_PHASE_ARRIVING &&
		       moves == process->moves;

	lockdep_assert_held(&process->lock);
	if (process->heard || process->peer != peer)
		return false;
	process->heard = op == DEMOS_OP_CLEANED ? arrives : leaves;
	return process->heard;
}

/**
 * demos_migrate_expects() - does a process here wait for this message?
 * @machine: here
 * @msg: any message for the kernel
 *
 * The message must not be dropped: the process would stay frozen for ever. No
 * lock may be held.
 *
 * Return: true if one does, and this is the first such message.
 */
bool demos_migrate_expects(struct demos_machine *machine,
			   const struct demos_message *msg)
{
	const struct demos_op_migration *said = (void *)msg->data;
	u16 op = demos_message_op(msg);
	struct demos_process *process;
	bool due;

	if (!ends_migration(op) || !demos_pid_is_kernel(msg->head.from.pid) ||
	    msg->length < sizeof(*said))
		return false;
	process = demos_process_find(machine, be64_to_cpu(said->pid), NULL);
	if (!process)
		return false;
	mutex_lock(&process->lock);
	due = waits_for(process, op, DEMOS_PID_MACHINE(msg->head.from.pid),
			be32_to_cpu(said->moves));
	mutex_unlock(&process->lock);
	demos_process_put(process);
	return due;
}

/**
 * demos_migrate_refuse_ask() - a request to move a process cannot be delivered
 * @machine: the machine where it is now
 * @msg: a message that a kernel has sent; still the caller's
 * @why: the reason that the source is told
 * @out: out-queue
 *
 * The source gets its answer in the name of the kernel that it asked.
 */
void demos_migrate_refuse_ask(struct demos_machine *machine,
			      const struct demos_message *msg,
			      enum demos_result why, struct list_head *out)
{
	const struct demos_op_ask *asked = (void *)msg->data;
	struct demos_op_migration said = {
		.op = cpu_to_be16(DEMOS_OP_REFUSE),
		.result = cpu_to_be16(demos_result_plain(why)),
	};
	struct demos_message *answer;

	if (demos_message_op(msg) != DEMOS_OP_ASK ||
	    !demos_pid_is_kernel(msg->head.to.pid) ||
	    msg->length < sizeof(*asked))
		return;
	said.pid = asked->pid;
	said.moves = asked->moves;
	demos_count(machine, DEMOS_C_MIGRATION_CONTROL);
	answer = demos_message_by_kernel(machine->id, &msg->head.from, 0, &said,
					 sizeof(said), out);
	answer->head.from.pid = msg->head.to.pid;
}
