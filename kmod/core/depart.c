// SPDX-License-Identifier: GPL-2.0
/*
 * Migration, the source: steps 1, 2, 6 and 7.
 *
 *   LIVE --request--> LEAVING --refused, lost--> LIVE
 *                        |
 *                        +------established----> GONE, a forwarding address
 *
 * While LEAVING, the process is frozen and its state is kept as it was at
 * step 1; only the kernel's actor touches it, under the process's lock.
 */
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/forward.h"
#include "core/image.h"
#include "core/message.h"
#include "core/migrate.h"
#include "core/process.h"
#include "core/queue.h"
#include "core/state.h"

/* Sent by the source: the request (by its sender), ASK and CLEANED */
#define SOURCE_CONTROL	3

/**
 * struct demos_migration - a process that is leaving
 * @peer: where it goes
 * @version: of its state
 * @moves: how often it will have moved
 * @reply: reply link of the request; to.pid 0: nobody waits
 * @began: ktime, ns, of step 1
 * @resident: its resident state; @resident.at bytes of it
 * @swappable: its swappable state, the same
 * @program_size: bytes of program
 * @forward: the forwarding address that will be left behind
 */
struct demos_migration {
	u16 peer;
	u16 version;
	u32 moves;
	struct demos_link reply;
	u64 began;
	struct demos_image resident;
	struct demos_image swappable;
	u32 program_size;
	struct demos_entry *forward;
};

static void migration_free(struct demos_migration *migration)
{
	if (!migration)
		return;
	kvfree(migration->resident.data);
	kvfree(migration->swappable.data);
	kfree(migration->forward);
	kfree(migration);
}

/* Allocate memory for a part of the state, before the process is locked */
static int reserve(struct demos_image *part, u32 size)
{
	if (part->size >= size)
		return 0;
	kvfree(part->data);
	part->data = kvmalloc(size, GFP_KERNEL);
	part->size = part->data ? size : 0;
	return part->data ? 0 : -ENOMEM;
}

/* Bytes to allocate: what the part needed last, and some more for growth */
static u32 room_for(const struct demos_image *part)
{
	return part->at + part->at / 8;
}

static struct demos_migration *migration_create(struct demos_process *process,
						u16 peer)
{
	struct demos_migration *migration;

	migration = kzalloc(sizeof(*migration), GFP_KERNEL);
	if (!migration)
		return NULL;
	migration->peer = peer;
	migration->moves = process->moves + 1;
	migration->began = ktime_get_ns();
	migration->program_size = process->ops->program->size(process);
	migration->forward = demos_forward_create(process->entry.pid, peer,
						  migration->moves);
	demos_state_guess(process, &migration->resident.at,
			  &migration->swappable.at);
	if (migration->forward)
		return migration;
	migration_free(migration);
	return NULL;
}

/* Step 2: ask the destination's kernel to move the process */
static void ask(struct demos_process *process,
		const struct demos_migration *migration, struct list_head *out)
{
	const struct demos_address to =
		demos_kernel_address(migration->peer);
	const struct demos_op_ask asked = {
		.op = cpu_to_be16(DEMOS_OP_ASK),
		.version = cpu_to_be16(migration->version),
		.pid = cpu_to_be64(process->entry.pid),
		.moves = cpu_to_be32(migration->moves),
		.resident = cpu_to_be32(migration->resident.at),
		.swappable = cpu_to_be32(migration->swappable.at),
		.program = cpu_to_be32(migration->program_size),
	};
	struct demos_message *msg;

	demos_count(process->machine, DEMOS_C_MIGRATION_CONTROL);
	msg = demos_message_by_kernel(process->machine->id, &to, 0, &asked,
				      sizeof(asked), out);
	/* The process here needs the answer, so it counts as our own message */
	msg->cause = process->machine->id;
}

/* Return: false: the state has outgrown its memory; @at says what it needs */
static bool save_state(struct demos_process *process,
		       struct demos_migration *migration,
		       const struct demos_guest_spec *spec)
{
	migration->resident.at = 0;
	migration->swappable.at = 0;
	migration->version = demos_state_version(spec);
	demos_state_save_resident(process, spec, migration->moves,
				  &migration->resident);
	demos_state_save_swappable(process, &migration->swappable);
	return migration->resident.at <= migration->resident.size &&
	       migration->swappable.at <= migration->swappable.size;
}

/*
 * Step 1: remove the process from execution. Its state is saved and the process
 * marked as frozen without releasing the lock, so that no message is accepted
 * in between. Threads that deliver to the process wait for this lock: so memory
 * is allocated before, and the state is walked only once. The request of step 2
 * is made under the lock, too. From then on the migration belongs to the
 * kernel's actor, which may end it at once.
 */
