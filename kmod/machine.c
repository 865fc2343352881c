// SPDX-License-Identifier: GPL-2.0
/*
 * A machine: begun, stopped, ended.
 */
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "forward.h"
#include "kernel.h"
#include "machine.h"
#include "migrate.h"
#include "process.h"

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

	machine->id = id;
	machine->incarnation = incarnation;
	machine->ops = ops;
	atomic64_set(&machine->next_local, next_local);
	atomic_set(&machine->processes, 0);
	atomic_set(&machine->forwards, 0);
	atomic_set(&machine->transfer, 0);
	INIT_LIST_HEAD(&machine->arrivals);
	spin_lock_init(&machine->table_lock);
	for (i = 0; i < ARRAY_SIZE(machine->table); i++)
		INIT_HLIST_HEAD(&machine->table[i]);
	for (i = 0; i < ARRAY_SIZE(machine->counters); i++)
		atomic64_set(&machine->counters[i], 0);
	return demos_kernel_create(machine);
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
	spin_lock(&machine->table_lock);
	machine->down = true;
	spin_unlock(&machine->table_lock);
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
	struct demos_entry *entry;
	struct hlist_node *next;
	u32 i;

	demos_arrive_exit(machine);
	for (i = 0; i < ARRAY_SIZE(machine->table); i++) {
		hlist_for_each_entry_safe(entry, next, &machine->table[i],
					  node) {
			hlist_del(&entry->node);
			kfree(entry);
		}
	}
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
