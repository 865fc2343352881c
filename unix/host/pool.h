/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The interface between work queues (work.c) and the workers that they share
 * (worker.c).
 */
#ifndef UNIX_HOST_POOL_H
#define UNIX_HOST_POOL_H

#include <linux/list.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "timer.h"

enum unix_work_state {
	NONE,		/* not queued */
	DELAYED,	/* its timer runs */
	HELD,		/* in workqueue_struct.held */
	READY,		/* in the list of all queues */
	AGAIN,		/* worker.again */
};

/**
 * struct workqueue_struct - a work queue
 * @most: items that may run at once, not counting those that block
 * @plain: its items only compute, and wait for nobody
 * @active: items that are ready, or that run and do not block
 * @items: items that are queued or run
 * @held: items that wait until others have run
 *
 * All but @most and @plain are protected by the lock.
 */
struct workqueue_struct {
	u32 most;
	bool plain;
	u32 active;
	u32 items;
	struct list_head held;
};

static inline void unix_pool_lock(void)
{
	pthread_mutex_lock(&unix_host_lock);
}

static inline void unix_pool_unlock(void)
{
	pthread_mutex_unlock(&unix_host_lock);
}

/* worker.c; all under the lock, except unix_pool_runs() */
extern struct wait_queue_head unix_pool_changed;
extern u32 unix_pool_cancelers;
extern u64 unix_pool_idle_time;

void unix_pool_insert(struct workqueue_struct *queue,
		      struct work_struct *item);
bool unix_pool_remove(struct work_struct *item);
bool unix_pool_runs(const struct work_struct *item);
void unix_pool_share(struct work_struct *item);

#endif
