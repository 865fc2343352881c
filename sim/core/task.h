/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tasks of the simulator: a turn of an actor, or the arrival of a message, each
 * on a stack of its own, so that another task may run in the middle of it. A
 * task can lose the processor wherever the kernel's logic takes or drops a lock
 * or a reference. Memory freed by RCU stays until no task is under way.
 */
#ifndef SIM_TASK_H
#define SIM_TASK_H

#include <linux/types.h>

#define TASKS		4	/* under way at a time */

struct lan;

bool task_idle(void);
int task_busy(void);
void task_begin(struct lan *lan, int machine,
		void (*run)(struct lan *lan, void *arg), void *arg);
void task_resume(struct lan *lan, int which);
int task_of(int machine);
void task_exit(void);

#endif
