// SPDX-License-Identifier: GPL-2.0
/*
 * Work queues: items are queued, now or for later, and cancelled. worker.c
 * chooses the threads that run them.
 */
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <sched.h>

#include "pool.h"

/* Items that may run at once for each processor, if max_active is 0 */
#define PER_PROCESSOR	2

static struct workqueue_struct system_queue = {
	.most = WQ_MAX_ACTIVE,
	.held = LIST_HEAD_INIT(system_queue.held),
};

struct workqueue_struct *const system_wq = &system_queue;

/**
 * queue_work() - have an item run
 * @queue: the queue
 * @item: the item
 *
 * Does not sleep.
 *
 * Return: false: it was queued already, or is being cancelled.
 */
bool queue_work(struct workqueue_struct *queue, struct work_struct *item)
{
	unix_pool_lock();
	if (item->state != NONE || item->canceling) {
		unix_pool_unlock();
		return false;
	}
	unix_pool_insert(queue, item);
	unix_pool_share(item);
	unix_pool_unlock();
	return true;
}

static void queue_later(struct workqueue_struct *queue,
			struct delayed_work *item, unsigned long delay)
{
	if (!delay) {
		unix_pool_insert(queue, &item->work);
		return;
	}
	item->work.queue = queue;
	item->work.state = DELAYED;
	unix_timer_start(&item->timer, jiffies + delay);
}

/**
 * queue_delayed_work() - have an item run at a later time
 * @queue: the queue
 * @item: the item
 * @delay: jiffies; 0: now
 *
 * Does not sleep.
 *
 * Return: false: it was queued already, or is being cancelled.
 */
bool queue_delayed_work(struct workqueue_struct *queue,
			struct delayed_work *item, unsigned long delay)
{
	unix_pool_lock();
	if (item->work.state != NONE || item->work.canceling) {
		unix_pool_unlock();
		return false;
	}
	queue_later(queue, item, delay);
	if (!delay)
		unix_pool_share(&item->work);
	unix_pool_unlock();
	return true;
}

/**
 * unix_work_expired() - the time of a delayed item has come
 * @timer: its timer
 *
 * Called by the timers' thread, under the lock. It drops the lock meanwhile, so
 * @timer may be freed when this returns.
 */
void unix_work_expired(struct timer_list *timer)
{
	struct delayed_work *item =
		container_of(timer, struct delayed_work, timer);

	unix_pool_insert(item->work.queue, &item->work);
	unix_pool_share(&item->work);
}

/**
 * mod_delayed_work() - have an item run at another time, queued or not
 * @queue: the queue
 * @item: the item
 * @delay: jiffies; 0: now
 *
 * Does not sleep.
 *
 * Return: it was queued already, or is being cancelled.
 */
bool mod_delayed_work(struct workqueue_struct *queue,
		      struct delayed_work *item, unsigned long delay)
{
	bool was;

	unix_pool_lock();
	if (item->work.canceling) {
		unix_pool_unlock();
		return true;
	}
	was = unix_pool_remove(&item->work);
	queue_later(queue, item, delay);
	unix_pool_share(&item->work);
	unix_pool_unlock();
	return was;
}

/**
 * cancel_work_sync() - cancel an item
 * @item: the item
 *
 * If it runs, waits for its end; it cannot queue itself meanwhile. May sleep.
 *
 * Return: it was queued.
 */
bool cancel_work_sync(struct work_struct *item)
{
	bool was;

	unix_pool_lock();
	was = unix_pool_remove(item);
	item->canceling++;
	unix_pool_cancelers++;
	unix_pool_share(item);
	unix_pool_unlock();
	wait_event(unix_pool_changed, !unix_pool_runs(item));
	unix_pool_lock();
	unix_pool_cancelers--;
	item->canceling--;
	unix_pool_unlock();
	return was;
}

/**
 * cancel_delayed_work_sync() - as cancel_work_sync()
 * @item: the item
 *
 * Return: it was queued, or its timer ran.
 */
bool cancel_delayed_work_sync(struct delayed_work *item)
{
	return cancel_work_sync(&item->work);
}

static u32 processors(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set))
		return 1;
	return CPU_COUNT(&set);
}

/**
 * alloc_workqueue() - make a work queue
 * @name: ignored
 * @flags: WQ_CPU_INTENSIVE: its items only compute, and wait for nobody, so a
 *         thread that is no worker may run one, too. Other flags are ignored:
 *         items run in any order and on any processor.
 * @max_active: items that may run at once. 0: enough to keep all processors
 *              busy, since items that block do not count; but only waits
 *              within unix_work_block() are known. If the items of a queue wait
 *              for the network, give the queue a number of its own.
 *
 * Return: the queue, or NULL: no memory.
 */
struct workqueue_struct *alloc_workqueue(const char *name, unsigned int flags,
					 int max_active, ...)
{
	struct workqueue_struct *queue = kzalloc(sizeof(*queue), GFP_KERNEL);

	(void)name;
	if (!queue)
		return NULL;
	queue->most = max_active ? (u32)max_active :
				   PER_PROCESSOR * processors();
	queue->plain = flags & WQ_CPU_INTENSIVE;
	INIT_LIST_HEAD(&queue->held);
	return queue;
}

static bool is_empty(const struct workqueue_struct *queue)
{
	bool is;

	unix_pool_lock();
	is = !queue->items;
	unix_pool_unlock();
	return is;
}

/**
 * drain_workqueue() - wait until a queue has no items, and none runs
 * @queue: the queue; delayed items whose time has not come are ignored
 *
 * An item of the queue must not call this. May sleep.
 */
void drain_workqueue(struct workqueue_struct *queue)
{
	wait_event(unix_pool_changed, is_empty(queue));
}

/**
 * destroy_workqueue() - free a queue
 * @queue: the queue; nobody uses it any more, and no item waits for its time
 *
 * Runs its items first. May sleep.
 */
void destroy_workqueue(struct workqueue_struct *queue)
{
	drain_workqueue(queue);
	kfree(queue);
}

