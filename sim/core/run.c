// SPDX-License-Identifier: GPL-2.0
/*
 * A run has these parts, and each ends when nothing more happens:
 *
 *	act	the puppets act at random; machines may be lost
 *	drain	the operator resumes all; all receive their messages and
 *		answer the calls
 *	act, drain	again, if machines were lost
 *	end	they destroy their links and exit, or are killed
 *	leave	the operator does the same
 *
 * After each part the judge checks the result.
 */
#include <assert.h>
#include <stdlib.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "judge.h"
#include "lan.h"
#include "model.h"
#include "operator.h"
#include "puppet.h"
#include "run.h"

#define STEPS_MAX	50000

u32 sim_kernel_queue;
u32 sim_session_full;

static struct lan lan;
static long allocated;

void shim_allocated(int change)
{
	allocated += change;
}

/**
 * plan_of() - derive a plan from a seed
 * @plan: to fill in
 * @seed: the seed
 */
void plan_of(struct plan *plan, u64 seed)
{
	u64 bits = (seed + 1) * 0x9e3779b97f4a7c15ULL;

	bits ^= bits >> 29;
	*plan = (struct plan) {
		.seed = seed,
		.machines = 2 + (bits & 0xff) % (LAN_MAX - 1),
		.puppets = 2 + (bits >> 8 & 0xff) % 7,
		.energy = 15 + (bits >> 16 & 0xff) % 80,
		.budget = U32_MAX,
		.acts = ACT_ALL,
		.preempt = bits >> 24 & 3 ? 3 + (bits >> 26 & 7) : 0,
		.failures = bits >> 32 & 7 ? 0 : 40,
		.refuse = bits >> 35 & 3 ? 0 : 3,
		.cuts = bits >> 37 & 1 ? 20 + (bits >> 38 & 0x7f) : 0,
	};
	/* Some runs allow few kinds of acts, and get far with these */
	if (!(bits >> 46 & 3))
		plan->acts = 1 << ACT_SEND | 1 << ACT_RECEIVE |
			1 << ACT_MIGRATE | (bits >> 48 & ACT_ALL);
	if (!(bits >> 50 & 7))
		plan->losses = 1 + (bits >> 53 & 1);
	/* Limit a process's queues, or those of all of them */
	if (!(bits >> 54 & 3)) {
		plan->process_queue = 500 << (bits >> 56 & 3);
		plan->queues = 2000 << (bits >> 58 & 3);
		plan->kernel_queue = 400 << (bits >> 60 & 3);
	}
	/* A session has room for a few messages, or for one or two */
	if (!(bits >> 62))
		plan->session = 2048 << (bits >> 61 & 1);
	if (bits >> 46 & 1)
		plan->acts &= ~(1 << ACT_EXIT | 1 << ACT_KILL);
}

/* ---- The beginning */

static u16 some_flags(void)
{
	return DEMOS_LINK_DUP | DEMOS_LINK_PASS |
	       (lan_random(the_lan, DEMOS_LINK_FLAGS + 1) &
		DEMOS_LINK_NOTIFY);
}

/* Give a puppet a link to @other, now and then with a data area */
static void introduce(struct demos_process *process, int other)
{
	struct brain *brain = &show.brains[other];
	u16 flags = some_flags();
	u32 length = 0;
	int origin;

	if (chance(2))
		length = 1 + lan_random(the_lan, brain->size / 2);
	if (brain->areas + length > brain->size)
		length = 0;
	if (length)
		flags |= 1 + lan_random(the_lan, 3) == 1 ?
			DEMOS_LINK_READ : DEMOS_LINK_READ | DEMOS_LINK_WRITE;
	origin = model_origin(other, 0, lan_random(the_lan, DEMOS_CHANNELS),
			      flags);
	know(process, model_right(origin, flags, length ? brain->areas : 0,
				  length));
	brain->areas += length;
}

static void introduce_kernel(struct demos_process *process, int other)
{
	u16 flags = some_flags() | DEMOS_LINK_KERNEL;
	int origin = model_origin(other, 0, 0, flags);

	know(process, model_right(origin, flags, 0, 0));
}

