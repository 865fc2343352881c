/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A LAN of DEMOS machines in one program, run by the files of kmod/ that are
 * the kernel's logic. All that happens is chosen by a seed: which actor runs
 * next, which of the messages between machines arrives next, which
 * allocation fails. Between two machines messages keep their order, as a
 * session sees to.
 */
#ifndef SIM_LAN_H
#define SIM_LAN_H

#include "machine.h"
#include "process.h"

#define LAN_MAX		5
#define LAN_RUNNABLE	4096	/* looked at for the next step */

struct lan;

/**
 * struct lan_machine - a machine of the LAN
 * @machine: it
 * @lan: the LAN it belongs to
 */
struct lan_machine {
	struct demos_machine machine;
	struct lan *lan;
};

/**
 * struct lan - the LAN
 * @machines: the machines; machine id is index + 1
 * @count: how many
 * @wires: messages on their way, by source and destination
 * @runnable: actors to be run
 * @nrunnable: how many
 * @random: state of the generator
 * @time: ns
 * @arriving: a message on that wire is being taken in
 * @preempt: a task loses the processor at one in so many places; 0: never
 * @failures: one in so many allocations fails; 0: none
 * @steps: taken so far
 */
struct lan {
	struct lan_machine machines[LAN_MAX];
	int count;
	struct list_head wires[LAN_MAX][LAN_MAX];
	bool arriving[LAN_MAX][LAN_MAX];
	struct demos_process **runnable;
	int nrunnable;
	u64 random;
	u64 time;
	u32 preempt;
	u32 failures;
	u64 steps;
};

extern struct lan *the_lan;

void lan_init(struct lan *lan, int count, u64 seed);
void lan_exit(struct lan *lan);
bool lan_step(struct lan *lan);
u32 lan_random(struct lan *lan, u32 below);

#endif
