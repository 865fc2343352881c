// SPDX-License-Identifier: GPL-2.0
/*
 * Migration, the destination, until the process runs here (step 8) or is
 * forgotten. Table 2 of Documentation/migration.rst.
 *
 *   copying (arrive.c) --> ESTABLISHED --cleaned, source's life ends--> runs
 *                              |    ^
 *              the session ends|    |
 *                              v    |
 *                     ESTABLISHED, unsure --kept--> forgotten
 *
 * All in the kernel's actor.
 */
#include <linux/errno.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/arrive.h"
#include "core/doubt.h"
#include "core/doubt_pair.h"
#include "core/forward.h"
#include "core/link.h"
#include "core/lost.h"
#include "core/message.h"
#include "core/migrate.h"
#include "core/notice.h"
#include "core/process.h"
#include "core/queue.h"

/* Sent by the destination: three PULLs, ESTABLISHED and the last answer */
#define DESTINATION_CONTROL	5

/* Step 8: restart the process in whatever state it was in */
static void restart(struct demos_process *process, struct list_head *out)
{
	LIST_HEAD(frozen);

	mutex_lock(&process->lock);
	if (process->phase == DEMOS_PHASE_ARRIVING) {
		process->phase = DEMOS_PHASE_LIVE;
		process->unsure = false;
		list_splice_init(&process->frozen, &frozen);
		demos_queue_accept_all(process, &frozen, out);
		demos_doubt_resume(process, out);
	}
	mutex_unlock(&process->lock);
	process->machine->ops->schedule(process);
	process->ops->wake(process);
}

static void answer_done(struct demos_arrival *arrival,
			const struct demos_op_migration *cleaned,
			const struct demos_link *reply, struct list_head *out)
{
	u32 control = be16_to_cpu(cleaned->control) + DESTINATION_CONTROL;
	const struct demos_migrated said = {
		.op = cpu_to_be16(DEMOS_OP_MIGRATE | DEMOS_OP_ANSWER),
		.pid = cpu_to_be64(arrival->pid),
		.machine = cpu_to_be16(arrival->machine->id),
		.control = cpu_to_be16(control),
		.moves = cpu_to_be16(arrival->moved),
		.pending = cleaned->pending,
		.bytes = cpu_to_be32(arrival->bytes),
		.packets = cpu_to_be32(arrival->packets),
		.ns = cleaned->frozen,
	};
	struct demos_event event = {
		.pid = arrival->pid,
		.peer = arrival->peer,
		.value = control,
		.value2 = arrival->moved,
		.value3 = be64_to_cpu(cleaned->frozen),
	};

	demos_machine_event(arrival->machine, DEMOS_EVENT_MIGRATED, &event);
	if (!reply->to.pid)
		return;
	demos_count(arrival->machine, DEMOS_C_MIGRATION_CONTROL);
	demos_message_answer(arrival->machine->id, reply, &said, sizeof(said),
			     out);
}

/* Step 6 is over, and may not have brought all: tell the senders (rule 6) */
static void count_missing(struct demos_process *process, struct list_head *out)
{
	mutex_lock(&process->lock);
	demos_lost_pending(process, out);
	mutex_unlock(&process->lock);
}

/* Step 8 without step 7: the process has no other place to run */
static void run_here(struct demos_arrival *arrival, struct list_head *out)
{
	count_missing(arrival->process, out);
	mutex_lock(&arrival->process->lock);
	demos_doubt_pairs_warn(arrival->process, out);
	mutex_unlock(&arrival->process->lock);
	restart(arrival->process, out);
	demos_count(arrival->machine, DEMOS_C_MIGRATED_IN);
	demos_arrival_free(arrival);
}

/* Before step 5 nothing is known of the process here but its state */
static void abort_copy(struct demos_arrival *arrival, enum demos_result why)
{
	arrival->transfer.result = why;
	demos_move_abort(arrival->machine->kernel, &arrival->transfer);
}

/*
 * The source has kept the process, or an operator says so: messages that came
 * for it here go there. The forwarding address that was here before is put
 * back. @why: refuse the messages instead.
 */
static void forget(struct demos_arrival *arrival, enum demos_result why,
		   struct list_head *out)
{
	struct demos_machine *machine = arrival->machine;
	struct demos_process *process = arrival->process;
	struct demos_message *msg, *next;
	struct demos_entry *back = NULL;
	LIST_HEAD(frozen);

