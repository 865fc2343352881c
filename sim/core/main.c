// SPDX-License-Identifier: GPL-2.0
/*
 * Runs the simulator with many seeds.
 *
 *	sim-core [-n SEEDS] [-f FIRST] [-t SECONDS]	run many
 *	sim-core -s SEED [-v] [PLAN]	run one again; -v: print all events
 *
 * PLAN overrides the seed's plan: -b BUDGET of acts, -a set of ACTS,
 * -m MACHINES, -p PUPPETS, -l LOSSES of machines, -d DELETIONS of peers, -x:
 * strict (run.h). When a
 * seed fails, the program searches for a smaller plan that fails too and prints
 * it. With -1 it stops at the first failure.
 *
 * The seeds run in child processes: one that crashes is a failure as well.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <linux/string.h>

#include "lan.h"
#include "puppet.h"
#include "run.h"

#define FAILURES_MAX	10
#define SECONDS_MAX	20	/* of processor time; a seed takes ms */
#define SHRINKS_MAX	120	/* runs to find a smaller plan */

/**
 * struct shared - what a child reports
 * @seed: the seed it is running
 * @finished: it has run all its seeds
 * @sums: totals of its runs
 * @why: why the seed failed; "" if it did not
 */
struct shared {
	u64 seed;
	bool finished;
	struct sums sums;
	char why[240];
};

/* The options given on the command line */
struct asked {
	u64 first;
	u64 count;
	u32 seconds;
	u32 failures;
	bool one;
	struct plan plan;
};

static struct shared *shared;

static void change_plan(struct plan *plan, const struct asked *asked)
{
	if (asked->plan.budget)
		plan->budget = asked->plan.budget;
	if (asked->plan.acts)
		plan->acts = asked->plan.acts;
	if (asked->plan.machines)
		plan->machines = asked->plan.machines;
	if (asked->plan.puppets)
		plan->puppets = asked->plan.puppets;
	if (asked->plan.losses)
		plan->losses = asked->plan.losses;
	if (asked->plan.deletions)
		plan->deletions = asked->plan.deletions;
	plan->strict = asked->plan.strict;
}

/* In a child: run a plan. Return: whether it passes */
static bool run_one(const struct plan *plan)
{
	const struct itimerval limit = { .it_value.tv_sec = SECONDS_MAX };
	const char *why;

	setitimer(ITIMER_VIRTUAL, &limit, NULL);
	why = run(plan, &shared->sums);
	if (why)
		snprintf(shared->why, sizeof(shared->why), "%s", why);
	return !why;
}

/* In a child: run seeds until one fails */
static void run_many(const struct asked *asked, time_t until)
{
	u64 end = asked->first + asked->count;
	struct plan plan;

	for (; shared->seed < end; shared->seed++) {
		if (until && time(NULL) >= until)
			break;
		plan_of(&plan, shared->seed);
		change_plan(&plan, asked);
		if (!run_one(&plan))
			return;
	}
	shared->finished = true;
}

static void note_death(int status)
{
	if (!shared->why[0] && !(WIFEXITED(status) && !WEXITSTATUS(status)))
		snprintf(shared->why, sizeof(shared->why),
			 "the simulator crashed (see above)");
}

/* Does a plan fail? Prints nothing. */
static bool fails(const struct plan *plan)
{
	int status;
	pid_t pid;

	shared->why[0] = '\0';
	fflush(stdout);
	pid = fork();
	if (!pid) {
		fclose(stderr);
		verbose = false;
		_exit(!run_one(plan));
	}
	waitpid(pid, &status, 0);
	return !(WIFEXITED(status) && !WEXITSTATUS(status));
}

/* The least budget that fails, provided that no smaller one fails */
static int shrink_budget(struct plan *plan)
{
	struct plan less = *plan;
	u32 good = 0;
	u32 bad = 1024;
	int tried = 1;

	less.budget = bad;
	if (!fails(&less))
		return tried;
	while (good + 1 < bad) {
		less.budget = (good + bad) / 2;
		if (fails(&less))
			bad = less.budget;
		else
			good = less.budget;
		tried++;
	}
	plan->budget = bad;
	return tried;
}

/* Leave out of the plan what the failure does not need */
static void shrink(struct plan *plan)
{
	struct plan less;
	int tried = 0;
	int i;

	for (i = 0; i < __ACTS && tried < SHRINKS_MAX; i++, tried++) {
		less = *plan;
		less.acts &= ~(1U << i);
		if (less.acts != plan->acts && fails(&less))
			*plan = less;
	}
	while (plan->puppets > 1 && tried++ < SHRINKS_MAX) {
		less = *plan;
		less.puppets--;
		if (!fails(&less))
			break;
		*plan = less;
	}
	if (tried < SHRINKS_MAX)
		shrink_budget(plan);
}

