// SPDX-License-Identifier: GPL-2.0
/*
 * The operator. What it does is done from outside, as a person would.
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

/* Where a process is now */
static void find_address(struct demos_address *address, int who)
{
	struct demos_process *process;

	address->pid = model_pid(who);
	address->machine = DEMOS_PID_MACHINE(address->pid);
	process = who < 0 ? NULL : lan_find(the_lan, address->pid);
	if (!process)
		return;
	address->machine = process->machine->id;
	address->moves = process->moves;
	demos_process_put(process);
}

/**
 * know - give a process a link, as nobody but the simulator can
 * @process: the process
 * @right: nowhere yet
 *
 * Return: it has it; false: it is full of links already.
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
 * operator_start - begin the operator
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
 * operator_learns - there is a process: the operator gets a link to it
 * @who: the process
 */
void operator_learns(int who)
{
	struct demos_process *process = find_operator();
	struct being *it = being(who);

	it->memory = model_origin(who, 1, 0, KERNEL_RIGHTS);
	model.origins[it->memory].code = 0;
	if (!process)
		return;
	know(process, model_right(it->memory, KERNEL_RIGHTS, 0, MEMORY_SIZE));
	demos_process_put(process);
}

/*
 * Ask something of each; @some: of some only, and of all that will not go.
 * Return: it was not held up.
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
		int who = origin_of(held[i])->creator;

		if (!(right->flags & DEMOS_LINK_KERNEL) || who < 0 ||
		    right->place != PLACE_HELD || !alive(who) ||
		    show.brains[who].asked)
			continue;
		if (!some || show.brains[who].stubborn ||
		    show.brains[who].doing == DOING_NOTHING || chance(4))
			show.brains[who].asked =
				send_request(process, held[i], op, 0, false) ||
				!process->blocked;
		else
			show.brains[who].asked = true;
		all &= show.brains[who].asked;
	}
	demos_process_put(process);
	return all;
}

/**
 * operator_resumes - it resumes all processes
 *
 * Return: it need not try again when there is room.
 */
bool operator_resumes(void)
{
	return ask_all(DEMOS_OP_RESUME, false);
}

/**
 * operator_kills - it kills those that will not end by themselves, and some
 *
 * Return: it need not try again when there is room.
 */
bool operator_kills(void)
{
	return ask_all(DEMOS_OP_KILL, true);
}

/**
 * operator_leaves - it destroys its links and ends
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
