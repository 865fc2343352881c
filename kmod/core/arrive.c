// SPDX-License-Identifier: GPL-2.0
/*
 * Migration, the destination: steps 3 to 5 and 8, all in the kernel's actor.
 *
 *   asked --> RESIDENT --> SWAPPABLE --> PROGRAM --> ESTABLISHED --> runs
 *      |          |            |            |             |
 *      +----------+------------+------------+--refuse     +-- source lost: runs
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

#include "core/image.h"
#include "core/link.h"
#include "core/lost.h"
#include "core/message.h"
#include "core/migrate.h"
#include "core/move.h"
#include "core/process.h"
#include "core/queue.h"
#include "core/state.h"

/* Sent by the destination: three PULLs, ESTABLISHED and the last answer */
#define DESTINATION_CONTROL	5

/**
 * struct demos_arrival - a process that is arriving
 * @node: in demos_machine.arrivals
 * @machine: here
 * @pid: its identifier
 * @peer: the source
 * @moves: how often it will have moved
 * @part: the part that is being copied; MEMORY: all are here
 * @transfer: the data move of that part
 * @resident: room for the resident state
 * @swappable: room for the swappable state
 * @program: bytes of program
 * @process: made when the resident state is here
 * @bytes: moved so far
 * @packets: of move data so far
 * @moved: data moves completed
 */
struct demos_arrival {
	struct list_head node;
	struct demos_machine *machine;
	u64 pid;
	u16 peer;
	u32 moves;
	enum demos_region part;
	struct demos_transfer transfer;
	struct demos_image resident;
	struct demos_image swappable;
	u32 program;
	struct demos_process *process;
	u32 bytes;
	u32 packets;
	u16 moved;
};

static void arrival_free(struct demos_arrival *arrival)
{
	list_del(&arrival->node);
	arrival->machine->arriving--;
	if (arrival->process)
		demos_process_put(arrival->process);
	kvfree(arrival->resident.data);
	kvfree(arrival->swappable.data);
	kfree(arrival);
}

static struct demos_arrival *find_arrival(struct demos_machine *machine,
					  u64 pid)
{
	struct demos_arrival *arrival;

	list_for_each_entry(arrival, &machine->arrivals, node) {
		if (arrival->pid == pid)
			return arrival;
	}
	return NULL;
}

/* End a migration before it is established: tell the source, and forget it */
static void give_up(struct demos_arrival *arrival, enum demos_result why,
		    struct list_head *out)
{
	demos_migrate_send(arrival->machine, DEMOS_OP_REFUSE, arrival->peer,
			   arrival->pid, arrival->moves, why, out);
	demos_migrate_failed(arrival->machine, arrival->pid, arrival->peer,
			     why);
	arrival_free(arrival);
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

/*
 * The source may not have heard the good-bye of a machine that the process
 * waits for, and the next life of that machine is no news here. So the process
 * hears now what the processes here heard then. Those that are lost from now on
 * find it in the table.
 */
static void hear_of_gone(struct demos_process *process, struct list_head *out)
{
	struct demos_machine *machine = process->machine;
	u16 peer = 0;

	mutex_lock(&process->lock);
	while ((peer = machine->ops->gone(machine, peer)))
		demos_lost_hear(process, peer, out);
	mutex_unlock(&process->lock);
}

/* Step 5 is done: messages may come for the process; the source may let go */
static void established(struct demos_arrival *arrival, struct list_head *out)
{
	int err = demos_process_enter(arrival->process);

	if (err) {
		give_up(arrival, result_of(err), out);
		return;
	}
	arrival->part = DEMOS_REGION_MEMORY;
	hear_of_gone(arrival->process, out);
	demos_migrate_step(arrival->machine, arrival->pid, arrival->peer, 5);
	demos_migrate_send(arrival->machine, DEMOS_OP_ESTABLISHED,
			   arrival->peer, arrival->pid, arrival->moves,
			   DEMOS_OK, out);
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

	if (machine->down)
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
	    find_arrival(machine, pid) || machine->arriving >=
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
	list_add_tail(&arrival->node, &machine->arrivals);
	machine->arriving++;
	if (arrival->resident.data)
		return arrival;
	arrival_free(arrival);
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
	demos_migrate_step(machine, arrival->pid, peer, 3);
	begin_part(arrival, DEMOS_REGION_RESIDENT, arrival->resident.size,
		   out);
}

/* Step 8: restart the process in whatever state it was in */
static void restart(struct demos_process *process, struct list_head *out)
{
	LIST_HEAD(frozen);

	mutex_lock(&process->lock);
	if (process->phase == DEMOS_PHASE_ARRIVING) {
		process->phase = DEMOS_PHASE_LIVE;
		list_splice_init(&process->frozen, &frozen);
		demos_queue_accept_all(process, &frozen, out);
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
	struct demos_link reply = {};
	struct demos_arrival *arrival;

	arrival = find_arrival(machine, be64_to_cpu(said->pid));
	if (!arrival || arrival->part != DEMOS_REGION_MEMORY ||
	    arrival->peer != DEMOS_PID_MACHINE(msg->head.from.pid) ||
	    arrival->moves != be32_to_cpu(said->moves))
		return;
	demos_message_take_reply(msg, &reply);
	restart(arrival->process, out);
	demos_count(machine, DEMOS_C_MIGRATED_IN);
	demos_migrate_step(machine, arrival->pid, arrival->peer, 8);
	answer_done(arrival, said, &reply, out);
	arrival_free(arrival);
}

/**
 * demos_arrive_peer_lost() - a source was restarted
 * @machine: here
 * @peer: that machine
 * @out: out-queue
 *
 * In the kernel's actor. A process that is established here stays here; one
 * that is not yet established has died with its machine.
 */
void demos_arrive_peer_lost(struct demos_machine *machine, u16 peer,
			    struct list_head *out)
{
	struct demos_arrival *arrival;
	struct demos_arrival *next;

	list_for_each_entry_safe(arrival, next, &machine->arrivals, node) {
		if (arrival->peer != peer)
			continue;
		if (arrival->part != DEMOS_REGION_MEMORY) {
			arrival->transfer.result = DEMOS_EUNREACHABLE;
			demos_move_abort(machine->kernel, &arrival->transfer);
			continue;
		}
		restart(arrival->process, out);
		demos_count(machine, DEMOS_C_MIGRATED_IN);
		arrival_free(arrival);
	}
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
		arrival_free(arrival);
}
