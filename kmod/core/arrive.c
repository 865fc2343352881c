// SPDX-License-Identifier: GPL-2.0
/*
 * Migration, the destination: steps 3 to 5, all in the kernel's actor.
 *
 *   asked --> RESIDENT --> SWAPPABLE --> PROGRAM --> ESTABLISHED: restart.c
 *      |          |            |            |
 *      +----------+------------+------------+--refuse
 *
 * Until it is established, the process is in no table here: an old forwarding
 * address goes on working. Then it is in the table, ARRIVING, and keeps the
 * messages that come for it until the source says that step 7 is done.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/arrive.h"
#include "core/forward.h"
#include "core/image.h"
#include "core/link.h"
#include "core/lives.h"
#include "core/message.h"
#include "core/migrate.h"
#include "core/move.h"
#include "core/process.h"
#include "core/state.h"

/**
 * demos_arrival_free() - forget that a process is arriving
 * @arrival: freed; its process, too, unless it is in the table
 *
 * In the kernel's actor.
 */
void demos_arrival_free(struct demos_arrival *arrival)
{
	spin_lock(&arrival->machine->arrivals_lock);
	list_del(&arrival->node);
	WRITE_ONCE(arrival->machine->arriving,
		   arrival->machine->arriving - 1);
	spin_unlock(&arrival->machine->arrivals_lock);
	if (arrival->process)
		demos_process_put(arrival->process);
	kvfree(arrival->resident.data);
	kvfree(arrival->swappable.data);
	kfree(arrival);
}

/**
 * demos_arrival_find() - find a process that is arriving
 * @machine: here
 * @pid: its identifier
 *
 * In the kernel's actor.
 *
 * Return: the arrival, or NULL.
 */
struct demos_arrival *demos_arrival_find(struct demos_machine *machine, u64 pid)
{
	struct demos_arrival *arrival;

	list_for_each_entry(arrival, &machine->arrivals, node) {
		if (arrival->pid == pid)
			return arrival;
	}
	return NULL;
}

/*
 * End a migration before it is established: tell the source, and forget it. If
 * the session has ended the source knows that, and asks; a refusal might come
 * when it has begun another attempt.
 */
static void give_up(struct demos_arrival *arrival, enum demos_result why,
		    struct list_head *out)
{
	u32 session = demos_lives_session(&arrival->machine->lives,
					  arrival->peer);

	if (session == arrival->session)
		demos_migrate_send(arrival->machine, DEMOS_OP_REFUSE,
				   arrival->peer, arrival->pid,
				   arrival->moves, why, out);
	demos_migrate_failed(arrival->machine, arrival->pid, arrival->peer,
			     why);
	demos_arrival_free(arrival);
}

/* Store a packet of the part that is being copied */
static enum demos_result packet(struct demos_transfer *transfer, u32 at,
				void *bytes, u32 count)
{
	struct demos_arrival *arrival = transfer->owner;
	struct demos_process *process = arrival->process;

	switch (arrival->part) {
	case DEMOS_REGION_RESIDENT:
		memcpy(arrival->resident.data + at, bytes, count);
		return DEMOS_OK;
	case DEMOS_REGION_SWAPPABLE:
		memcpy(arrival->swappable.data + at, bytes, count);
		return DEMOS_OK;
	case DEMOS_REGION_PROGRAM:
		return process->ops->program->write(process, at, bytes, count);
	default:
		return DEMOS_ESTATE;
	}
}

static void part_done(struct demos_process *kernel,
		      struct demos_transfer *transfer, struct list_head *out);

/* Copy a part by the move data facility */
static void begin_part(struct demos_arrival *arrival, enum demos_region part,
		       u32 length, struct list_head *out)
{
	struct demos_transfer *transfer = &arrival->transfer;

	arrival->part = part;
	memset(transfer, 0, sizeof(*transfer));
	INIT_LIST_HEAD(&transfer->node);
	transfer->to = demos_kernel_address(arrival->peer);
	transfer->region = part;
	transfer->pid = arrival->pid;
	transfer->length = length;
	transfer->packet = packet;
	transfer->finish = part_done;
	transfer->owner = arrival;
	demos_count(arrival->machine, DEMOS_C_MIGRATION_CONTROL);
	demos_move_begin(arrival->machine->kernel, transfer, out);
}

