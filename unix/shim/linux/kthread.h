/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_KTHREAD_H
#define UNIX_KTHREAD_H

#include <linux/err.h>
#include <linux/sched.h>

/*
 * The thread begins only at wake_up_process(). It holds a reference to itself,
 * which it drops at its end.
 */
__printf(3, 4)
struct task_struct *kthread_create(int (*run)(void *arg), void *arg,
				   const char *name, ...);
int kthread_stop(struct task_struct *task);
bool kthread_should_stop(void);

#endif
