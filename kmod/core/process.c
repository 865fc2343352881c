// SPDX-License-Identifier: GPL-2.0
/*
 * Processes: initialised, entered in the process table, found, shown, told to
 * end, freed.
 */
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/message.h"
#include "core/process.h"
#include "trace.h"

/**
 * demos_process_init() - initialise a process
 * @process: embedded in a guest, a native process, or the kernel
 * @machine: where it is
 * @ops: its kind
 * @pid: its identifier
 * @name: its name; cut to DEMOS_NAME_MAX
 *
 * The caller holds the first reference. It is in no table yet.
 */
void demos_process_init(struct demos_process *process,
			struct demos_machine *machine,
			const struct demos_process_ops *ops, u64 pid,
			const char *name)
{
	process->entry.pid = pid;
	INIT_HLIST_NODE(&process->entry.node);
	refcount_set(&process->refs, 1);
	process->machine = machine;
	process->ops = ops;
	mutex_init(&process->lock);
	strscpy(process->name, name, sizeof(process->name));
	INIT_LIST_HEAD(&process->queue);
	INIT_LIST_HEAD(&process->control);
	INIT_LIST_HEAD(&process->frozen);
	INIT_LIST_HEAD(&process->outbox);
	INIT_LIST_HEAD(&process->transfers);
	process->account.of = &machine->account;
	process->answers.of = &process->account;
	process->pulls.of = &process->account;
	process->priority = DEMOS_PRIORITY_DEFAULT;
	demos_links_init(&process->links, &machine->links);
	demos_pairs_init(&process->pairs, &machine->pairs);
}

/**
 * demos_process_use_reserve() - let a process go beyond the limits
 * @process: of an administrator; initialised, in no table yet
 *
 * It may use the reserve, so that a machine whose limits are reached can be
 * looked at and repaired.
 */
void demos_process_use_reserve(struct demos_process *process)
{
	process->reserve = true;
	process->links.reserve = true;
	process->pairs.reserve = true;
}

/**
 * demos_process_get() - take a reference
 * @process: held by the caller already
 *
 * Return: @process.
 */
struct demos_process *demos_process_get(struct demos_process *process)
{
	refcount_inc(&process->refs);
	return process;
}

/**
 * demos_process_put() - give a reference back
 * @process: freed if it was the last. May sleep.
 */
void demos_process_put(struct demos_process *process)
{
	if (!refcount_dec_and_test(&process->refs))
		return;
	/* Empty if it ended or moved; maybe not if it never came to life */
	demos_messages_destroy(&process->queue);
	demos_messages_destroy(&process->control);
	demos_messages_destroy(&process->frozen);
	demos_pairs_exit(&process->pairs, &process->frozen);
	demos_messages_destroy(&process->frozen);
	demos_messages_destroy(&process->outbox);
	demos_promises_exit(process);
	demos_links_exit(&process->links);
	demos_trail_exit(&process->trail);
	if (process->ops->release)
		process->ops->release(process);
	if (process->ops->free)
		call_rcu(&process->rcu, process->ops->free);
	else
		kfree_rcu(process, rcu);
}

/**
 * demos_process_pid_new() - a process identifier never used before
 * @machine: the machine that creates a process
 *
 * Return: the identifier, or 0: all have been used.
 */
u64 demos_process_pid_new(struct demos_machine *machine)
{
	u64 local = atomic64_inc_return(&machine->next_local) - 1;

	/* Local number 0 is the kernel's, so numbers must not wrap */
	if (local >> DEMOS_PID_LOCAL_BITS)
		return 0;
	return DEMOS_PID(machine->id, local);
}

/* Under the table's lock */
static int enter(struct demos_process *process, struct demos_entry *old)
{
	struct demos_machine *machine = process->machine;
	struct demos_table *table = &machine->table;

	if (machine->closed)
		return -ESHUTDOWN;
	if (old && !old->forward)
		return -EEXIST;
	if ((u32)atomic_read(&machine->processes) >=
	    demos_limit(machine, DEMOS_LIMIT_PROCESSES) +
	    (process->reserve ? DEMOS_RESERVE_PROCESSES : 0))
		return demos_limit_error(DEMOS_LIMIT_PROCESSES);
	demos_process_get(process);
	if (old) {
		demos_table_replace(table, old, &process->entry);
		atomic_dec(&machine->forwards);
	} else {
		demos_table_add(table, &process->entry);
	}
	atomic_inc(&machine->processes);
	return 0;
}