static enum demos_result result_of(int err)
{
	if (demos_error_is_limit(err))
		return demos_result_of(err);
	switch (err) {
	case -ENOMEM:
	case -ENOSPC:
	case -EDQUOT:
		return demos_result_of(err);
	case -EEXIST:
		return DEMOS_EBUSY;
	case -ESHUTDOWN:
		return DEMOS_EREFUSED;
	default:
		return DEMOS_ECALL;
	}
}

static struct demos_process *make_empty(struct demos_arrival *arrival)
{
	struct demos_machine *machine = arrival->machine;
	struct demos_process *process = ERR_PTR(-EBADMSG);
	struct demos_guest_spec *spec;
	u32 moves;

	spec = kzalloc(sizeof(*spec), GFP_KERNEL);
	if (!spec)
		return ERR_PTR(-ENOMEM);
	if (!demos_state_read_spec(&arrival->resident, spec, &moves) &&
	    spec->pid == arrival->pid && moves == arrival->moves)
		process = machine->ops->guest_create(machine, spec);
	kfree(spec);
	return process;
}

/* The resident state is here: make the process, and room for the rest */
static int make_process(struct demos_arrival *arrival)
{
	struct demos_process *process = make_empty(arrival);
	int err;

	if (IS_ERR(process))
		return PTR_ERR(process);
	process->moves = arrival->moves;
	process->phase = DEMOS_PHASE_ARRIVING;
	process->peer = arrival->peer;
	err = demos_state_restore_resident(process, &arrival->resident);
	if (!err && process->ops->program->size(process) != arrival->program)
		err = -EBADMSG;
	arrival->swappable.data = kvzalloc(arrival->swappable.size,
					   GFP_KERNEL);
	if (!err && !arrival->swappable.data)
		err = -ENOMEM;
	if (err)
		demos_process_put(process);
	else
		arrival->process = process;
	return err;
}

/**
 * demos_arrival_tell() - tell the source that the process is established
 * @arrival: the arrival
 * @out: out-queue
 */
void demos_arrival_tell(struct demos_arrival *arrival, struct list_head *out)
{
	demos_migrate_send(arrival->machine, DEMOS_OP_ESTABLISHED,
			   arrival->peer, arrival->pid, arrival->moves,
			   DEMOS_OK, out);
}

/* Step 5 is done: messages may come for the process; the source may let go */
static void established(struct demos_arrival *arrival, struct list_head *out)
{
	struct demos_entry forward;
	int err;

	arrival->returns = demos_forward_find(arrival->machine, arrival->pid,
					      &forward);
	err = demos_process_enter(arrival->process);
	if (err) {
		give_up(arrival, result_of(err), out);
		return;
	}
	arrival->part = DEMOS_REGION_MEMORY;
	demos_migrate_step(arrival->machine, arrival->pid, arrival->peer, 5);
	demos_arrival_tell(arrival, out);
}

static void next_part(struct demos_arrival *arrival, struct list_head *out)
{
	int err;

	switch (arrival->part) {
	case DEMOS_REGION_RESIDENT:
		err = make_process(arrival);
		if (err) {
			give_up(arrival, result_of(err), out);
			break;
		}
		begin_part(arrival, DEMOS_REGION_SWAPPABLE,
			   arrival->swappable.size, out);
		break;
	case DEMOS_REGION_SWAPPABLE:
		err = demos_state_restore_swappable(arrival->process,
						    &arrival->swappable);
		if (err) {
			give_up(arrival, result_of(err), out);
			break;
		}
		demos_migrate_step(arrival->machine, arrival->pid,
				   arrival->peer, 4);
		begin_part(arrival, DEMOS_REGION_PROGRAM, arrival->program,
			   out);
		break;
	default:
		established(arrival, out);
	}
}

/* A data move has ended */
static void part_done(struct demos_process *kernel,
		      struct demos_transfer *transfer, struct list_head *out)
{
	struct demos_arrival *arrival = transfer->owner;

	if (transfer->result != DEMOS_OK) {
		give_up(arrival, transfer->result, out);
		return;
	}
	arrival->bytes += transfer->done;
	arrival->packets += transfer->packets;
	arrival->moved++;
	demos_count(kernel->machine, DEMOS_C_MIGRATION_MOVES);
	next_part(arrival, out);
}