static void give_manager(struct demos_process *process)
{
	int origin = model_origin(show.operator, 0, 3, DEMOS_LINK_PASS);
	int right = model_right(origin, DEMOS_LINK_PASS, 0, 0);

	being(self(process))->manager = right;
	model.rights[right].place = PLACE_KEPT;
	model.rights[right].where = self(process);
	process->manager = (struct demos_link) {
		.to.pid = being(show.operator)->pid,
		.to.machine = 1,
		.code = model.origins[origin].code,
		.channel = 3,
		.flags = DEMOS_LINK_PASS,
	};
}

/* Give each puppet links to some others, and to the kernels of some machines */
static void meet(struct demos_process **puppets, u32 count)
{
	int other;
	u32 i;
	int k;

	for (i = 0; i < count; i++) {
		for (k = 0; k < 5; k++) {
			other = self(puppets[lan_random(&lan, count)]);
			if (k < 3)
				introduce(puppets[i], other);
			else
				introduce_kernel(puppets[i], other);
		}
		introduce_kernel(puppets[i], -1 - (int)
				 lan_random(&lan, lan.count));
		give_manager(puppets[i]);
		operator_learns(self(puppets[i]));
	}
}

static void populate(const struct plan *plan)
{
	struct demos_process *puppets[MODEL_BEINGS];
	struct demos_machine *machine;
	u32 i;

	demos_process_put(operator_start());
	for (i = 0; i < plan->puppets; i++) {
		machine = &lan.machines[lan_random(&lan, lan.count)].machine;
		puppets[i] = puppet_start(machine,
					  demos_process_pid_new(machine),
					  chance(4),
					  lan_random(&lan, plan->energy));
	}
	meet(puppets, plan->puppets);
	for (i = 0; i < plan->puppets; i++)
		demos_process_put(puppets[i]);
}

/* ---- Until nothing more happens */

static void settle(void)
{
	u64 most = lan.steps + STEPS_MAX;

	while (!model.first_wrong[0] && lan_step(&lan)) {
		if (lan.steps > most)
			wrong("the run does not end");
	}
}

/* Let the operator act; again, if a session was full */
static void operate(bool (*what)(void))
{
	u32 tries = 100;
	int i;

	for (i = 0; i < MODEL_BEINGS; i++)
		show.brains[i].asked = false;
	while (!what() && tries--)
		settle();
	settle();
}

static void begin_stage(enum stage stage)
{
	static const char * const names[] = { "act", "drain", "end" };

	say("---- %s", names[stage]);
	show.stage = stage;
	lan.hurry = stage != STAGE_ACT;
	puppet_stir();
}

static u64 next_deadline(void)
{
	u64 next = puppet_deadline();

	/* Nothing else happens any more: only time limits expire */
	if (next != U64_MAX && next > lan.time + 10000000)
		judge_calls();
	return next;
}

/* Let the LAN run for a while */
static void go_on(u32 most)
{
	u64 until = lan.steps + lan_random(&lan, most);

	while (lan.steps < until && !model.first_wrong[0] && lan_step(&lan))
		;
}

/* A machine goes down, at once or in good order, and comes back */
static void lose_machine(void)
{
	int index = 1 + lan_random(&lan, lan.count - 1);

	go_on(600);
	model_lose();
	if (chance(2)) {
		lan_stop(&lan, index);
		go_on(600);
		if (!atomic_read(&lan.machines[index].machine.processes))
			cable_leave(&lan, index);
		go_on(200);
	}
	lan_sever(&lan, index);
	go_on(200);
	lan_restart(&lan, index);
}

/*
 * A machine deletes another one as a peer, and adds it again later. Both live
 * on, but what the session had may be of unknown fate.
 */
static void delete_peer(void)
{
	int one = lan_random(&lan, lan.count);
	int other = (one + 1 + lan_random(&lan, lan.count - 1)) % lan.count;

	go_on(600);
	model_lose();
	while (!cable_delete(&lan, one, other)) {
		if (!lan_step(&lan))
			return;
	}
	go_on(400);
	lan.cables[one][other].known = true;
}