static int freeze(struct demos_process *process,
		  struct demos_migration *migration,
		  const struct demos_guest_spec *spec, struct list_head *out)
{
	bool frozen;

	do {
		if (reserve(&migration->resident,
			    room_for(&migration->resident)) ||
		    reserve(&migration->swappable,
			    room_for(&migration->swappable)))
			return -ENOMEM;
		mutex_lock(&process->lock);
		frozen = save_state(process, migration, spec);
		if (frozen) {
			process->migration = migration;
			process->phase = DEMOS_PHASE_LEAVING;
			process->peer = migration->peer;
			process->heard = false;
			ask(process, migration, out);
		}
		mutex_unlock(&process->lock);
	} while (!frozen);
	return 0;
}

static int remove_from_execution(struct demos_process *process, u16 peer,
				 struct demos_link *reply,
				 struct list_head *out)
{
	struct demos_migration *migration = migration_create(process, peer);
	struct demos_guest_spec *spec = kzalloc(sizeof(*spec), GFP_KERNEL);
	int err = -ENOMEM;

	if (migration && spec) {
		migration->reply = *reply;
		process->ops->program->spec(process, spec);
		err = freeze(process, migration, spec, out);
	}
	if (err)
		migration_free(migration);
	else
		reply->to.pid = 0;
	kfree(spec);
	return err;
}

/**
 * demos_depart_request() - begin a migration that was requested
 * @process: the process; in its actor
 * @msg: DEMOS_OP_MIGRATE
 * @reply: its reply link; used up if the result is DEMOS_OK
 * @out: out-queue
 *
 * Return: DEMOS_OK: the migration is under way, and keeps the reply link; or
 * another enum demos_result.
 */
enum demos_result demos_depart_request(struct demos_process *process,
				       struct demos_message *msg,
				       struct demos_link *reply,
				       struct list_head *out)
{
	const struct demos_op_migrate *asked = (void *)msg->data;
	struct demos_machine *machine = process->machine;
	u16 peer = be16_to_cpu(asked->machine);
	int err;

	if (!process->ops->program || peer == machine->id)
		return DEMOS_ESTATE;
	if (!machine->ops->connected(machine, peer))
		return DEMOS_EUNREACHABLE;
	err = remove_from_execution(process, peer, reply, out);
	if (err)
		return demos_result_of(err);
	demos_migrate_step(machine, process->entry.pid, peer, 1);
	demos_migrate_step(machine, process->entry.pid, peer, 2);
	return DEMOS_OK;
}

static enum demos_result read_part(const struct demos_image *part, u32 at,
				   u32 count, u8 *to)
{
	if (at > part->at || count > part->at - at)
		return DEMOS_EADDRESS;
	memcpy(to, part->data + at, count);
	return DEMOS_OK;
}

/* Return: the saved part that is this region, or NULL */
static const struct demos_image *
find_part(const struct demos_migration *migration, u16 region)
{
	switch (region) {
	case DEMOS_REGION_RESIDENT:
		return &migration->resident;
	case DEMOS_REGION_SWAPPABLE:
		return &migration->swappable;
	default:
		return NULL;
	}
}

/*
 * The program of a frozen process does not change, and its memory lasts as long
 * as the caller's reference. So it is read without the lock, since Linux may
 * have to swap it in.
 */
static enum demos_result read_region(struct demos_process *process, u16 peer,
				     const struct demos_op_pull *pull, u8 *to)
{
	u32 at = be32_to_cpu(pull->address);
	u32 count = be32_to_cpu(pull->length);
	u16 region = be16_to_cpu(pull->region);
	enum demos_result result = DEMOS_OK;
	const struct demos_image *part;

	mutex_lock(&process->lock);
	if (process->phase != DEMOS_PHASE_LEAVING ||
	    process->migration->peer != peer) {
		result = DEMOS_EDEAD;
	} else if (region != DEMOS_REGION_PROGRAM) {
		part = find_part(process->migration, region);
		result = part ? read_part(part, at, count, to) : DEMOS_ECALL;
	}
	mutex_unlock(&process->lock);
	if (result == DEMOS_OK && region == DEMOS_REGION_PROGRAM)
		result = process->ops->program->read(process, at, to, count);
	return result;
}

/**
 * demos_depart_read() - read a region for the destination (steps 4 and 5)
 * @kernel: the kernel here; in its actor
 * @msg: PULL, from the destination's kernel
 * @to: room for at least as many bytes as it requests
 *
 * Return: DEMOS_OK, DEMOS_EDEAD: the process is not leaving for that machine,
 * DEMOS_EADDRESS, DEMOS_ECALL, DEMOS_EROOM.
 */
