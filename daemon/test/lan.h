/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A simulated LAN for the decision rule: machines that share their processor
 * among the jobs that are there, jobs that arrive, run and end, measurements
 * like those of the process manager, and moves that take their time.
 */
#ifndef DEMOS_TEST_LAN_H
#define DEMOS_TEST_LAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pm/rule.h"

#define LAN_MACHINES	8
#define LAN_JOBS	512

/**
 * struct lan_job - a job
 * @pid: which one
 * @size: processor time that it needs, s
 * @done: of that it has had
 * @came: s
 * @at: its machine
 * @to: where it moves
 * @arrives: when it is there; 0: it does not move
 * @moved: when it moved last; negative: never
 * @share: measured
 * @lives: it has come and not ended
 */
struct lan_job {
	uint64_t pid;
	double size;
	double done;
	double came;
	size_t at;
	size_t to;
	double arrives;
	double moved;
	double share;
	bool lives;
};

/**
 * struct lan - the LAN
 * @rule: parameters; NULL: nothing moves
 * @now: s
 * @machines: how many
 * @speed: of each
 * @load: measured
 * @jobs: of which those live that have @lives
 * @talks: of jobs that live
 * @ntalks: how many
 * @cost: of a message between two machines, s
 * @memory: of a job, bytes
 * @period: between two decisions, s
 * @next: when the next decision is due, s
 * @pids: of the last job
 * @moves: so far
 * @pingpong: of these, back to where the job came from, within ten minutes
 * @ended: jobs
 * @slowdown: sum over these: time from its coming to its end over its size
 * @waited: sum over these: that time
 */
struct lan {
	const struct rule *rule;
	double now;
	size_t machines;
	double speed[LAN_MACHINES];
	double load[LAN_MACHINES];
	struct lan_job jobs[LAN_JOBS];
	struct rule_talk talks[LAN_JOBS];
	size_t ntalks;
	double cost;
	double memory;
	double period;
	double next;
	uint64_t pids;
	unsigned int moves;
	unsigned int pingpong;
	unsigned int ended;
	double slowdown;
	double waited;
};

void lan_begin(struct lan *lan, size_t machines, const struct rule *rule);
struct lan_job *lan_add(struct lan *lan, size_t at, double size, double age);
size_t lan_lives(const struct lan *lan);
size_t lan_at(const struct lan *lan, size_t machine);
void lan_run(struct lan *lan, double until);

/* Random numbers, by seed */
double lan_random(uint64_t *state);

#endif
