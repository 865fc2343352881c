// SPDX-License-Identifier: GPL-2.0
/*
 * The decision rule: single decisions, and an hour of a simulated LAN. "balance
 * plot" prints the table of mean slowdowns, by seed.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pm/measure.h"
#include "test/check.h"
#include "test/lan.h"

#define HOUR	3600.0
#define LARGEST	10000.0	/* the largest job, s */

static struct lan lan;

/* Two machines and a process on the first, as each test wants it */
static struct {
	struct rule_machine machines[2];
	struct rule_process processes[2];
	struct rule_talk talk;
	double costs[4];
	bool busy[4];
	struct rule_view view;
} one;

static void set_up(double here, double there)
{
	memset(&one, 0, sizeof(one));
	one.machines[0] = (struct rule_machine){
		.id = 1, .load = here, .cpus = 1, .speed = 1, .room = -1,
	};
	one.machines[1] = (struct rule_machine){
		.id = 2, .load = there, .cpus = 1, .speed = 1, .room = -1,
	};
	one.processes[0] = (struct rule_process){
		.pid = 1, .age = 100, .share = 1, .memory = 1e5, .lived = 1e9,
		.stayed = 1e9,
	};
	one.costs[1] = 0.001;
	one.costs[2] = 0.001;
	one.view = (struct rule_view){
		.machines = one.machines, .nmachines = 2,
		.processes = one.processes, .nprocesses = 1,
		.talks = &one.talk, .costs = one.costs, .busy = one.busy,
	};
}

static enum demos_pm_stays why(void)
{
	struct rule_terms terms;

	CHECK(rule_best(&rule_default, &one.view, 0, &terms));
	return terms.why;
}

static bool is_about(double number, double wanted)
{
	return fabs(number - wanted) < 0.000001;
}

static void the_formula_is_that_of_the_text(void)
{
	const struct rule rule = {
		.horizon = 60, .least = 0.5, .alpha = 20, .dirty = 0.25,
		.bandwidth = 1e6,
	};
	struct rule_terms terms;

	set_up(4, 1);
	one.processes[0].age = 10;
	one.processes[1] = (struct rule_process){ .pid = 2, .at = 1 };
	one.view.nprocesses = 2;
	one.talk = (struct rule_talk){ 0, 1, 50 };
	one.view.ntalks = 1;
	rule_weigh(&rule, &one.view, 0, 1, &terms);
	CHECK(is_about(terms.processor, 10 * (4 - 1 - 1)));
	CHECK(is_about(terms.messages, 60 * 50 * 0.001));
	CHECK(is_about(terms.cost, 2 * (20 * 0.002 + 1e5 / 1e6 + 0.25)));
	CHECK(terms.why == DEMOS_PM_MOVES && terms.to == 1);
}

static void each_reason_to_stay_is_told(void)
{
	set_up(3, 0);
	CHECK(why() == DEMOS_PM_MOVES);
	one.processes[0].fixed = true;
	CHECK(why() == DEMOS_PM_FIXED);
	set_up(3, 0);
	one.processes[0].lived = 4;
	CHECK(why() == DEMOS_PM_YOUNG);
	set_up(3, 0);
	one.processes[0].stayed = 59;
	CHECK(why() == DEMOS_PM_RESTS);
	set_up(3, 0);
	one.machines[1].closed = true;
	CHECK(why() == DEMOS_PM_CLOSED);
	set_up(3, 0);
	one.machines[1].room = 99e3;
	CHECK(why() == DEMOS_PM_MEMORY);
	one.machines[1].room = 100e3;
	CHECK(why() == DEMOS_PM_MOVES);
	set_up(3, 0);
	one.busy[1] = true;
	CHECK(why() == DEMOS_PM_BUSY);
	set_up(3, 0);
	one.processes[0].age = 0.01;
	CHECK(why() == DEMOS_PM_GAIN);
}

static void more_processors_and_speed_count(void)
{
	/* Four run at the same time: nobody waits */
	set_up(4, 0);
	one.machines[0].cpus = 4;
	CHECK(why() == DEMOS_PM_GAIN);
	one.machines[0].load = 8;
	CHECK(why() == DEMOS_PM_MOVES);
	/* Alone, but the other machine is four times as fast */
	set_up(1, 0);
	CHECK(why() == DEMOS_PM_GAIN);
	one.machines[1].speed = 4;
	one.machines[0].speed = 0.5;
	CHECK(why() == DEMOS_PM_MOVES);
	/* A small difference is noise */
	set_up(2.7, 1);
	CHECK(why() == DEMOS_PM_GAIN);
}

