/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_SCHED_H
#define UNIX_SCHED_H

#include <linux/types.h>

struct task_struct;

/* The calling thread; made with kthread_create() or not */
struct task_struct *unix_current(void);
#define current	unix_current()

void get_task_struct(struct task_struct *task);
void put_task_struct(struct task_struct *task);
int wake_up_process(struct task_struct *task);
void set_user_nice(struct task_struct *task, long nice);

/*
 * The kernel under us preempts threads anyway. So this only finds other threads
 * for the work items that wait for the caller's.
 */
void unix_work_resched(void);
#define cond_resched()	unix_work_resched()

#endif