/* Does this machine accept the process? */
static enum demos_result check_ask(struct demos_machine *machine,
				   const struct demos_op_ask *asked)
{
	const struct demos_address as = {
		.pid = be64_to_cpu(asked->pid),
		.machine = machine->id,
		.moves = be32_to_cpu(asked->moves),
	};
	u64 pid = as.pid;
	struct demos_process *process;

	if (READ_ONCE(machine->closed))
		return DEMOS_EREFUSED;
	/* The count of moves must not wrap: 0 is "never moved" */
	if (!demos_state_known(be16_to_cpu(asked->version)) ||
	    !demos_address_ok(&as) || !as.moves || as.moves == U32_MAX)
		return DEMOS_ECALL;
	if (be32_to_cpu(asked->resident) > DEMOS_RESIDENT_MAX ||
	    be32_to_cpu(asked->swappable) > DEMOS_SWAPPABLE_MAX ||
	    be32_to_cpu(asked->program) > DEMOS_PROGRAM_MAX)
		return DEMOS_ESIZE;
	process = demos_process_find(machine, pid, NULL);
	if (process)
		demos_process_put(process);
	if (process || demos_pid_is_kernel(pid) ||
	    demos_arrival_find(machine, pid) || machine->arriving >=
	    demos_limit(machine, DEMOS_LIMIT_ARRIVALS))
		return DEMOS_EBUSY;
	return DEMOS_OK;
}

/* Step 3: allocate a process state with the same identifier */
static struct demos_arrival *arrival_create(struct demos_machine *machine,
					    const struct demos_op_ask *asked,
					    u16 peer)
{
	struct demos_arrival *arrival = kzalloc(sizeof(*arrival), GFP_KERNEL);

	if (!arrival)
		return NULL;
	arrival->machine = machine;
	arrival->pid = be64_to_cpu(asked->pid);
	arrival->peer = peer;
	arrival->moves = be32_to_cpu(asked->moves);
	arrival->program = be32_to_cpu(asked->program);
	arrival->resident.size = be32_to_cpu(asked->resident);
	arrival->swappable.size = be32_to_cpu(asked->swappable);
	arrival->resident.data = kvzalloc(arrival->resident.size, GFP_KERNEL);
	arrival->life = demos_lives_now(&machine->lives, peer);
	arrival->session = demos_lives_session(&machine->lives, peer);
	spin_lock(&machine->arrivals_lock);
	list_add_tail(&arrival->node, &machine->arrivals);
	WRITE_ONCE(machine->arriving, machine->arriving + 1);
	spin_unlock(&machine->arrivals_lock);
	if (arrival->resident.data)
		return arrival;
	demos_arrival_free(arrival);
	return NULL;
}

/**
 * demos_arrive_asked() - another machine asks to move a process here
 * @kernel: the kernel here
 * @msg: DEMOS_OP_ASK
 * @out: out-queue
 *
 * In the kernel's actor.
 */
void demos_arrive_asked(struct demos_process *kernel,
			struct demos_message *msg, struct list_head *out)
{
	const struct demos_op_ask *asked = (void *)msg->data;
	struct demos_machine *machine = kernel->machine;
	u16 peer = DEMOS_PID_MACHINE(msg->head.from.pid);
	enum demos_result result = check_ask(machine, asked);
	struct demos_arrival *arrival = NULL;

	if (result == DEMOS_OK) {
		arrival = arrival_create(machine, asked, peer);
		result = demos_result_of(-ENOMEM);
	}
	if (!arrival) {
		demos_migrate_send(machine, DEMOS_OP_REFUSE, peer,
				   be64_to_cpu(asked->pid),
				   be32_to_cpu(asked->moves), result, out);
		return;
	}
	/* Now that it is in the list: see demos_peer_del() */
	if (READ_ONCE(machine->parting) == peer) {
		give_up(arrival, DEMOS_EUNREACHABLE, out);
		return;
	}
	demos_migrate_step(machine, arrival->pid, peer, 3);
	begin_part(arrival, DEMOS_REGION_RESIDENT, arrival->resident.size,
		   out);
}

/**
 * demos_arrive_exit() - the machine ends
 * @machine: here; no actor runs any more
 */
void demos_arrive_exit(struct demos_machine *machine)
{
	struct demos_arrival *arrival;
	struct demos_arrival *next;

	list_for_each_entry_safe(arrival, next, &machine->arrivals, node)
		demos_arrival_free(arrival);
}