/**
 * demos_process_enter() - put a process in the table
 * @process: with its final identifier; the table takes a reference
 *
 * A forwarding address for the same process is replaced and freed.
 *
 * Return: 0, -ESHUTDOWN: the machine goes down, -EEXIST: it is in the table
 * already, -ENOSPC: identifiers have run out, demos_limit_error(): there are as
 * many processes as allowed.
 */
int demos_process_enter(struct demos_process *process)
{
	struct demos_table *table = &process->machine->table;
	struct demos_entry *old;
	int err;

	if (demos_pid_is_kernel(process->entry.pid))
		return -ENOSPC;
	demos_table_widen(table);
	spin_lock(&table->lock);
	old = demos_table_find(table, process->entry.pid);
	err = enter(process, old);
	spin_unlock(&table->lock);
	if (err)
		return err;
	if (old)
		kfree_rcu_mightsleep(old);
	trace_demos_process(process, DEMOS_TRACE_ENTER);
	return 0;
}

/**
 * demos_process_leave() - take a process out of the table
 * @process: in the table, and GONE, so that nothing enters its queues
 * @forward: takes its place; NULL: nothing does. Belongs to the table now
 *
 * The table's reference is dropped. The process still counts among
 * demos_machine.processes: the caller takes it off when all is done.
 */
void demos_process_leave(struct demos_process *process,
			 struct demos_entry *forward)
{
	struct demos_machine *machine = process->machine;

	spin_lock(&machine->table.lock);
	if (forward) {
		demos_table_replace(&machine->table, &process->entry, forward);
		atomic_inc(&machine->forwards);
	} else {
		demos_table_remove(&machine->table, &process->entry);
	}
	spin_unlock(&machine->table.lock);
	trace_demos_process(process, DEMOS_TRACE_GONE);
	demos_process_put(process);
}

/**
 * demos_process_find() - look a process up
 * @machine: the machine
 * @pid: its identifier
 * @forward: gets a copy of the forwarding address if there is one instead,
 *           else its pid is 0; may be NULL
 *
 * Return: the process, with a reference for the caller, or NULL.
 */
struct demos_process *demos_process_find(struct demos_machine *machine,
					 u64 pid, struct demos_entry *forward)
{
	struct demos_process *process;
	struct demos_entry *entry;
	bool again;

	if (forward)
		forward->pid = 0;
	do {
		again = false;
		process = NULL;
		rcu_read_lock();
		entry = demos_table_find(&machine->table, pid);
		if (entry && !entry->forward) {
			process = container_of(entry, struct demos_process,
					       entry);
			/* It is just leaving: see what takes its place */
			again = !refcount_inc_not_zero(&process->refs);
		} else if (entry && forward) {
			*forward = (struct demos_entry) {
				.pid = pid,
				.moves = entry->moves,
				.machine = entry->machine,
				.forward = true,
				.life = entry->life,
			};
		}
		rcu_read_unlock();
	} while (again);
	return process;
}

/* The next process, with a reference; NULL: there are no more */
static struct demos_process *next_process(struct demos_table *table,
					  u64 *place)
{
	struct demos_process *process = NULL;
	struct demos_entry *entry;

	rcu_read_lock();
	while ((entry = demos_table_next(table, place))) {
		process = container_of(entry, struct demos_process, entry);
		if (!entry->forward && refcount_inc_not_zero(&process->refs))
			break;
	}
	rcu_read_unlock();
	return entry ? process : NULL;
}

/**
 * demos_process_each() - visit every process on a machine
 * @machine: the machine
 * @visit: called without locks, with a reference held; non-zero ends it
 * @arg: handed to @visit
 *
 * Processes that come or go meanwhile may be missed; none is visited twice.
 * The kernel itself is not visited. May sleep.
 *
 * Return: what the last @visit returned.
 */
int demos_process_each(struct demos_machine *machine,
		       int (*visit)(struct demos_process *process, void *arg),
		       void *arg)
{
	struct demos_process *process;
	u64 place = 0;
	int ret = 0;

	while (!ret && (process = next_process(&machine->table, &place))) {
		ret = visit(process, arg);
		demos_process_put(process);
		cond_resched();
	}
	return ret;
}