enum demos_result demos_depart_read(struct demos_process *kernel,
				    const struct demos_message *msg, u8 *to)
{
	const struct demos_op_pull *pull = (void *)msg->data;
	enum demos_result result;
	struct demos_process *process;

	if (!demos_pid_is_kernel(msg->head.from.pid))
		return DEMOS_ECALL;
	process = demos_process_find(kernel->machine, be64_to_cpu(pull->pid),
				     NULL);
	if (!process)
		return DEMOS_EDEAD;
	result = read_region(process, DEMOS_PID_MACHINE(msg->head.from.pid),
			     pull, to);
	demos_process_put(process);
	return result;
}

/* Find the process that the other kernel's @msg is about, and lock it */
static struct demos_process *find_leaving(struct demos_machine *machine,
					  const struct demos_message *msg)
{
	const struct demos_op_migration *said = (void *)msg->data;
	u16 peer = DEMOS_PID_MACHINE(msg->head.from.pid);
	struct demos_process *process;

	process = demos_process_find(machine, be64_to_cpu(said->pid), NULL);
	if (!process)
		return NULL;
	mutex_lock(&process->lock);
	if (process->phase == DEMOS_PHASE_LEAVING &&
	    process->migration->peer == peer &&
	    process->migration->moves == be32_to_cpu(said->moves))
		return process;
	mutex_unlock(&process->lock);
	demos_process_put(process);
	return NULL;
}

static void answer_failed(struct demos_machine *machine,
			  const struct demos_migration *migration,
			  const struct demos_no_room *why,
			  struct list_head *out)
{
	union {
		struct demos_migrated migrated;
		struct demos_no_room no_room;
	} said;

	memset(&said, 0, sizeof(said));
	said.no_room = *why;
	said.no_room.op = cpu_to_be16(DEMOS_OP_MIGRATE | DEMOS_OP_ANSWER);
	if (migration->reply.to.pid)
		demos_message_answer(machine->id, &migration->reply, &said,
				     sizeof(said), out);
}

/*
 * The process stays, as if nothing had been requested. @why: the result, and
 * what limit it is about, if any. Drops the process's lock.
 */
static void thaw(struct demos_process *process,
		 const struct demos_no_room *why, struct list_head *out)
{
	struct demos_migration *migration = process->migration;
	LIST_HEAD(frozen);

	process->migration = NULL;
	process->phase = DEMOS_PHASE_LIVE;
	list_splice_init(&process->frozen, &frozen);
	demos_queue_accept_all(process, &frozen, out);
	mutex_unlock(&process->lock);
	demos_migrate_failed(process->machine, process->entry.pid,
			     migration->peer, be16_to_cpu(why->result));
	answer_failed(process->machine, migration, why, out);
	migration_free(migration);
	process->machine->ops->schedule(process);
	process->ops->wake(process);
}

/**
 * demos_depart_refused() - the destination does not take the process
 * @kernel: the kernel here
 * @msg: DEMOS_OP_REFUSE
 * @out: out-queue
 *
 * In the kernel's actor.
 */
void demos_depart_refused(struct demos_process *kernel,
			  struct demos_message *msg, struct list_head *out)
{
	const struct demos_op_migration *said = (void *)msg->data;
	struct demos_process *process = find_leaving(kernel->machine, msg);
	u16 result = be16_to_cpu(said->result);
	struct demos_no_room why = {};

	if (!process)
		return;
	if (!result || result >= __DEMOS_RESULT_MAX)
		result = DEMOS_EREFUSED;
	why.result = cpu_to_be16(result);
	if (result == DEMOS_EROOM) {
		why.why = said->control;
		why.machine =
			cpu_to_be16(DEMOS_PID_MACHINE(msg->head.from.pid));
		why.most = said->frozen;
	}
	thaw(process, &why, out);
	demos_process_put(process);
}

static void mark_pending(struct list_head *list)
{
	struct demos_message *msg;

	list_for_each_entry(msg, list, node)
		msg->head.flags |= DEMOS_F_PENDING;
}

/* Send the fillers once more; the destination keeps those that come back */
static void take_voids(struct demos_pair *pair, void *arg)
{
	list_splice_tail_init(&pair->voids, arg);
}

/*
 * The source commits: from here on the process is the destination's. Messages
 * that had been accepted are marked as pending; those not checked yet, or held
 * back, go without that mark, and are checked over there.
 */
static void commit(struct demos_process *process, struct list_head *pending,
		   struct list_head *out)
{
	demos_pairs_each(&process->pairs, take_voids, out);
	process->phase = DEMOS_PHASE_GONE;
	mark_pending(&process->queue);
	mark_pending(&process->control);
	list_splice_tail_init(&process->control, pending);
	list_splice_tail_init(&process->queue, pending);
	process->queued = 0;
	demos_pairs_exit(&process->pairs, pending);
	list_splice_tail_init(&process->frozen, pending);
	list_splice_tail_init(&process->outbox, out);
	demos_links_exit(&process->links);
}

