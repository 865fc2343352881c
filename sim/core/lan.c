// SPDX-License-Identifier: GPL-2.0
/*
 * The LAN: wires, the run queue, time.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <linux/errno.h>
#include <linux/string.h>

#include "lan.h"
#include "link.h"
#include "message.h"
#include "puppet.h"
#include "route.h"
#include "task.h"

struct lan *the_lan;
int shim_locks_held;

/**
 * lan_random - a number chosen by the seed (xorshift64*)
 * @lan: the LAN
 * @below: the number is less than that
 *
 * Return: the number.
 */
u32 lan_random(struct lan *lan, u32 below)
{
	lan->random ^= lan->random >> 12;
	lan->random ^= lan->random << 25;
	lan->random ^= lan->random >> 27;
	return (lan->random * 0x2545f4914f6cdd1dULL >> 33) % below;
}

bool shim_alloc_fails(void)
{
	return the_lan && the_lan->failures &&
	       !lan_random(the_lan, the_lan->failures);
}

u64 ktime_get_ns(void)
{
	return the_lan->time;
}

u64 ktime_get_real_ns(void)
{
	return the_lan->time;
}

static struct lan_machine *lan_of(struct demos_machine *machine)
{
	return container_of(machine, struct lan_machine, machine);
}

static int lan_xmit(struct demos_machine *machine, u16 to,
		    struct demos_message *msg)
{
	struct lan *lan = lan_of(machine)->lan;

	if (!to || to > lan->count || to == machine->id)
		return -EHOSTUNREACH;
	list_add_tail(&msg->node, &lan->wires[machine->id - 1][to - 1]);
	return 0;
}

static bool lan_connected(struct demos_machine *machine, u16 to)
{
	return to && to <= lan_of(machine)->lan->count && to != machine->id;
}

static void lan_schedule(struct demos_process *process)
{
	struct lan *lan = lan_of(process->machine)->lan;

	if (process->work.queued)
		return;
	process->work.queued = true;
	demos_process_get(process);
	lan->runnable = realloc(lan->runnable, (lan->nrunnable + 1) *
				sizeof(*lan->runnable));
	lan->runnable[lan->nrunnable++] = process;
}

/* All links of the holder know at least as much as the update told */
static void check_update(struct demos_machine *machine,
			 const struct demos_event *event)
{
	struct demos_process *holder;
	struct demos_link link;
	u32 name = 0;

	holder = demos_process_find(machine, event->pid, NULL);
	if (!holder)
		return;
	while ((name = demos_links_next(&holder->links, name, &link))) {
		if (link.to.pid == event->from &&
		    link.to.moves < event->value2)
			history_wrong(the_history, "a link was not updated");
	}
	demos_process_put(holder);
}

static void lan_event(struct demos_machine *machine,
		      const struct demos_event *event)
{
	if (event->kind == DEMOS_EVENT_EXITED)
		history_dead(the_history, event->pid);
	if (event->kind == DEMOS_EVENT_FORWARDED)
		history_forwarded(the_history, event->from, event->pid);
	if (event->kind == DEMOS_EVENT_UPDATED) {
		history_updated(the_history, event->pid, event->from);
		check_update(machine, event);
	}
	if (getenv("VERBOSE"))
		printf("# %6llu m%u event %u pid %llx peer %u value %llu\n",
		       (unsigned long long)lan_of(machine)->lan->steps,
		       machine->id, event->kind,
		       (unsigned long long)event->pid, event->peer,
		       (unsigned long long)event->value);
}

static const struct demos_machine_ops lan_ops = {
	.xmit = lan_xmit,
	.known = lan_connected,
	.connected = lan_connected,
	.schedule = lan_schedule,
	.event = lan_event,
	.guest_create = puppet_create,
};

/**
 * lan_init - a LAN of machines without processes
 * @lan: to fill in
 * @count: machines
 * @seed: decides all that follows
 */
