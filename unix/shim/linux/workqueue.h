/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Work queues: see host/work.c. A work item never runs twice at once. It may be
 * queued again while it runs, and may be freed by its function.
 */
#ifndef UNIX_WORKQUEUE_H
#define UNIX_WORKQUEUE_H

#include <linux/list.h>
#include <linux/sched.h>
#include <linux/timer.h>
#include <linux/types.h>

struct work_struct;
struct workqueue_struct;

typedef void (*work_func_t)(struct work_struct *work);

/**
 * struct work_struct - a work item
 * @entry: in a list of items that are to run, or empty
 * @func: does the work
 * @queue: the queue on which it was last queued
 * @state: enum unix_work_state: the list in which it waits
 * @canceling: threads that wait until it does not run; while there are any, it
 *             cannot be queued
 *
 * All but @func are protected by the lock of host/work.c.
 */
struct work_struct {
	struct list_head entry;
	work_func_t func;
	struct workqueue_struct *queue;
	u16 state;
	u16 canceling;
};

struct delayed_work {
	struct work_struct work;
	struct timer_list timer;
};

#define to_delayed_work(ptr)	container_of(ptr, struct delayed_work, work)

void unix_work_expired(struct timer_list *timer);

#define UNIX_WORK(name, f) \
	{ .entry = LIST_HEAD_INIT((name).entry), .func = (f) }
#define DECLARE_WORK(name, f) \
	struct work_struct name = UNIX_WORK(name, f)
#define DECLARE_DELAYED_WORK(name, f)					\
	struct delayed_work name = {					\
		.work = UNIX_WORK((name).work, f),			\
		.timer.function = unix_work_expired,			\
	}

#define INIT_WORK(ptr, f) \
	(*(ptr) = (struct work_struct)UNIX_WORK(*(ptr), f))
#define INIT_DELAYED_WORK(ptr, f)					\
	(*(ptr) = (struct delayed_work) {				\
		.work = UNIX_WORK((ptr)->work, f),			\
		.timer.function = unix_work_expired,			\
	})

#define WQ_UNBOUND	2
#define WQ_CPU_INTENSIVE 32
#define WQ_MAX_ACTIVE	2048

/* For code without a queue of its own */
extern struct workqueue_struct *const system_wq;

__printf(1, 4)
struct workqueue_struct *alloc_workqueue(const char *name, unsigned int flags,
					 int max_active, ...);
void destroy_workqueue(struct workqueue_struct *queue);
void drain_workqueue(struct workqueue_struct *queue);
/* Waits also for items that are queued meanwhile */
#define flush_workqueue(queue)	drain_workqueue(queue)

bool queue_work(struct workqueue_struct *queue, struct work_struct *work);
bool queue_delayed_work(struct workqueue_struct *queue,
			struct delayed_work *work, unsigned long delay);
bool mod_delayed_work(struct workqueue_struct *queue,
		      struct delayed_work *work, unsigned long delay);
bool cancel_work_sync(struct work_struct *work);
bool cancel_delayed_work_sync(struct delayed_work *work);

#define schedule_work(work)	queue_work(system_wq, work)
#define schedule_delayed_work(work, delay) \
	queue_delayed_work(system_wq, work, delay)

#endif
