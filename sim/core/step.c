// SPDX-License-Identifier: GPL-2.0
/*
 * The steps of the LAN: in each, one event happens, which the seed chooses.
 */
#include <assert.h>
#include <stdlib.h>

#include "core/kernel.h"
#include "core/process.h"
#include "lan.h"
#include "task.h"

#define STEP_NS		1000

static void run_job(struct lan *lan, void *arg)
{
	struct lan_job job = *(struct lan_job *)arg;

	free(arg);
	job.run(job.process);
	job.work->running = false;
	demos_process_put(job.process);
}

static void begin_job(struct lan *lan, int i)
{
	struct lan_job *job = malloc(sizeof(*job));

	*job = lan->jobs[i];
	lan->jobs[i] = lan->jobs[--lan->njobs];
	job->work->queued = false;
	job->work->running = true;
	task_begin(lan, job->process->machine->id - 1, run_job, job);
}

/**
 * struct choices - the events that may happen next
 * @cables: cables on which a frame may arrive: from * LAN_MAX + to
 * @ncables: how many
 * @jobs: places in the run queue
 * @njobs: how many
 */
struct choices {
	int cables[LAN_MAX * LAN_MAX];
	int ncables;
	int jobs[LAN_JOBS];
	int njobs;
};

static void find_choices(struct lan *lan, struct choices *choices)
{
	int from;
	int to;
	int i;

	choices->ncables = 0;
	choices->njobs = 0;
	if (!task_idle())
		return;
	for (from = 0; from < lan->count; from++) {
		for (to = 0; to < lan->count; to++) {
			if (to != from && cable_active(lan, from, to))
				choices->cables[choices->ncables++] =
					from * LAN_MAX + to;
		}
	}
	for (i = 0; i < lan->njobs && i < LAN_JOBS; i++) {
		if (!lan->jobs[i].work->running)
			choices->jobs[choices->njobs++] = i;
	}
}

/* Connect what is cut; now and then cut or stall a connection */
static void disturb(struct lan *lan)
{
	int one = lan_random(lan, lan->count);
	int other = lan_random(lan, lan->count);
	struct cable_end *end = &lan->cables[one][other];

	if (one == other || task_busy() + 2 > TASKS)
		return;
	if (cable_can_connect(lan, one, other))
		cable_connect(lan, one, other);
	else if (!end->connected)
		return;
	else if (chance(2))
		cable_cut(lan, one, other);
	else
		end->stalled = lan->time + lan_random(lan, 200) * STEP_NS;
}

static bool connect_one(struct lan *lan)
{
	int one;
	int other;

	for (one = 0; one < lan->count; one++) {
		for (other = 0; other < one; other++) {
			if (!cable_can_connect(lan, one, other))
				continue;
			cable_connect(lan, one, other);
			return true;
		}
	}
	return false;
}

static void ring(struct lan *lan, void *arg)
{
	demos_kernel_alarm(arg);
}

/* Let alarms ring whose time has come */
static void ring_due(struct lan *lan)
{
	struct lan_machine *it;
	int i;

	for (i = 0; i < lan->count && task_busy() < TASKS; i++) {
		it = &lan->machines[i];
		if (it->life == LAN_DOWN || !it->ring || it->ring > lan->time)
			continue;
		it->ring = 0;
		task_begin(lan, i, ring, &it->machine);
	}
}

static u64 next_ring(const struct lan *lan)
{
	u64 next = U64_MAX;
	int i;

	for (i = 0; i < lan->count; i++) {
		if (lan->machines[i].life != LAN_DOWN &&
		    lan->machines[i].ring && lan->machines[i].ring < next)
			next = lan->machines[i].ring;
	}
	return next;
}

/* The time at which the first stalled connection recovers */
static u64 next_stalled(struct lan *lan)
{
	u64 next = U64_MAX;
	int from;
	int to;

	for (from = 0; from < lan->count; from++) {
		for (to = 0; to < lan->count; to++) {
			if (lan->cables[from][to].stalled > lan->time &&
			    lan->cables[from][to].stalled < next &&
			    cable_waits(lan, from, to))
				next = lan->cables[from][to].stalled;
		}
	}
	return next;
}

/* Nothing can happen now: advance the clock. Return: false: nothing ever can */
static bool pass_time(struct lan *lan)
{
	u64 next;

	if (connect_one(lan))
		return true;
	next = min(next_stalled(lan), next_ring(lan));
	if (next == U64_MAX && lan->deadline)
		next = lan->deadline();
	if (next == U64_MAX)
		return false;
	lan->time = next;
	return true;
}

static void choose(struct lan *lan, const struct choices *choices, int busy)
{
	int choice = lan_random(lan, busy + choices->ncables + choices->njobs);
	int cable;

	if (choice < busy) {
		task_resume(lan, choice);
		return;
	}
	choice -= busy;
	if (choice < choices->ncables) {
		cable = choices->cables[choice];
		cable_step(lan, cable / LAN_MAX, cable % LAN_MAX);
		return;
	}
	begin_job(lan, choices->jobs[choice - choices->ncables]);
}

/**
 * lan_step() - let one thing happen
 * @lan: the LAN
 *
 * Return: false if nothing is left to happen.
 */
bool lan_step(struct lan *lan)
{
	static struct choices choices;
	int busy = task_busy();

	lan->steps++;
	lan->time += STEP_NS;
	if (lan->expire)
		lan->expire(lan->time);
	if (chance(lan->cuts))
		disturb(lan);
	if (lan->hurry && task_busy() + 2 <= TASKS)
		connect_one(lan);
	ring_due(lan);
	busy = task_busy();
	find_choices(lan, &choices);
	if (!busy && !choices.ncables && !choices.njobs)
		return pass_time(lan);
	choose(lan, &choices, busy);
	assert(!shim_locks_held);
	return true;
}

/**
 * lan_step_alone() - let one thing happen inside a machine
 * @lan: the LAN
 * @index: of the machine
 *
 * Return: false if nothing is left to happen there.
 */
bool lan_step_alone(struct lan *lan, int index)
{
	int task = task_of(index);
	int i;

	lan->steps++;
	if (task >= 0) {
		task_resume(lan, task);
		return true;
	}
	for (i = 0; i < lan->njobs; i++) {
		if (lan->jobs[i].process->machine->id != index + 1)
			continue;
		begin_job(lan, i);
		return true;
	}
	return false;
}
