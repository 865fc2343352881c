// SPDX-License-Identifier: GPL-2.0
/*
 * A machine: begun, stopped, ended.
 */
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/forward.h"
#include "core/kernel.h"
#include "core/machine.h"
#include "core/migrate.h"
#include "core/process.h"

/* What a machine allows until it is told otherwise */
static const u64 defaults[__DEMOS_LIMIT_MAX] = {
	[DEMOS_LIMIT_PROCESSES] = 1 << 20,
	[DEMOS_LIMIT_MEMORY] = 64ULL << 30,
	[DEMOS_LIMIT_LINKS] = 4 << 20,
	[DEMOS_LIMIT_QUEUES] = SZ_256M,
	[DEMOS_LIMIT_ARRIVALS] = 64,
	[DEMOS_LIMIT_PROCESS_MEMORY] = DEMOS_PROGRAM_MAX,
	[DEMOS_LIMIT_PROCESS_LINKS] = DEMOS_LINK_SLOTS_MAX,
	[DEMOS_LIMIT_PROCESS_QUEUE] = SZ_16M,
	[DEMOS_LIMIT_PROCESS_PAIRS] = DEMOS_PAIRS_MAX,
	[DEMOS_LIMIT_PAIRS] = 4 << 20,
};

static void set_budget(struct demos_machine *machine, enum demos_limit limit,
		       u64 value)
{
	switch (limit) {
	case DEMOS_LIMIT_LINKS:
		WRITE_ONCE(machine->links.total_max, value);
		break;
	case DEMOS_LIMIT_PROCESS_LINKS:
		WRITE_ONCE(machine->links.table_max, value);
		break;
	case DEMOS_LIMIT_PAIRS:
		WRITE_ONCE(machine->pairs.total_max, value);
		break;
	case DEMOS_LIMIT_PROCESS_PAIRS:
		WRITE_ONCE(machine->pairs.table_max, value);
		break;
	default:
		break;
	}
}

/**
 * demos_machine_set_limit - change what a machine allows
 * @machine: the machine
 * @limit: which limit
 * @value: its new value. What is above it already stays as it is
 *
 * Return: 0, -EINVAL: no such limit, -ERANGE: more than can be.
 */
int demos_machine_set_limit(struct demos_machine *machine,
			    enum demos_limit limit, u64 value)
{
	if (limit >= __DEMOS_LIMIT_MAX)
		return -EINVAL;
	if (!(DEMOS_LIMITS_OF_ALL >> limit & 1) && value > defaults[limit] &&
	    limit != DEMOS_LIMIT_PROCESS_QUEUE)
		return -ERANGE;
	if (value > S64_MAX)
		return -ERANGE;
	WRITE_ONCE(machine->limits[limit], value);
	set_budget(machine, limit, value);
	return 0;
}

/**
 * demos_machine_used - how much of a limit is used
 * @machine: the machine
 * @limit: which
 *
 * Return: in the limit's unit; 0 if it is not of all processes together.
 */
u64 demos_machine_used(struct demos_machine *machine, enum demos_limit limit)
{
	switch (limit) {
	case DEMOS_LIMIT_PROCESSES:
		return atomic_read(&machine->processes);
	case DEMOS_LIMIT_MEMORY:
		return atomic64_read(&machine->memory);
	case DEMOS_LIMIT_LINKS:
		return atomic64_read(&machine->links.total);
	case DEMOS_LIMIT_QUEUES:
		return atomic64_read(&machine->account.bytes);
	case DEMOS_LIMIT_PAIRS:
		return atomic64_read(&machine->pairs.total);
	case DEMOS_LIMIT_ARRIVALS:
		return READ_ONCE(machine->arriving);
	default:
		return 0;
	}
}

/**
 * demos_machine_take_memory - a guest is to have memory
 * @machine: the machine
 * @size: bytes
 *
 * Return: 0, or -EDQUOT: that is more than it may have, or than is left.
 */