/* Step 6: re-send the messages, with us as their cause. Return: how many. */
static u32 send_pending(struct demos_machine *machine,
			const struct demos_migration *migration,
			struct list_head *pending, struct list_head *out)
{
	struct demos_message *msg;
	u32 count = 0;

	list_for_each_entry(msg, pending, node) {
		demos_message_uncharge(msg);
		msg->head.to.machine = migration->peer;
		msg->head.to.moves = migration->moves;
		msg->cause = machine->id;
		msg->head.via = machine->id;
		count++;
	}
	demos_count_add(machine, DEMOS_C_PENDING_SENT, count);
	list_splice_tail_init(pending, out);
	return count;
}

/* Step 7 is done: return control to the destination */
static void tell_cleaned(struct demos_machine *machine, u64 pid,
			 const struct demos_migration *migration, u32 pending,
			 struct list_head *out)
{
	const struct demos_address to =
		demos_kernel_address(migration->peer);
	const struct demos_op_migration said = {
		.op = cpu_to_be16(DEMOS_OP_CLEANED),
		.pid = cpu_to_be64(pid),
		.moves = cpu_to_be32(migration->moves),
		.control = cpu_to_be16(SOURCE_CONTROL),
		.pending = cpu_to_be16(min_t(u32, pending, U16_MAX)),
		.frozen = cpu_to_be64(ktime_get_ns() - migration->began),
	};
	struct demos_message *msg;

	demos_count(machine, DEMOS_C_MIGRATION_CONTROL);
	msg = demos_message_by_kernel(machine->id, &to, 0, &said, sizeof(said),
				      out);
	if (migration->reply.to.pid)
		msg->links[msg->nlinks++] = migration->reply;
}

/**
 * demos_depart_established() - commit, and do steps 6 and 7
 * @kernel: the kernel here
 * @msg: DEMOS_OP_ESTABLISHED
 * @out: out-queue
 *
 * In the kernel's actor. The forwarding address is in place before any pending
 * message is sent. The destination holds messages that are forwarded over it
 * until CLEANED comes, which is sent last.
 */
void demos_depart_established(struct demos_process *kernel,
			      struct demos_message *msg,
			      struct list_head *out)
{
	struct demos_machine *machine = kernel->machine;
	struct demos_process *process = find_leaving(machine, msg);
	struct demos_migration *migration;
	LIST_HEAD(pending);
	u64 pid;
	u32 sent;

	if (!process)
		return;
	pid = process->entry.pid;
	commit(process, &pending, out);
	migration = process->migration;
	process->migration = NULL;
	mutex_unlock(&process->lock);
	process->ops->end(process);
	demos_process_leave(process, migration->forward);
	atomic_dec(&machine->processes);
	migration->forward = NULL;
	sent = send_pending(machine, migration, &pending, out);
	demos_migrate_step(machine, pid, migration->peer, 6);
	demos_count(machine, DEMOS_C_MIGRATED_OUT);
	demos_migrate_step(machine, pid, migration->peer, 7);
	tell_cleaned(machine, pid, migration, sent, out);
	migration_free(migration);
	demos_process_put(process);
}

struct lost {
	u16 peer;
	struct list_head *out;
};

static int thaw_if_lost(struct demos_process *process, void *arg)
{
	const struct demos_no_room why = {
		.result = cpu_to_be16(DEMOS_EUNREACHABLE),
	};
	struct lost *lost = arg;

	mutex_lock(&process->lock);
	if (process->phase == DEMOS_PHASE_LEAVING &&
	    process->migration->peer == lost->peer)
		thaw(process, &why, lost->out);
	else
		mutex_unlock(&process->lock);
	return 0;
}

/**
 * demos_depart_peer_lost() - keep the processes leaving for a restarted machine
 * @machine: here
 * @peer: that machine
 * @out: out-queue
 *
 * In the kernel's actor.
 */
void demos_depart_peer_lost(struct demos_machine *machine, u16 peer,
			    struct list_head *out)
{
	struct lost lost = { .peer = peer, .out = out };

	demos_process_each(machine, thaw_if_lost, &lost);
}

/**
 * demos_depart_forget() - give up the migration of a process that ends
 * @process: GONE; its machine goes down
 * @out: out-queue
 *
 * The requester is told that the outcome is not known here.
 */
void demos_depart_forget(struct demos_process *process, struct list_head *out)
{
	const struct demos_no_room unknown = {
		.result = cpu_to_be16(DEMOS_EUNKNOWN),
	};
	struct demos_migration *migration = process->migration;

	if (!migration)
		return;
	process->migration = NULL;
	answer_failed(process->machine, migration, &unknown, out);
	migration_free(migration);
}