static void the_oldest_of_equals_moves(void)
{
	struct rule_terms terms;
	size_t process;

	set_up(2, 0);
	one.processes[1] = one.processes[0];
	one.processes[1].pid = 2;
	one.processes[1].age = 101;
	one.view.nprocesses = 2;
	CHECK(rule_choose(&rule_default, &one.view, &process, &terms));
	CHECK(process == 1);
	rule_predict(&one.view, process, terms.to);
	CHECK(one.machines[0].load == 1 && one.machines[1].load == 1);
	CHECK(one.processes[1].at == 1);
	CHECK(!rule_choose(&rule_default, &one.view, &process, &terms));
}

static void talkers_are_brought_together(void)
{
	struct lan_job *a, *b;

	lan_begin(&lan, 4, &rule_default);
	a = lan_add(&lan, 0, 1e9, 0);
	b = lan_add(&lan, 2, 1e9, 0);
	lan.talks[0] = (struct rule_talk){ 0, 1, 2000 };
	lan.ntalks = 1;
	lan.cost = 0.001;
	lan_run(&lan, HOUR);
	CHECK(a->at == b->at);
	CHECK(lan.moves == 1);
}

static void a_false_burst_moves_nobody(void)
{
	size_t i;

	lan_begin(&lan, 4, &rule_default);
	for (i = 0; i < 4; i++)
		lan_add(&lan, i, 1e9, 1000);
	lan_run(&lan, 200);
	CHECK(!lan.moves);
	/* Six jobs of half a second each come to the first machine at once */
	for (i = 0; i < 6; i++)
		lan_add(&lan, 0, 0.5, 0);
	lan_run(&lan, 400);
	CHECK(!lan.moves);
	CHECK(lan.ended == 6);
}

/* Not evenly to be shared: somebody is always worse off */
static void a_steady_load_comes_to_rest(void)
{
	unsigned int jobs, before;

	for (jobs = 1; jobs <= 16; jobs++) {
		size_t i, least = SIZE_MAX, most = 0;

		lan_begin(&lan, 4, &rule_default);
		for (i = 0; i < jobs; i++)
			lan_add(&lan, i % 2, 1e9, i);
		lan_run(&lan, 10 * 60);
		before = lan.moves;
		lan_run(&lan, 10 * 60 + HOUR);
		for (i = 0; i < 4; i++) {
			size_t n = lan_at(&lan, i);

			least = n < least ? n : least;
			most = n > most ? n : most;
		}
		CHECK(lan.moves == before);
		CHECK(!lan.pingpong);
		CHECK(most - least <= 1);
	}
}

/* 16 jobs on one of four machines, beside four on each from the beginning */
static void a_skewed_load_is_spread(void)
{
	double skewed;
	size_t i;

	lan_begin(&lan, 4, &rule_default);
	for (i = 0; i < 16; i++)
		lan_add(&lan, 0, 100, 0);
	while (lan_lives(&lan))
		lan_run(&lan, lan.now + 1);
	skewed = lan.now;
	lan_begin(&lan, 4, NULL);
	for (i = 0; i < 16; i++)
		lan_add(&lan, i % 4, 100, 0);
	while (lan_lives(&lan))
		lan_run(&lan, lan.now + 1);
	printf("# makespan of 16 jobs: %.0f s, best %.0f s, %.2f\n", skewed,
	       lan.now, skewed / lan.now);
	CHECK(skewed <= 1.15 * lan.now);
}

/* The mean slowdown of jobs that come at random, with a heavy tail: the share
 * of jobs longer than t s is 1/t (Harchol-Balter and Downey)
 */
static double heavy_tail(const struct rule *rule, uint64_t seed, double load)
{
	uint64_t state = seed * 0x9e3779b97f4a7c15ULL + 1;
	double mean = log(LARGEST) + 1, next = 0;

	lan_begin(&lan, 4, rule);
	while (lan.now < 4 * HOUR) {
		double size = 1 / lan_random(&state);

		next -= log(lan_random(&state)) * mean / (load * 4);
		lan_run(&lan, next);
		if (size > LARGEST)
			size = LARGEST;
		lan_add(&lan, 4 * lan_random(&state), size, 0);
	}
	return lan.slowdown / lan.ended;
}

