/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A run: one seed, from machines without processes to machines without
 * processes.
 */
#ifndef SIM_RUN_H
#define SIM_RUN_H

#include <linux/types.h>

/**
 * struct plan - what a run is about; a seed gives one
 * @seed: decides what is not said here
 * @machines: how many
 * @puppets: how many in the beginning
 * @energy: each may do less than that many things
 * @budget: all of them together may do that many
 * @acts: set of enum act
 * @preempt: a task loses the processor at one in so many places; 0: never
 * @failures: one in so many allocations fails; 0: none
 * @refuse: one in so many arriving processes is turned away; 0: none
 * @cuts: a connection is cut, or stalls, at one in so many steps; 0: never
 * @process_queue: bytes of messages that a process may have in queues, 0: as
 *                 many as in the kernel
 * @queues: all processes of a machine together, the same
 * @kernel_queue: the kernel itself, the same
 * @session: bytes of messages that wait for another machine, the same
 * @losses: machines that go down or are lost, and begin a new life
 * @strict: even if machines are lost, of a dead process neither forwarding
 *          addresses nor records may be left, and nobody may still wait to
 *          send to it
 */
struct plan {
	u64 seed;
	u32 machines;
	u32 puppets;
	u32 energy;
	u32 budget;
	u32 acts;
	u32 preempt;
	u32 failures;
	u32 refuse;
	u32 cuts;
	u32 process_queue;
	u32 queues;
	u32 kernel_queue;
	u32 session;
	u32 losses;
	bool strict;
};

/* What runs did altogether, so that one can see that they did something */
struct sums {
	u64 runs;
	u64 steps;
	u64 acts;
	u64 sent;
	u64 received;
	u64 links;
	u64 moves;
	u64 migrated;
	u64 failed;
	u64 forwarded;
	u64 held;
	u64 notices;
	u64 limited;
	u64 exited;
	u64 cuts;
	u64 losses;
};

void plan_of(struct plan *plan, u64 seed);
const char *run(const struct plan *plan, struct sums *sums);

#endif