int demos_machine_take_memory(struct demos_machine *machine, u32 size)
{
	if (size > demos_limit(machine, DEMOS_LIMIT_PROCESS_MEMORY))
		return -EDQUOT;
	if ((u64)atomic64_add_return(size, &machine->memory) <=
	    demos_limit(machine, DEMOS_LIMIT_MEMORY))
		return 0;
	demos_machine_give_memory(machine, size);
	return -EDQUOT;
}

/**
 * demos_machine_give_memory - a guest's memory is free again
 * @machine: the machine
 * @size: bytes, as taken
 */
void demos_machine_give_memory(struct demos_machine *machine, u32 size)
{
	atomic64_sub(size, &machine->memory);
}

static int wake_blocked(struct demos_process *process, void *arg)
{
	bool wake, serve;

	mutex_lock(&process->lock);
	wake = process->blocked;
	process->blocked = false;
	serve = process->holding;
	process->holding = false;
	mutex_unlock(&process->lock);
	if (wake)
		process->ops->wake(process);
	if (serve)
		process->machine->ops->schedule(process);
	return 0;
}

/**
 * demos_machine_room - there is room in a session again
 * @machine: the machine
 * @to: the session's other machine
 *
 * Who waits for it tries again. No lock may be held. May sleep.
 */
void demos_machine_room(struct demos_machine *machine, u16 to)
{
	if (!atomic_xchg(&machine->waiting, 0))
		return;
	wake_blocked(machine->kernel, NULL);
	demos_process_each(machine, wake_blocked, NULL);
}

/**
 * demos_machine_init - begin a machine
 * @machine: zeroed
 * @id: machine id, 1 to DEMOS_MACHINE_MAX
 * @incarnation: larger than that of any life before
 * @next_local: first local number for a process, larger than any used before
 * @ops: what it needs from outside
 *
 * May sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int demos_machine_init(struct demos_machine *machine, u16 id, u64 incarnation,
		       u64 next_local, const struct demos_machine_ops *ops)
{
	u32 i;

	if (demos_table_init(&machine->table))
		return -ENOMEM;
	machine->id = id;
	machine->incarnation = incarnation;
	machine->ops = ops;
	atomic64_set(&machine->next_local, next_local);
	atomic_set(&machine->processes, 0);
	atomic_set(&machine->forwards, 0);
	/* Far from those of others: a process takes them along */
	atomic_set(&machine->transfer, machine->id * 0x9e3779b1U);
	INIT_LIST_HEAD(&machine->arrivals);
	for (i = 0; i < ARRAY_SIZE(machine->limits); i++)
		demos_machine_set_limit(machine, i, defaults[i]);
	for (i = 0; i < ARRAY_SIZE(machine->counters); i++)
		atomic64_set(&machine->counters[i], 0);
	if (!demos_kernel_create(machine))
		return 0;
	demos_table_exit(&machine->table);
	return -ENOMEM;
}

static int end_one(struct demos_process *process, void *arg)
{
	demos_process_end(process, 0);
	return 0;
}

/**
 * demos_machine_stop - let every process end
 * @machine: the machine
 *
 * No process enters any more. When what has been scheduled is done, none is
 * left but the kernel. May sleep.
 */
void demos_machine_stop(struct demos_machine *machine)
{
	spin_lock(&machine->table.lock);
	machine->down = true;
	spin_unlock(&machine->table.lock);
	demos_process_each(machine, end_one, NULL);
}

/**
 * demos_machine_exit - end a machine
 * @machine: stopped, nothing scheduled, no frame comes any more
 *
 * Forwarding addresses go with it. May sleep.
 */
void demos_machine_exit(struct demos_machine *machine)
{
	demos_arrive_exit(machine);
	demos_table_exit(&machine->table);
	demos_process_put(machine->kernel);
	machine->kernel = NULL;
}

/**
 * demos_machine_event - something an operator may want to see
 * @machine: where it happened
 * @kind: what
 * @event: the rest, filled in but for kind, machine and time
 */
void demos_machine_event(struct demos_machine *machine,
			 enum demos_event_kind kind,
			 struct demos_event *event)
{
	event->kind = kind;
	event->machine = machine->id;
	event->time = ktime_get_real_ns();
	machine->ops->event(machine, event);
}
