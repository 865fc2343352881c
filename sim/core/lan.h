/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A LAN of DEMOS machines in one program, run by the files of kmod/ that hold
 * the kernel's logic. A seed chooses all that happens: which task runs next,
 * which frame arrives next, which connection is cut or stalled, which
 * allocation fails.
 */
#ifndef SIM_LAN_H
#define SIM_LAN_H

#include <stdio.h>

#include "cable.h"
#include "core/machine.h"
#include "core/process.h"

#define LAN_MAX		5
#define LAN_JOBS	256	/* looked at for the next step */

struct lan;

enum lan_life {
	LAN_UP,
	LAN_STOPPING,	/* its processes end */
	LAN_DOWN
};

/**
 * struct lan_machine - a machine of the LAN
 * @machine: the machine
 * @lan: the LAN it belongs to
 * @life: up, stopping or down
 * @severed: it is lost: what it does no longer reaches the others
 * @refused: process that was refused before the request was sent; 0: none
 * @incarnation: of its last life
 * @next_local: first local number of its next life
 * @ring: when its alarm rings; 0: it is not set
 */
struct lan_machine {
	struct demos_machine machine;
	struct lan *lan;
	enum lan_life life;
	bool severed;
	u64 refused;
	u64 incarnation;
	u64 next_local;
	u64 ring;
};

/**
 * struct lan_job - a queued turn of a process
 * @process: the process, with a reference
 * @work: tells whether it is queued, and whether it runs
 * @run: called for the turn
 */
struct lan_job {
	struct demos_process *process;
	struct work_struct *work;
	void (*run)(struct demos_process *process);
};

/**
 * struct lan - the LAN
 * @machines: the machines; machine id is index + 1
 * @count: how many
 * @cables: by machine and other machine
 * @jobs: the run queue
 * @njobs: how many
 * @random: state of the generator
 * @time: ns
 * @preempt: a task loses the processor at one in @preempt places; 0: never
 * @failures: one in @failures allocations fails; 0: none
 * @cuts: a connection is cut at one in @cuts steps; 0: never
 * @limits: of each machine, by enum demos_limit; 0: as in the kernel
 * @hurry: reconnect at once after a cut
 * @steps: steps taken so far
 * @ncuts: connections cut so far
 * @ngoodbyes: times that a machine learned that another is gone, or deleted it
 * @past: counters of lives that have ended
 * @deadline: returns the next time at which a process must be woken
 * @expire: wakes the processes whose time has come
 */
struct lan {
	struct lan_machine machines[LAN_MAX];
	int count;
	struct cable_end cables[LAN_MAX][LAN_MAX];
	struct lan_job *jobs;
	int njobs;
	u64 random;
	u64 time;
	u32 preempt;
	u32 failures;
	u32 cuts;
	u64 limits[__DEMOS_LIMIT_MAX];
	bool hurry;
	u64 steps;
	u64 ncuts;
	u64 ngoodbyes;
	u64 past[__DEMOS_C_MAX];
	u64 (*deadline)(void);
	void (*expire)(u64 now);
};

extern struct lan *the_lan;
extern bool verbose;

#define say(format, ...)						\
do {									\
	if (verbose)							\
		printf("# %6llu " format "\n",				\
		       (unsigned long long)the_lan->steps,		\
		       ##__VA_ARGS__);					\
} while (0)

void lan_init(struct lan *lan, int count, u64 seed);
void lan_exit(struct lan *lan);
bool lan_step(struct lan *lan);
bool lan_step_alone(struct lan *lan, int index);
u32 lan_random(struct lan *lan, u32 below);
void lan_queue(struct demos_process *process, struct work_struct *work,
	       void (*run)(struct demos_process *process));
struct demos_process *lan_find(struct lan *lan, u64 pid);
void lan_limit(struct lan *lan, enum demos_limit limit, u64 value);
void lan_stop(struct lan *lan, int index);
void lan_sever(struct lan *lan, int index);
void lan_restart(struct lan *lan, int index);
u64 lan_total(const struct lan *lan, enum demos_counter counter);

/* True once in @many calls, chosen by the seed */
static inline bool chance(u32 many)
{
	return many && !lan_random(the_lan, many);
}

#endif
