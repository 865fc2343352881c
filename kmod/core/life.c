// SPDX-License-Identifier: GPL-2.0
/*
 * A machine's life.
 */
#include <linux/errno.h>

#include "core/kernel.h"
#include "core/life.h"
#include "core/machine.h"
#include "core/migrate.h"
#include "core/moved.h"
#include "core/process.h"
#include "core/route.h"
#include "core/seek.h"

/**
 * demos_life_begin() - begin a machine
 * @machine: zeroed
 * @id: machine id, 1 to DEMOS_MACHINE_MAX
 * @incarnation: larger than that of any life before; its bits below
 *               DEMOS_LIFE_SHIFT are 0
 * @next_local: first local number for a process, larger than any used before
 * @ops: what the machine needs from outside
 *
 * May sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int demos_life_begin(struct demos_machine *machine, u16 id, u64 incarnation,
		     u64 next_local, const struct demos_machine_ops *ops)
{
	u32 i;

	if (demos_table_init(&machine->table))
		return -ENOMEM;
	machine->id = id;
	machine->incarnation = incarnation;
	machine->ops = ops;
	machine->first_local = next_local;
	atomic64_set(&machine->next_local, next_local);
	atomic_set(&machine->processes, 0);
	atomic_set(&machine->forwards, 0);
	/* Far from other machines' names: transfers move with processes */
	atomic_set(&machine->transfer, machine->id * 0x9e3779b1U);
	demos_lives_init(&machine->lives);
	demos_lookups_init(machine);
	atomic_set(&machine->leaving, 0);
	INIT_LIST_HEAD(&machine->arrivals);
	spin_lock_init(&machine->arrivals_lock);
	for (i = 0; i < ARRAY_SIZE(machine->counters); i++)
		atomic64_set(&machine->counters[i], 0);
	demos_machine_reset_limits(machine);
	if (!demos_kernel_create(machine))
		return 0;
	demos_table_exit(&machine->table);
	return -ENOMEM;
}

/**
 * demos_life_close() - let no more processes begin or arrive
 * @machine: the machine
 *
 * Those that are leaving, or established here, may end that meanwhile: see
 * demos_machine_migrates().
 */
void demos_life_close(struct demos_machine *machine)
{
	spin_lock(&machine->table.lock);
	WRITE_ONCE(machine->closed, true);	/* read without the lock */
	spin_unlock(&machine->table.lock);
	demos_kernel_alarm(machine);
}

static int end_one(struct demos_process *process, void *arg)
{
	demos_process_end(process, 0);
	return 0;
}

/**
 * demos_life_stop() - have every process of a machine ended
 * @machine: the machine
 *
 * No process enters any more. When all scheduled work is done, only the kernel
 * is left. Other machines get the forwarding addresses, and the senders of
 * messages that are held here are told. May sleep.
 */
void demos_life_stop(struct demos_machine *machine)
{
	LIST_HEAD(out);

	demos_life_close(machine);
	demos_moved_tell(machine, &out);
	demos_route_all(machine, &out);
	WRITE_ONCE(machine->down, true);
	demos_process_each(machine, end_one, NULL);
	demos_seek_stop(machine, &out);
	demos_route_all(machine, &out);
}

/**
 * demos_life_end() - end a machine
 * @machine: stopped; no work is scheduled, and no frame comes any more
 *
 * Its forwarding addresses go with it. May sleep.
 */
void demos_life_end(struct demos_machine *machine)
{
	demos_arrive_exit(machine);
	demos_lookups_exit(machine);
	demos_table_exit(&machine->table);
	demos_lives_exit(&machine->lives);
	demos_process_put(machine->kernel);
	machine->kernel = NULL;
}
