/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One lock protects timers and work queues. So delayed work moves from its
 * timer to its queue in one step, and is never in neither.
 */
#ifndef UNIX_HOST_TIMER_H
#define UNIX_HOST_TIMER_H

#include <linux/timer.h>
#include <pthread.h>

extern pthread_mutex_t unix_host_lock;

int unix_timer_init(void);
void unix_timer_exit(void);

/* Under the lock */
bool unix_timer_start(struct timer_list *timer, unsigned long expires);
bool unix_timer_stop(struct timer_list *timer);
void unix_timer_watch(void);

#endif
