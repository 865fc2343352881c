// SPDX-License-Identifier: GPL-2.0
/*
 * A machine's limits, how much of them is used, and its events.
 */
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/machine.h"
#include "core/process.h"

/* What programs of an administrator may have beyond a limit */
static const u64 reserves[__DEMOS_LIMIT_MAX] = {
	[DEMOS_LIMIT_PROCESSES] = DEMOS_RESERVE_PROCESSES,
	[DEMOS_LIMIT_LINKS] = DEMOS_RESERVE_TOTAL,
	[DEMOS_LIMIT_PROCESS_LINKS] = DEMOS_RESERVE_TABLE,
	[DEMOS_LIMIT_PROCESS_QUEUE] = DEMOS_RESERVE_QUEUE,
	[DEMOS_LIMIT_PROCESS_PAIRS] = DEMOS_RESERVE_TABLE,
	[DEMOS_LIMIT_PAIRS] = DEMOS_RESERVE_TOTAL,
};

/* The limits of a new machine */
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
 * demos_machine_limit_max() - the most that a limit can be set to
 * @limit: which limit
 *
 * Return: in the limit's unit.
 */
u64 demos_machine_limit_max(enum demos_limit limit)
{
	if (DEMOS_LIMITS_OF_ALL >> limit & 1 ||
	    limit == DEMOS_LIMIT_PROCESS_QUEUE)
		return S64_MAX;
	return defaults[limit];
}

/**
 * demos_machine_set_limit() - change a limit of a machine
 * @machine: the machine
 * @limit: which limit
 * @value: its new value; present usage above it stays
 *
 * Return: 0, -EINVAL: no such limit, -ERANGE: more than is possible.
 */
int demos_machine_set_limit(struct demos_machine *machine,
			    enum demos_limit limit, u64 value)
{
	if (limit >= __DEMOS_LIMIT_MAX)
		return -EINVAL;
	if (value > demos_machine_limit_max(limit))
		return -ERANGE;
	WRITE_ONCE(machine->limits[limit], value);
	set_budget(machine, limit, value);
	return 0;
}

/**
 * demos_machine_reset_limits() - give a machine the limits of a new one
 * @machine: the machine
 */
void demos_machine_reset_limits(struct demos_machine *machine)
{
	u32 i;

	machine->links.total_limit = DEMOS_LIMIT_LINKS;
	machine->links.table_limit = DEMOS_LIMIT_PROCESS_LINKS;
	machine->pairs.total_limit = DEMOS_LIMIT_PAIRS;
	machine->pairs.table_limit = DEMOS_LIMIT_PROCESS_PAIRS;
	for (i = 0; i < ARRAY_SIZE(machine->limits); i++)
		demos_machine_set_limit(machine, i, defaults[i]);
}

/**
 * demos_machine_used() - how much of a limit is used
 * @machine: the machine
 * @limit: which
 *
 * Return: in the limit's unit; 0 if it is a limit of single processes.
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
 * demos_machine_reserve() - what is beyond a limit for an administrator
 * @limit: which
 *
 * Return: in the limit's unit; 0: nothing.
 */
u64 demos_machine_reserve(enum demos_limit limit)
{
	return reserves[limit];
}

/**
 * demos_machine_most() - the value of a limit that is reached
 * @machine: the machine
 * @why: DEMOS_ROOM_*
 *
 * Return: the value; 0 if that was no limit.
 */
u64 demos_machine_most(const struct demos_machine *machine, u16 why)
{
	return why && why <= __DEMOS_LIMIT_MAX ?
	       demos_limit(machine, why - 1) : 0;
}

/**
 * demos_machine_take_memory() - reserve memory for a guest
 * @machine: the machine
 * @size: bytes
 *
 * Return: 0, or demos_limit_error().
 */
int demos_machine_take_memory(struct demos_machine *machine, u32 size)
{
	if (size > demos_limit(machine, DEMOS_LIMIT_PROCESS_MEMORY))
		return demos_limit_error(DEMOS_LIMIT_PROCESS_MEMORY);
	if ((u64)atomic64_add_return(size, &machine->memory) <=
	    demos_limit(machine, DEMOS_LIMIT_MEMORY))
		return 0;
	demos_machine_give_memory(machine, size);
	return demos_limit_error(DEMOS_LIMIT_MEMORY);
}

/**
 * demos_machine_give_memory() - give a guest's memory back
 * @machine: the machine
 * @size: bytes, as taken
 */
void demos_machine_give_memory(struct demos_machine *machine, u32 size)
{
	atomic64_sub(size, &machine->memory);
}

/**
 * demos_machine_boot_link() - get a duplicate of the boot link
 * @machine: the machine
 * @boot: gets the link
 *
 * Return: false: there is none, or its process was here and is dead.
 */
bool demos_machine_boot_link(struct demos_machine *machine,
			     struct demos_link *boot)
{
	struct demos_process *process;
	struct demos_entry *entry;
	bool alive;

	spin_lock(&machine->table.lock);
	*boot = machine->boot;
	spin_unlock(&machine->table.lock);
	if (!boot->to.pid || boot->to.machine != machine->id)
		return boot->to.pid;
	rcu_read_lock();
	entry = demos_table_find(&machine->table, boot->to.pid);
	process = container_of(entry, struct demos_process, entry);
	/* One that is ending stays in the table until its manager is told */
	alive = entry && (entry->forward ||
			  READ_ONCE(process->phase) != DEMOS_PHASE_GONE);
	rcu_read_unlock();
	return alive;
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
 * demos_machine_room() - there is room in a session again
 * @machine: the machine
 * @to: the session's other machine
 *
 * Processes that wait for it try again. No lock may be held. May sleep.
 */
void demos_machine_room(struct demos_machine *machine, u16 to)
{
	if (!atomic_xchg(&machine->waiting, 0))
		return;
	wake_blocked(machine->kernel, NULL);
	demos_process_each(machine, wake_blocked, NULL);
}

/**
 * demos_machine_event() - report something that an operator may want to see
 * @machine: where it happened
 * @kind: kind of event
 * @event: the rest, filled in except for kind, machine and time
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
