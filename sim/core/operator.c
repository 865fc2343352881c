// SPDX-License-Identifier: GPL-2.0
/*
 * The operator, driven from outside, as by a person.
 */
#include <assert.h>
#include <linux/errno.h>
#include <linux/string.h>

#include "core/call.h"
#include "hear.h"
#include "lan.h"
#include "core/link.h"
#include "operator.h"
#include "puppet.h"

static const u16 KERNEL_RIGHTS = DEMOS_LINK_KERNEL | DEMOS_LINK_DUP |
	DEMOS_LINK_PASS | DEMOS_LINK_READ | DEMOS_LINK_WRITE;

/* Fill in a process's current address */
static void find_address(struct demos_address *address, int id)
{
	struct demos_process *process;

	address->pid = model_pid(id);
	address->machine = DEMOS_PID_MACHINE(address->pid);
	process = id < 0 ? NULL : lan_find(the_lan, address->pid);
	if (!process)
		return;
	address->machine = process->machine->id;
	address->moves = process->moves;
	demos_process_put(process);
}

/**
 * know() - put a link into a process's table, as only the simulator can
 * @process: the process
 * @right: the right, which has no place yet
 *
 * Return: false if the table is full.
 */
bool know(struct demos_process *process, int right)
{
	const struct right *it = &model.rights[right];
	u32 failures = the_lan->failures;
	enum demos_result result;
	struct demos_link link = {
		.code = origin_of(right)->code,
		.channel = origin_of(right)->channel,
		.flags = it->flags,
		.area = it->area,
		.length = it->length,
	};
	u32 name;

	find_address(&link.to, origin_of(right)->creator);
	the_lan->failures = 0;
	brain_of(process)->learns++;
	result = demos_call_link_insert(process, &link, &name);
	brain_of(process)->learns--;
	the_lan->failures = failures;
	if (result != DEMOS_OK) {
		origin_of(right)->made--;
		return false;
	}
	model_named(self(process), name);
	model_hold(right, self(process), name);
	return true;
}

static struct demos_process *find_operator(void)
{
	return lan_find(the_lan, being(show.operator)->pid);
}

/**
 * operator_start() - start the operator
 *
 * Return: its process, with a reference for the caller.
 */
struct demos_process *operator_start(void)
{
	struct demos_machine *machine = &the_lan->machines[0].machine;
	struct demos_process *process;

	process = puppet_start(machine, demos_process_pid_new(machine), true,
			       0);
	show.operator = self(process);
	return process;
}

/**
 * operator_learns() - give the operator a link to a new process
 * @id: the process
 */
void operator_learns(int id)
{
	struct demos_process *process = find_operator();
	struct being *it = being(id);

	it->memory = model_origin(id, 1, 0, KERNEL_RIGHTS);
	model.origins[it->memory].code = 0;
	if (!process)
		return;
	know(process, model_right(it->memory, KERNEL_RIGHTS, 0, MEMORY_SIZE));
	demos_process_put(process);
}

/*
 * Send a request to each process; @some: to some processes, and to all that
 * will not end by themselves. Return: whether none of the sends was blocked.
 */
static bool ask_all(u16 op, bool some)
{
	struct demos_process *process = find_operator();
	int held[MODEL_HELD];
	bool all = true;
	int n = 0;
	int i;

	if (!process)
		return true;
	for (i = 0; i < being(show.operator)->nheld; i++)
		held[n++] = being(show.operator)->held[i];
	for (i = 0; i < n; i++) {
		const struct right *right = &model.rights[held[i]];
		int id = origin_of(held[i])->creator;

		if (!(right->flags & DEMOS_LINK_KERNEL) || id < 0 ||
		    right->place != PLACE_HELD || !alive(id) ||
		    show.brains[id].asked)
			continue;
		if (!some || show.brains[id].stubborn ||
		    show.brains[id].doing == DOING_NOTHING || chance(4))
			show.brains[id].asked =
				send_request(process, held[i], op, 0, false) ||
				!process->blocked;
		else
			show.brains[id].asked = true;
		all &= show.brains[id].asked;
	}
	demos_process_put(process);
	return all;
}

/**
 * operator_resumes() - have the operator resume all processes
 *
 * Return: false if it must try again when there is room.
 */
bool operator_resumes(void)
{
	return ask_all(DEMOS_OP_RESUME, false);
}

/**
 * operator_kills() - have the operator kill some processes, and all that will
 *                    not end by themselves
 *
 * Return: false if it must try again when there is room.
 */
bool operator_kills(void)
{
	return ask_all(DEMOS_OP_KILL, true);
}

/**
 * operator_leaves() - have the operator destroy its links and end
 */
void operator_leaves(void)
{
	struct demos_process *process = find_operator();

	if (!process)
		return;
	while (being(show.operator)->nheld)
		destroy_right(process, being(show.operator)->held[0]);
	leave(process);
	demos_process_put(process);
}