static void act_and_drain(u32 losses, u32 deletions)
{
	begin_stage(STAGE_ACT);
	while (losses-- && !model.first_wrong[0])
		lose_machine();
	while (deletions-- && !model.first_wrong[0])
		delete_peer();
	settle();
	model_resolve();
	judge_quiet();
	begin_stage(STAGE_DRAIN);
	operate(operator_resumes);
	model_resolve();
	judge_drained();
}

/* After machines were lost, all processes must be able to continue */
static void go_on_after(const struct plan *plan)
{
	int i;

	judge_promises();
	model_settle();
	judge_anew();
	for (i = 0; i < model.nbeings; i++) {
		if (i != show.operator)
			show.brains[i].energy = lan_random(&lan, plan->energy);
	}
	act_and_drain(0, 0);
}

static void end_all(void)
{
	begin_stage(STAGE_END);
	operate(operator_kills);
	judge_quiet();
	operator_leaves();
	settle();
	judge_empty();
}

static void add_up(struct sums *sums)
{
	sums->runs++;
	sums->steps += lan.steps;
	sums->acts += U32_MAX - show.budget;
	sums->sent += model.sent;
	sums->received += model.received;
	sums->links += model.nrights;
	sums->moves += model.moves;
	sums->migrated += lan_total(&lan, DEMOS_C_MIGRATED_IN);
	sums->failed += lan_total(&lan, DEMOS_C_MIGRATIONS_FAILED);
	sums->forwarded += lan_total(&lan, DEMOS_C_FORWARDED);
	sums->held += lan_total(&lan, DEMOS_C_HELD_BACK);
	sums->notices += lan_total(&lan, DEMOS_C_NOTICES);
	sums->limited += lan_total(&lan, DEMOS_C_LIMITED);
	sums->exited += lan_total(&lan, DEMOS_C_EXITED);
	sums->cuts += lan.ncuts;
	sums->losses += model.losses;
	sums->goodbyes += lan.ngoodbyes;
}

static void set_limits(const struct plan *plan)
{
	show.limits = plan->process_queue;
	show.crowds = plan->session;
	sim_kernel_queue = plan->kernel_queue ?: SZ_4M;
	sim_session_full = plan->session ?: SZ_1M;
	if (!show.limits)
		return;
	lan_limit(&lan, DEMOS_LIMIT_PROCESS_QUEUE, plan->process_queue);
	lan_limit(&lan, DEMOS_LIMIT_QUEUES, plan->queues);
}

static void begin(const struct plan *plan)
{
	model_begin();
	memset(&show, 0, sizeof(show));
	area_reset();
	lan_init(&lan, plan->machines, plan->seed);
	lan.deadline = next_deadline;
	lan.expire = puppet_expire;
	show.stage = STAGE_DRAIN;
	show.acts = plan->acts;
	show.budget = plan->budget;
	show.strict = plan->strict;
	set_limits(plan);
	populate(plan);
	show.refuse = plan->refuse;
	lan.failures = plan->failures;
	lan.preempt = plan->preempt;
	lan.cuts = plan->cuts;
}

/**
 * run() - carry out a plan
 * @plan: the plan
 * @sums: totals, to which this run adds
 *
 * Return: NULL, or the first report of wrong(), valid until the next run.
 */
const char *run(const struct plan *plan, struct sums *sums)
{
	u32 moves;

	allocated = 0;
	begin(plan);
	act_and_drain(plan->losses, plan->deletions);
	if (model.lossy && !model.first_wrong[0])
		go_on_after(plan);
	end_all();
	add_up(sums);
	lan_exit(&lan);
	moves = area_end();
	if (moves && !model.first_wrong[0])
		wrong("%u data moves did not end", moves);
	if (allocated && !model.first_wrong[0])
		wrong("%ld allocations were not freed", allocated);
	the_lan = NULL;
	return model.first_wrong[0] ? model.first_wrong : NULL;
}
