// SPDX-License-Identifier: GPL-2.0
/*
 * Processes: begun, shown, told to end, freed.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "core/message.h"
#include "core/process.h"

/**
 * demos_process_init - begin a process
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
 * demos_process_get - take a reference
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
 * demos_process_put - give a reference back
 * @process: freed if it was the last. May sleep.
 */
void demos_process_put(struct demos_process *process)
{
	if (!refcount_dec_and_test(&process->refs))
		return;
	/* Empty if it ended or moved; not if it never came to life */
	demos_messages_destroy(&process->queue);
	demos_messages_destroy(&process->control);
	demos_messages_destroy(&process->frozen);
	demos_pairs_exit(&process->pairs, &process->frozen);
	demos_messages_destroy(&process->frozen);
	demos_messages_destroy(&process->outbox);
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
 * demos_process_info - a process, as shown
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
	strscpy(info->name, process->name, sizeof(info->name));
	process->ops->info(process, info);
	mutex_unlock(&process->lock);
}

/**
 * demos_process_room - has this machine's session with another one room?
 * @process: who has something for it; locked
 * @to: that machine, or this one
 * @class: move data, a message between processes, or one to a kernel
 *
 * If it has none the process is woken when it has, or its actor if it is move
 * data.
 *
 * Return: whether there is room.
 */
bool demos_process_room(struct demos_process *process, u16 to,
			enum demos_session_class class)
{
	struct demos_machine *machine = process->machine;

	lockdep_assert_held(&process->lock);
	if (to == machine->id || !machine->ops->room)
		return true;
	if (machine->ops->room(machine, to, class))
		return true;
	if (class == DEMOS_CLASS_BULK)
		process->holding = true;
	else
		process->blocked = true;
	atomic_inc(&machine->waiting);
	/* It may have been emptied before anybody was waiting */
	return machine->ops->room(machine, to, class);
}

/**
 * demos_process_end - a process is to end
 * @process: the process
 * @status: exit status, told to its process manager
 *
 * Its actor does it, soon. Only the first status counts.
 */
void demos_process_end(struct demos_process *process, u16 status)
{
	mutex_lock(&process->lock);
	if (!process->ending) {
		process->ending = true;
		process->status = status;
	}
	mutex_unlock(&process->lock);
	process->machine->ops->schedule(process);
}