static void tell_failure(const struct asked *asked, u64 seed)
{
	struct sums sums = shared->sums;
	struct plan plan;

	printf("not ok - seed %llu: %s\n", (unsigned long long)seed,
	       shared->why);
	if (asked->failures == 1)
		return;
	plan_of(&plan, seed);
	change_plan(&plan, asked);
	shrink(&plan);
	if (fails(&plan))
		printf("# smaller: -s %llu -a 0x%x -p %u -b %u: %s\n",
		       (unsigned long long)seed, plan.acts, plan.puppets,
		       plan.budget, shared->why);
	shared->sums = sums;
}

static u64 run_seeds(const struct asked *asked)
{
	time_t until = asked->seconds ? time(NULL) + asked->seconds : 0;
	u64 failed = 0;
	int status;
	pid_t pid;

	shared->seed = asked->first;
	while (!shared->finished && failed < asked->failures) {
		shared->why[0] = '\0';
		fflush(stdout);
		pid = fork();
		if (!pid) {
			run_many(asked, until);
			exit(0);
		}
		waitpid(pid, &status, 0);
		note_death(status);
		if (!shared->why[0])
			continue;
		failed++;
		tell_failure(asked, shared->seed++);
	}
	return failed;
}

static u64 run_asked(const struct asked *asked)
{
	struct plan plan;

	plan_of(&plan, asked->first);
	change_plan(&plan, asked);
	shared->seed = asked->first + 1;
	if (run_one(&plan))
		return 0;
	printf("not ok - seed %llu: %s\n", (unsigned long long)asked->first,
	       shared->why);
	return 1;
}

static void tell_sums(const struct sums *sums)
{
	static const struct {
		const char *what;
		size_t at;
	} lines[] = {
		{ "steps", offsetof(struct sums, steps) },
		{ "acts of processes", offsetof(struct sums, acts) },
		{ "messages sent", offsetof(struct sums, sent) },
		{ "messages received", offsetof(struct sums, received) },
		{ "links", offsetof(struct sums, links) },
		{ "data moves", offsetof(struct sums, moves) },
		{ "migrations", offsetof(struct sums, migrated) },
		{ "migrations failed", offsetof(struct sums, failed) },
		{ "messages forwarded", offsetof(struct sums, forwarded) },
		{ "messages held back", offsetof(struct sums, held) },
		{ "notices", offsetof(struct sums, notices) },
		{ "refused by a limit", offsetof(struct sums, limited) },
		{ "processes ended", offsetof(struct sums, exited) },
		{ "connections cut", offsetof(struct sums, cuts) },
		{ "machines lost", offsetof(struct sums, losses) },
		{ "good-byes heard", offsetof(struct sums, goodbyes) },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(lines); i++)
		printf("# %llu %s\n", *(const unsigned long long *)
		       ((const char *)sums + lines[i].at), lines[i].what);
}

static bool parse(struct asked *asked, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "s:n:f:t:b:a:m:p:l:d:v1x")) != -1) {
		u64 value = optarg ? strtoull(optarg, NULL, 0) : 0;

		switch (c) {
		case 's':
			asked->one = true;
			asked->first = value;
			break;
		case 'n':
			asked->count = value;
			break;
		case 'f':
			asked->first = value;
			break;
		case 't':
			asked->seconds = value;
			asked->count = U64_MAX / 2;
			break;
		case 'b':
			asked->plan.budget = value;
			break;
		case 'a':
			asked->plan.acts = value;
			break;
		case 'm':
			asked->plan.machines = value;
			break;
		case 'p':
			asked->plan.puppets = value;
			break;
		case 'l':
			asked->plan.losses = value;
			break;
		case 'd':
			asked->plan.deletions = value;
			break;
		case 'x':
			asked->plan.strict = true;
			break;
		case '1':
			asked->failures = 1;
			break;
		case 'v':
			verbose = true;
			break;
		default:
			return false;
		}
	}
	return optind == argc;
}

int main(int argc, char **argv)
{
	struct asked asked = {
		.first = 1,
		.count = 1000,
		.failures = FAILURES_MAX,
	};
	u64 failed;

	if (!parse(&asked, argc, argv))
		return 2;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return 2;
	failed = asked.one ? run_asked(&asked) : run_seeds(&asked);
	tell_sums(&shared->sums);
	printf("%llu passed, %llu failed\n",
	       (unsigned long long)(shared->seed - asked.first - failed),
	       (unsigned long long)failed);
	return failed != 0;
}
