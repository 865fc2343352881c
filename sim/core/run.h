/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A run: one seed, from machines without processes until all processes have
 * ended.
 */
#ifndef SIM_RUN_H
#define SIM_RUN_H

#include <linux/types.h>

/**
 * struct plan - the parameters of a run; each seed has one
 * @seed: decides everything that is not set here
 * @machines: how many
 * @puppets: how many at the beginning
 * @energy: number of acts that each stays below
 * @budget: number of acts of all of them together
 * @acts: set of enum act
 * @preempt: a task loses the processor at one in @preempt places; 0: never
 * @failures: one in @failures allocations fails; 0: none
 * @refuse: one in @refuse arriving processes is refused; 0: none
 * @cuts: a connection is cut or stalls at one in @cuts steps; 0: never
 * @process_queue: limit on the bytes of messages that a process has in queues;
 *                 0: as in the kernel
 * @queues: the same for all processes of a machine together
 * @kernel_queue: the same for the kernel itself
 * @session: the same for messages that wait for another machine
 * @losses: machines that go down or are lost, and begin a new life
 * @deletions: times that a machine deletes another one as a peer
 * @strict: even if machines are lost, no forwarding address or pair record of a
 *          dead process may be left, and nobody may still wait to send to it
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
	u32 deletions;
	bool strict;
};

/* Totals of all runs, which show that they exercised everything */
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
	u64 goodbyes;
};

void plan_of(struct plan *plan, u64 seed);
const char *run(const struct plan *plan, struct sums *sums);

#endif
