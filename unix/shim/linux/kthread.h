/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_KTHREAD_H
#define UNIX_KTHREAD_H

#include <linux/err.h>
#include <linux/sched.h>

/*
 * A thread that does not begin before wake_up_process(). The reference that
 * it has to itself goes at its end.
 */
__printf(3, 4)
struct task_struct *kthread_create(int (*run)(void *arg), void *arg,
				   const char *name, ...);
int kthread_stop(struct task_struct *task);
bool kthread_should_stop(void);

#endif