/**
 * demos_process_info() - describe a process for user space
 * @process: the process; not locked
 * @info: to fill in
 */
void demos_process_info(struct demos_process *process,
			struct demos_process_info *info)
{
	memset(info, 0, sizeof(*info));
	mutex_lock(&process->lock);
	info->pid = process->entry.pid;
	info->sent = process->sent;
	info->received = process->received;
	info->moves = process->moves;
	info->links = process->links.used;
	info->queued = process->queued;
	info->held = process->pairs.held;
	info->pairs = process->pairs.count;
	info->queue_bytes = atomic64_read(&process->account.bytes);
	if (process->suspended)
		info->flags |= DEMOS_PROCESS_SUSPENDED;
	if (process->phase == DEMOS_PHASE_LEAVING)
		info->flags |= DEMOS_PROCESS_LEAVING;
	if (process->phase == DEMOS_PHASE_ARRIVING)
		info->flags |= DEMOS_PROCESS_ARRIVING;
	if (process->unsure)
		info->flags |= DEMOS_PROCESS_UNSURE;
	strscpy(info->name, process->name, sizeof(info->name));
	process->ops->info(process, info);
	mutex_unlock(&process->lock);
}

/**
 * demos_process_await_room() - wait for room in a session that is full
 * @process: has a message for the other machine; locked
 * @to: that machine
 * @class: class of the message
 *
 * Does not sleep: the process is woken when there is room; for move data its
 * actor is scheduled.
 *
 * Return: true if there is room by now, so that it need not wait.
 */
bool demos_process_await_room(struct demos_process *process, u16 to,
			      enum demos_class class)
{
	struct demos_machine *machine = process->machine;

	lockdep_assert_held(&process->lock);
	if (class == DEMOS_CLASS_BULK)
		process->holding = true;
	else
		process->blocked = true;
	atomic_inc(&machine->waiting);
	/* The session may have drained before this process was counted */
	return machine->ops->way(machine, to, class) != DEMOS_WAY_FULL;
}

/**
 * demos_process_may_send_bulk() - is there room for move data to a machine?
 * @process: has some for it; locked
 * @to: that machine, or this one
 *
 * If not, the process's actor is scheduled when there is.
 *
 * Return: true if there is room, or no way at all.
 */
bool demos_process_may_send_bulk(struct demos_process *process, u16 to)
{
	struct demos_machine *machine = process->machine;

	lockdep_assert_held(&process->lock);
	return to == machine->id ||
	       machine->ops->way(machine, to, DEMOS_CLASS_BULK) !=
	       DEMOS_WAY_FULL ||
	       demos_process_await_room(process, to, DEMOS_CLASS_BULK);
}

/**
 * demos_process_unblock() - flow control may let a process send again
 * @process: locked; the caller wakes it if @unblocked is set
 */
void demos_process_unblock(struct demos_process *process)
{
	process->unblocked = process->unblocked || process->blocked;
	process->blocked = false;
}

/**
 * demos_process_flush_voids() - send the fillers kept for another process
 * @process: the sender; locked
 * @pair: record of the process that they are for
 * @to: address of that process: there may be a way to it now
 * @out: out-queue
 */
void demos_process_flush_voids(struct demos_process *process,
			       struct demos_pair *pair,
			       const struct demos_address *to,
			       struct list_head *out)
{
	struct demos_message *filler;

	list_for_each_entry(filler, &pair->voids, node) {
		filler->head.to = *to;
		filler->head.from.machine = process->machine->id;
		filler->head.from.moves = process->moves;
	}
	list_splice_tail_init(&pair->voids, out);
	pair->nvoids = 0;
}

/**
 * demos_process_end() - have a process ended
 * @process: the process
 * @status: exit status, told to its process manager
 *
 * Its actor ends it soon. Only the first status counts.
 */
void demos_process_end(struct demos_process *process, u16 status)
{
	mutex_lock(&process->lock);
	if (!process->ending) {
		WRITE_ONCE(process->ending, true);
		process->status = status;
	}
	mutex_unlock(&process->lock);
	process->machine->ops->schedule(process);
}