	if (arrival->returns)
		back = demos_forward_create_sure(machine, arrival->pid,
						 arrival->peer,
						 arrival->moves - 1);
	mutex_lock(&process->lock);
	process->phase = DEMOS_PHASE_GONE;
	process->unsure = false;
	list_splice_tail_init(&process->queue, &frozen);
	list_splice_tail_init(&process->control, &frozen);
	list_splice_tail_init(&process->frozen, &frozen);
	demos_messages_destroy(&process->outbox);
	process->queued = 0;
	demos_pairs_exit(&process->pairs, &frozen);
	demos_links_exit(&process->links);
	mutex_unlock(&process->lock);
	process->ops->end(process);
	demos_process_leave(process, back);
	atomic_dec(&machine->processes);
	list_for_each_entry_safe(msg, next, &frozen, node) {
		demos_message_uncharge(msg);
		msg->head.to.machine = arrival->peer;
		msg->head.to.moves = arrival->moves - 1;
		if (why == DEMOS_OK) {
			list_move_tail(&msg->node, out);
			continue;
		}
		list_del_init(&msg->node);
		demos_notice_refuse(machine, msg, why, out);
	}
	demos_migrate_failed(machine, arrival->pid, arrival->peer,
			     why ?: DEMOS_EREFUSED);
	demos_arrival_free(arrival);
}

static void become_unsure(struct demos_arrival *arrival, struct list_head *out)
{
	struct demos_machine *machine = arrival->machine;
	struct demos_process *process = arrival->process;

	mutex_lock(&process->lock);
	process->unsure = true;
	process->heard = false;
	mutex_unlock(&process->lock);
	demos_patience_begin(&arrival->patience);
	demos_migrate_unsure(machine, arrival->pid, arrival->peer);
	demos_arrival_tell(arrival, out);
	machine->ops->alarm(machine);
}

static void wait_on(struct demos_arrival *arrival, struct list_head *out)
{
	struct demos_machine *machine = arrival->machine;

	if (demos_patience_over(&arrival->patience) &&
	    machine->ops->connected(machine, arrival->peer))
		demos_arrival_tell(arrival, out);
	machine->ops->alarm(machine);
}

static bool is_unsure(const struct demos_arrival *arrival)
{
	return arrival->process && arrival->process->unsure;
}

/* What can happen to a process that is arriving */
enum event {
	QUERIED,	/* the source does not know whether it is established */
	KEPT,		/* the source has it */
	LIFE_ENDED,	/* so has the source */
	SESSION_ENDED,	/* with the source, which may live */
	SECOND_OVER,
	GOES_DOWN,	/* this machine */
	KEEP,		/* an operator decides */
	DROP
};

/* Table 2, column C: steps 3 to 5. @arrival may be freed. */
static void copying(struct demos_arrival *arrival, enum event event)
{
	switch (event) {
	case QUERIED:
	case SESSION_ENDED:
		abort_copy(arrival, DEMOS_EUNKNOWN);
		break;
	case LIFE_ENDED:
		abort_copy(arrival, DEMOS_EUNREACHABLE);
		break;
	case GOES_DOWN:
		abort_copy(arrival, DEMOS_EREFUSED);
		break;
	default:
		break;
	}
}

/* Table 2, columns E and V: it is established. @arrival may be freed. */
static void waiting(struct demos_arrival *arrival, enum event event,
		    struct list_head *out)
{
	switch (event) {
	case QUERIED:
		demos_arrival_tell(arrival, out);
		break;
	case KEPT:
		forget(arrival, DEMOS_OK, out);
		break;
	case LIFE_ENDED:
	case KEEP:
		run_here(arrival, out);
		break;
	case SESSION_ENDED:
		if (!is_unsure(arrival))
			become_unsure(arrival, out);
		break;
	case SECOND_OVER:
		if (is_unsure(arrival))
			wait_on(arrival, out);
		break;
	case DROP:
		forget(arrival, DEMOS_EUNKNOWN, out);
		break;
	case GOES_DOWN:
		break;
	}
}

static void arriving(struct demos_arrival *arrival, enum event event,
		     struct list_head *out)
{
	if (arrival->part == DEMOS_REGION_MEMORY)
		waiting(arrival, event, out);
	else
		copying(arrival, event);
}

/* The arrival that the other kernel's @msg is about; NULL: there is none */
static struct demos_arrival *find_named(struct demos_machine *machine,
					const struct demos_message *msg)
{
	const struct demos_op_migration *said = (void *)msg->data;
	struct demos_arrival *arrival;

	arrival = demos_arrival_find(machine, be64_to_cpu(said->pid));
	if (!arrival ||
	    arrival->peer != DEMOS_PID_MACHINE(msg->head.from.pid) ||
	    arrival->moves != be32_to_cpu(said->moves))
		return NULL;
	return arrival;
}

/**
 * demos_arrive_cleaned() - the source has completed its work
 * @kernel: the kernel here
 * @msg: DEMOS_OP_CLEANED
 * @out: out-queue
 *
 * In the kernel's actor.
 */
void demos_arrive_cleaned(struct demos_process *kernel,
			  struct demos_message *msg, struct list_head *out)
{
	const struct demos_op_migration *said = (void *)msg->data;
	struct demos_machine *machine = kernel->machine;
	struct demos_arrival *arrival = find_named(machine, msg);
	struct demos_link reply = {};

