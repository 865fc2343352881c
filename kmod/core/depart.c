// SPDX-License-Identifier: GPL-2.0
/*
 * Migration, the source: steps 1 and 2, and its state for steps 4 and 5.
 *
 * While LEAVING, the process is frozen and its state is kept as it was at
 * step 1; only the kernel's actor touches it, under the process's lock.
 * commit.c ends that.
 */
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/depart.h"
#include "core/forward.h"
#include "core/image.h"
#include "core/lives.h"
#include "core/message.h"
#include "core/migrate.h"
#include "core/process.h"
#include "core/state.h"

/**
 * demos_migration_free() - forget that a process is leaving
 * @migration: the migration, or NULL; its reply link has been used
 */
void demos_migration_free(struct demos_migration *migration)
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
	migration->life = demos_lives_now(&process->machine->lives, peer);
	migration->session = demos_lives_session(&process->machine->lives,
						 peer);
	migration->moves = process->moves + 1;
	migration->began = ktime_get_ns();
	migration->program_size = process->ops->program->size(process);
	migration->forward = demos_forward_create(process->machine,
						  process->entry.pid, peer,
						  migration->moves);
	demos_state_guess(process, &migration->resident.at,
			  &migration->swappable.at);
	if (migration->forward)
		return migration;
	demos_migration_free(migration);
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
		if (READ_ONCE(process->machine->parting) == migration->peer) {
			mutex_unlock(&process->lock);
			return -EHOSTUNREACH;
		}
		if (frozen) {
			process->migration = migration;
			process->phase = DEMOS_PHASE_LEAVING;
			atomic_inc(&process->machine->leaving);
			process->peer = migration->peer;
			process->heard = false;
			process->unsure = false;
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
		demos_migration_free(migration);
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
	if (err == -EHOSTUNREACH)
		return DEMOS_EUNREACHABLE;
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
	if (process->phase != DEMOS_PHASE_LEAVING || process->unsure ||
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