static void a_heavy_tail_is_slowed_down_less(void)
{
	double without = 0, with = 0;
	uint64_t seed;

	for (seed = 1; seed <= 3; seed++) {
		without += heavy_tail(NULL, seed, 0.8) / 3;
		with += heavy_tail(&rule_default, seed, 0.8) / 3;
	}
	printf("# mean slowdown: %.2f without, %.2f with the rule\n", without,
	       with);
	CHECK(with < 0.85 * without);
}

static int plot(void)
{
	uint64_t seed;
	double load;

	puts("load\tseed\twithout\twith\tjobs\tmoves\tpingpong");
	for (load = 0.4; load < 0.85; load += 0.1)
		for (seed = 1; seed <= 5; seed++) {
			double without = heavy_tail(NULL, seed, load);
			double with = heavy_tail(&rule_default, seed, load);

			printf("%.1f\t%d\t%.2f\t%.2f\t%u\t%u\t%u\n", load,
			       (int)seed, without, with, lan.ended, lan.moves,
			       lan.pingpong);
		}
	return 0;
}

/* Looks at a guest every five seconds for a minute, in which it is runnable, or
 * not, and sends so many messages a second
 */
static void look(struct measured *measured, __u64 *now, bool runnable,
		 unsigned int rate)
{
	struct measure_sample sample = {
		.runnable = runnable,
		.instructions = measured->instructions,
		.messages = measured->messages,
		.memory = 4096,
	};
	int i;

	for (i = 0; i < 12; i++) {
		*now += 5000;
		sample.instructions += runnable ? 5000 : 0;
		sample.messages += 5 * rate;
		measure_look(measured, *now, &sample);
	}
}

static void averages_follow_what_is_seen(void)
{
	struct measured measured = {};
	__u64 now = 1000;

	look(&measured, &now, true, 100);
	CHECK(measured.share > 0.99 && measured.share <= 1);
	CHECK(fabs(measured.speed - 1000) < 10);
	CHECK(fabs(measured.traffic - 100) < 1 && measure_talks(&measured));
	CHECK(measured.memory == 4096);
	look(&measured, &now, false, 0);
	CHECK(measured.share < 0.01 && measured.speed < 10);
	CHECK(!measure_talks(&measured));
	/* Twice at the same time, and a clock that goes back: nothing breaks */
	measure_look(&measured, now, &(struct measure_sample){ .runnable = 1 });
	measure_look(&measured, 1, &(struct measure_sample){ .runnable = 1 });
	CHECK(measured.share >= 0 && measured.share < 0.01);
}

static double rate_with(const struct measured *measured, __u64 pid)
{
	size_t i;

	for (i = 0; i < MEASURE_TALKS; i++) {
		if (measured->talks[i].pid == pid)
			return measured->talks[i].rate;
	}
	return -1;
}

static void talkers_are_kept_and_the_silent_give_way(void)
{
	struct measured measured = {};
	__u64 now = 1000;
	unsigned int turn, pid;

	for (turn = 0; turn < 12; turn++, now += 5000) {
		measure_begin(&measured, now);
		for (pid = 1; pid <= 8; pid++)
			measure_talk(&measured, turn ? 5 : 0, pid, 3,
				     turn * 50 * pid);
	}
	CHECK(fabs(rate_with(&measured, 8) - 80) < 1);
	CHECK(fabs(rate_with(&measured, 1) - 10) < 1);
	/* No room for another, until one falls silent */
	measure_talk(&measured, 5, 9, 3, 1000);
	CHECK(rate_with(&measured, 9) < 0);
	for (turn = 0; turn < 12; turn++, now += 5000)
		measure_begin(&measured, now);
	measure_talk(&measured, 5, 9, 3, 1000);
	CHECK(rate_with(&measured, 9) == 0);
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "plot"))
		return plot();
	the_formula_is_that_of_the_text();
	each_reason_to_stay_is_told();
	more_processors_and_speed_count();
	the_oldest_of_equals_moves();
	talkers_are_brought_together();
	a_false_burst_moves_nobody();
	a_steady_load_comes_to_rest();
	a_skewed_load_is_spread();
	a_heavy_tail_is_slowed_down_less();
	averages_follow_what_is_seen();
	talkers_are_kept_and_the_silent_give_way();
	return done();
}