void lan_init(struct lan *lan, int count, u64 seed)
{
	int i;
	int k;

	memset(lan, 0, sizeof(*lan));
	the_lan = lan;
	lan->count = count;
	lan->random = seed * 0x9e3779b97f4a7c15ULL + 1;
	for (i = 0; i < LAN_MAX; i++) {
		for (k = 0; k < LAN_MAX; k++)
			INIT_LIST_HEAD(&lan->wires[i][k]);
	}
	for (i = 0; i < count; i++) {
		lan->machines[i].lan = lan;
		assert(!demos_machine_init(&lan->machines[i].machine, i + 1,
					   1, 1, &lan_ops));
	}
}

static void run_actor(struct lan *lan, void *arg)
{
	struct demos_process *process = arg;

	demos_process_work(process);
	process->work.running = false;
	demos_process_put(process);
}

static void begin_actor(struct lan *lan, int i)
{
	struct demos_process *process = lan->runnable[i];

	lan->runnable[i] = lan->runnable[--lan->nrunnable];
	process->work.queued = false;
	process->work.running = true;
	task_begin(lan, run_actor, process);
}

/* From the first message on a wire it is known where it leads to */
static void take_in(struct lan *lan, void *arg)
{
	struct list_head *wire = arg;
	int at = wire - &lan->wires[0][0];
	bool *arriving = &lan->arriving[0][0] + at;
	struct demos_message *msg;

	msg = list_first_entry(wire, struct demos_message, node);
	list_del_init(&msg->node);
	*arriving = true;
	demos_route(&lan->machines[at % LAN_MAX].machine, msg);
	*arriving = false;
}

/**
 * struct choices - what may happen next
 * @wires: wires whose first message may arrive
 * @nwires: how many
 * @actors: places in the run queue of actors that do not run
 * @nactors: how many
 */
struct choices {
	struct list_head *wires[LAN_MAX * LAN_MAX];
	int nwires;
	int actors[LAN_RUNNABLE];
	int nactors;
};

static void find_choices(struct lan *lan, struct choices *choices)
{
	int i;

	choices->nwires = 0;
	choices->nactors = 0;
	if (!task_idle())
		return;
	for (i = 0; i < LAN_MAX * LAN_MAX; i++) {
		struct list_head *wire = &lan->wires[0][0] + i;

		if (!list_empty(wire) && !(&lan->arriving[0][0])[i])
			choices->wires[choices->nwires++] = wire;
	}
	for (i = 0; i < lan->nrunnable && i < LAN_RUNNABLE; i++) {
		if (!lan->runnable[i]->work.running)
			choices->actors[choices->nactors++] = i;
	}
}

/**
 * lan_step - let one thing happen
 * @lan: the LAN
 *
 * Return: false: there is nothing left to happen.
 */
bool lan_step(struct lan *lan)
{
	static struct choices choices;
	int busy = task_busy();
	int choice;

	find_choices(lan, &choices);
	if (!busy && !choices.nwires && !choices.nactors)
		return false;
	lan->steps++;
	lan->time += 1000;
	choice = lan_random(lan, busy + choices.nwires + choices.nactors);
	if (choice < busy)
		task_resume(lan, choice);
	else if (choice < busy + choices.nwires)
		task_begin(lan, take_in, choices.wires[choice - busy]);
	else
		begin_actor(lan, choices.actors[choice - busy -
						choices.nwires]);
	assert(!shim_locks_held);
	return true;
}

/**
 * lan_exit - stop all machines and free everything
 * @lan: the LAN
 */
void lan_exit(struct lan *lan)
{
	int i;

	lan->failures = 0;
	for (i = 0; i < lan->count; i++)
		demos_machine_stop(&lan->machines[i].machine);
	while (lan_step(lan))
		;
	for (i = 0; i < lan->count; i++)
		demos_machine_exit(&lan->machines[i].machine);
	task_exit();
	free(lan->runnable);
	the_lan = NULL;
}