	if (!arrival || arrival->part != DEMOS_REGION_MEMORY)
		return;
	demos_message_take_reply(msg, &reply);
	count_missing(arrival->process, out);
	restart(arrival->process, out);
	demos_count(machine, DEMOS_C_MIGRATED_IN);
	demos_migrate_step(machine, arrival->pid, arrival->peer, 8);
	answer_done(arrival, said, &reply, out);
	demos_arrival_free(arrival);
}

/**
 * demos_arrive_kept() - the source has the process that is established here
 * @kernel: the kernel here
 * @msg: DEMOS_OP_KEPT
 * @out: out-queue
 *
 * In the kernel's actor.
 */
void demos_arrive_kept(struct demos_process *kernel, struct demos_message *msg,
		       struct list_head *out)
{
	struct demos_arrival *arrival = find_named(kernel->machine, msg);

	if (arrival)
		arriving(arrival, KEPT, out);
}

/* Has the process been here, having moved that often or more? */
static bool has_been_here(struct demos_machine *machine, u64 pid, u32 moves)
{
	struct demos_process *process;
	struct demos_entry forward;
	bool here;

	process = demos_process_find(machine, pid, &forward);
	if (!process)
		return forward.pid && forward.moves > moves;
	mutex_lock(&process->lock);
	here = process->moves >= moves;
	mutex_unlock(&process->lock);
	demos_process_put(process);
	return here;
}

/**
 * demos_arrive_queried() - the source does not know whether it is established
 * @kernel: the kernel here
 * @msg: DEMOS_OP_QUERY
 * @out: out-queue
 *
 * In the kernel's actor. Always answered.
 */
void demos_arrive_queried(struct demos_process *kernel,
			  struct demos_message *msg, struct list_head *out)
{
	const struct demos_op_migration *said = (void *)msg->data;
	struct demos_machine *machine = kernel->machine;
	struct demos_arrival *arrival = find_named(machine, msg);
	u64 pid = be64_to_cpu(said->pid);
	u32 moves = be32_to_cpu(said->moves);
	u16 from = DEMOS_PID_MACHINE(msg->head.from.pid);
	struct demos_op_migration *answer;
	bool here;

	if (arrival) {
		arriving(arrival, QUERIED, out);
	} else if (demos_pid_is_kernel(msg->head.from.pid)) {
		here = has_been_here(machine, pid, moves);
		answer = demos_migrate_send(machine, here ?
					    DEMOS_OP_ESTABLISHED :
					    DEMOS_OP_REFUSE, from, pid, moves,
					    here ? DEMOS_OK : DEMOS_EUNKNOWN,
					    out);
		answer->pending = said->pending;
	}
}

/**
 * demos_arrive_lost() - lives of a machine, or sessions with it, have ended
 * @machine: here
 * @lost: which
 * @out: out-queue
 *
 * In the kernel's actor.
 */
void demos_arrive_lost(struct demos_machine *machine,
		       const struct demos_op_lost *lost, struct list_head *out)
{
	struct demos_arrival *arrival;
	struct demos_arrival *next;

	list_for_each_entry_safe(arrival, next, &machine->arrivals, node) {
		if (arrival->peer != be16_to_cpu(lost->machine))
			continue;
		if (arrival->life < be64_to_cpu(lost->floor))
			arriving(arrival, LIFE_ENDED, out);
		else if (arrival->session <= be32_to_cpu(lost->session))
			arriving(arrival, SESSION_ENDED, out);
	}
}

/**
 * demos_arrive_alarm() - a second is over, or the machine goes down
 * @machine: here
 * @out: out-queue
 *
 * In the kernel's actor.
 */
void demos_arrive_alarm(struct demos_machine *machine, struct list_head *out)
{
	enum event event = READ_ONCE(machine->closed) ? GOES_DOWN :
			   SECOND_OVER;
	struct demos_arrival *arrival;
	struct demos_arrival *next;

	list_for_each_entry_safe(arrival, next, &machine->arrivals, node)
		arriving(arrival, event, out);
}

/**
 * demos_arrive_resolve() - an operator decides about a process that may be here
 * @machine: here
 * @pid: the process
 * @keep: it is; else it is given up for the source's
 * @out: out-queue
 *
 * In the kernel's actor.
 *
 * Return: DEMOS_OK, or DEMOS_ESTATE: it is not unsure here.
 */
enum demos_result demos_arrive_resolve(struct demos_machine *machine, u64 pid,
				       bool keep, struct list_head *out)
{
	struct demos_arrival *arrival = demos_arrival_find(machine, pid);

	if (!arrival || !is_unsure(arrival))
		return DEMOS_ESTATE;
	arriving(arrival, keep ? KEEP : DROP, out);
	return DEMOS_OK;
}
