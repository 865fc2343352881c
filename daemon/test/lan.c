// SPDX-License-Identifier: GPL-2.0
#include <math.h>
#include <string.h>

#include "test/lan.h"

#define STEP		0.1	/* s */
#define MEASURE		10.0	/* time constant of averages, s */
#define PINGPONG	600.0	/* s */

/**
 * lan_begin() - make a LAN without jobs
 * @lan: filled in
 * @machines: how many
 * @rule: parameters; NULL: nothing moves
 */
void lan_begin(struct lan *lan, size_t machines, const struct rule *rule)
{
	size_t i;

	memset(lan, 0, sizeof(*lan));
	lan->rule = rule;
	lan->machines = machines;
	lan->cost = 0.0005;
	lan->memory = 100e3;
	lan->period = 5;
	for (i = 0; i < machines; i++)
		lan->speed[i] = 1;
}

/**
 * lan_add() - a job comes
 * @lan: the LAN
 * @at: the machine
 * @size: processor time that it needs, s
 * @age: of that it has had already
 *
 * Return: the job, or NULL: too many.
 */
struct lan_job *lan_add(struct lan *lan, size_t at, double size, double age)
{
	size_t i;

	for (i = 0; i < LAN_JOBS; i++) {
		struct lan_job *job = &lan->jobs[i];

		if (job->lives)
			continue;
		*job = (struct lan_job){
			.pid = ++lan->pids,
			.size = size,
			.done = age,
			.came = lan->now - age,
			.at = at,
			.moved = -1,
			.lives = true,
		};
		return job;
	}
	return NULL;
}

size_t lan_lives(const struct lan *lan)
{
	size_t i, n = 0;

	for (i = 0; i < LAN_JOBS; i++)
		n += lan->jobs[i].lives;
	return n;
}

/* Jobs that run on a machine: those that move run nowhere */
size_t lan_at(const struct lan *lan, size_t machine)
{
	size_t i, n = 0;

	for (i = 0; i < LAN_JOBS; i++)
		n += lan->jobs[i].lives && lan->jobs[i].at == machine &&
		     !lan->jobs[i].arrives;
	return n;
}

static void end(struct lan *lan, struct lan_job *job)
{
	double took = lan->now - job->came;

	job->lives = false;
	lan->ended++;
	lan->waited += took;
	lan->slowdown += took / job->size;
}

static void run_jobs(struct lan *lan)
{
	double part[LAN_MACHINES];
	size_t i, n;

	for (i = 0; i < lan->machines; i++) {
		n = lan_at(lan, i);
		part[i] = n ? STEP * lan->speed[i] / n : 0;
	}
	for (i = 0; i < LAN_JOBS; i++) {
		struct lan_job *job = &lan->jobs[i];

		if (!job->lives)
			continue;
		if (job->arrives && job->arrives <= lan->now) {
			job->at = job->to;
			job->arrives = 0;
		}
		if (job->arrives)
			continue;
		job->done += part[job->at];
		if (job->done >= job->size)
			end(lan, job);
	}
}

/* What the process manager would measure: averages of samples */
static void measure(struct lan *lan)
{
	double keep = exp(-STEP / MEASURE);
	double load[LAN_MACHINES] = {};
	size_t i;

	for (i = 0; i < LAN_JOBS; i++) {
		struct lan_job *job = &lan->jobs[i];

		if (!job->lives)
			continue;
		job->share = 1 - (1 - job->share) * keep;
		load[job->arrives ? job->to : job->at] += job->share;
	}
	memcpy(lan->load, load, sizeof(load));
}

static void view_machines(const struct lan *lan, struct rule_machine *machines)
{
	size_t i;

	for (i = 0; i < lan->machines; i++)
		machines[i] = (struct rule_machine){
			.id = i + 1,
			.load = lan->load[i],
			.cpus = 1,
			.speed = lan->speed[i],
			.room = -1,
		};
}

/* The living; @jobs says which is which */
static size_t view_jobs(struct lan *lan, struct rule_process *processes,
			struct lan_job **jobs, bool *busy)
{
	size_t i, n = 0;

	for (i = 0; i < LAN_JOBS; i++) {
		struct lan_job *job = &lan->jobs[i];

		if (!job->lives)
			continue;
		if (job->arrives)
			busy[job->at * lan->machines + job->to] = true;
		jobs[n] = job;
		processes[n++] = (struct rule_process){
			.pid = job->pid,
			.at = job->arrives ? job->to : job->at,
			.age = job->done,
			.share = job->share,
			.memory = lan->memory,
			.lived = lan->now - job->came,
			.stayed = job->moved < 0 ? 1e9 : lan->now - job->moved,
			.fixed = job->arrives,
		};
	}
	return n;
}

static void view_costs(const struct lan *lan, double *costs)
{
	size_t i, j;

	for (i = 0; i < lan->machines; i++)
		for (j = 0; j < lan->machines; j++)
			costs[i * lan->machines + j] = i == j ? 0 : lan->cost;
}

static void move(struct lan *lan, struct lan_job *job,
		 const struct rule_terms *terms)
{
	if (job->moved >= 0 && job->to == job->at &&
	    lan->now - job->moved < PINGPONG && terms->to != job->at)
		lan->pingpong++;
	job->to = terms->to;
	job->arrives = lan->now + terms->cost / 2;
	job->moved = lan->now;
	lan->moves++;
}

static void decide(struct lan *lan)
{
	static struct rule_process processes[LAN_JOBS];
	struct rule_machine machines[LAN_MACHINES];
	bool busy[LAN_MACHINES * LAN_MACHINES] = {};
	double costs[LAN_MACHINES * LAN_MACHINES];
	struct lan_job *jobs[LAN_JOBS];
	struct rule_view view = {
		.machines = machines, .nmachines = lan->machines,
		.processes = processes, .talks = lan->talks,
		.ntalks = lan->ntalks, .costs = costs, .busy = busy,
	};
	struct rule_terms terms;
	size_t process, from;

	view_machines(lan, machines);
	view_costs(lan, costs);
	view.nprocesses = view_jobs(lan, processes, jobs, busy);
	while (rule_choose(lan->rule, &view, &process, &terms)) {
		from = processes[process].at;
		busy[from * lan->machines + terms.to] = true;
		busy[terms.to * lan->machines + from] = true;
		move(lan, jobs[process], &terms);
		rule_predict(&view, process, terms.to);
	}
}

/**
 * lan_run() - let time pass
 * @lan: the LAN
 * @until: s
 */
void lan_run(struct lan *lan, double until)
{
	while (lan->now < until) {
		run_jobs(lan);
		measure(lan);
		lan->now += STEP;
		if (!lan->rule || lan->now < lan->next)
			continue;
		lan->next = lan->now + lan->period;
		decide(lan);
	}
}

/**
 * lan_random() - a random number
 * @state: the seed
 *
 * Return: 0 < number < 1.
 */
double lan_random(uint64_t *state)
{
	/* xorshift64* */
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return ((*state * 0x2545f4914f6cdd1dULL >> 11) + 0.5) / (1ULL << 53);
}
