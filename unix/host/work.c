// SPDX-License-Identifier: GPL-2.0
/*
 * Work queues. All queues share their workers: threads that are made when an
 * item waits and no worker is idle, and that end when they have been idle for
 * some time.
 *
 *	queue_work()	if its queue may run another item:	READY
 *			else					HELD
 *	an item of the queue has ended, or blocks		HELD -> READY
 *	a worker takes an item that nobody runs			READY -> NONE
 *	a worker takes an item that another worker still runs	READY -> AGAIN
 *	that worker has run it					AGAIN -> NONE
 *
 * An item that is in no list does not belong to the work queue any more: its
 * function may free it, or queue it again.
 *
 * Whom to wake. An item is given to an idle worker under the lock, and that
 * one worker is woken. But a worker that queues an item is often about to
 * end its own: an actor that sends a message, and then waits for the answer.
 * So it leaves one item that is ready to itself, and wakes nobody: no switch
 * of threads is faster than none. It may go on for a millisecond, though. If
 * it blocks, or calls cond_resched(), another worker is woken for the item. If
 * nobody has taken an item for a while, the timers' thread wakes one.
 */
#include <linux/slab.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <sched.h>

#include "futex.h"
#include "thread.h"
#include "timer.h"
#include "work.h"

/* A worker that is idle for so long ends, unless it is the last, ns */
#define IDLE_TIME	(5 * NSEC_PER_SEC)
/* Items of a queue without a number of its own that run at once, by processor */
#define PER_PROCESSOR	2
#define BUSY_LISTS	64

enum unix_work_state {
	NONE,		/* not queued */
	DELAYED,	/* its timer runs */
	HELD,		/* in workqueue_struct.held */
	READY,		/* in @ready */
	AGAIN,		/* worker.again */
};

/**
 * struct workqueue_struct - a work queue
 * @most: items that may run at once, those that block apart
 * @active: items that are ready, or run and do not block
 * @items: items that are queued, or run
 * @held: items that wait until others have run
 *
 * All but @most are protected by the lock.
 */
struct workqueue_struct {
	u32 most;
	u32 active;
	u32 items;
	struct list_head held;
};

/**
 * struct worker - a thread that runs items
 * @node: in a list of @busy while it has an item, or NULL
 * @below: the idle worker that became idle before it
 * @item: what it runs; may be freed
 * @func: its function
 * @queue: its queue
 * @again: it is to be run again, or NULL
 * @blocked: it waits for something
 * @told: the word on which it sleeps while it is idle: enum below
 *
 * All are protected by the lock, but the worker reads @item and @func without.
 */
struct worker {
	struct hlist_node node;
	struct worker *below;
	struct work_struct *item;
	work_func_t func;
	struct workqueue_struct *queue;
	struct work_struct *again;
	bool blocked;
	u32 told;
};

enum { IDLE, RUN, END };

/* All under the lock, unix_host_lock */
static LIST_HEAD(ready);
static u32 ready_count;		/* changed under the lock */
static struct hlist_head busy[BUSY_LISTS];
static struct worker *idle;	/* the latest first: its caches are warm */
static u32 workers;
static u32 starting;		/* workers that have not looked for items yet */
static u32 taken;		/* items that were taken since the last watch */
static u32 left;		/* items that queuers have left to themselves */
static u32 cancelers;
static bool ending;

static struct workqueue_struct system_queue = {
	.most = WQ_MAX_ACTIVE,
	.held = LIST_HEAD_INIT(system_queue.held),
};

struct workqueue_struct *const system_wq = &system_queue;

/* An item has ended, or is not queued any more; a worker has ended */
static DECLARE_WAIT_QUEUE_HEAD(changed);

static __thread struct worker *me;

static void lock(void)
{
	pthread_mutex_lock(&unix_host_lock);
}

static void unlock(void)
{
	pthread_mutex_unlock(&unix_host_lock);
}

static struct hlist_head *busy_list(const struct work_struct *item)
{
	return &busy[(uintptr_t)item / sizeof(*item) % BUSY_LISTS];
}

/* The worker that runs an item; by its function, too: see struct worker */
static struct worker *runner(const struct work_struct *item)
{
	struct worker *worker;

	hlist_for_each_entry(worker, busy_list(item), node) {
		if (worker->item == item && worker->func == item->func)
			return worker;
	}
	return NULL;
}

static void count_ready(int change)
{
	__atomic_store_n(&ready_count, ready_count + change, __ATOMIC_RELAXED);
}

/* Make items of a queue ready if it may run more */
static void release_held(struct workqueue_struct *queue)
{
	struct work_struct *item;

	while (queue->active < queue->most && !list_empty(&queue->held)) {
		item = list_first_entry(&queue->held, struct work_struct,
					entry);
		list_move_tail(&item->entry, &ready);
		item->state = READY;
		count_ready(1);
		queue->active++;
	}
}

static void insert(struct workqueue_struct *queue, struct work_struct *item)
{
	item->queue = queue;
	item->state = HELD;
	list_add_tail(&item->entry, &queue->held);
	queue->items++;
	release_held(queue);
}

/* Take the first item that no other worker runs; NULL: there is none */
static struct work_struct *take(void)
{
	struct work_struct *item;
	struct worker *other;

	while (ready_count) {
		item = list_first_entry(&ready, struct work_struct, entry);
		list_del_init(&item->entry);
		count_ready(-1);
		taken++;
		other = runner(item);
		if (!other)
			return item;
		other->again = item;
		item->state = AGAIN;
	}
	return NULL;
}

static void assign(struct worker *worker, struct work_struct *item)
{
	item->state = NONE;
	worker->item = item;
	worker->func = item->func;
	worker->queue = item->queue;
	hlist_add_head(&worker->node, busy_list(item));
}

/* An item does not run, or is not queued, any more */
static void leave(struct workqueue_struct *queue, bool active)
{
	queue->items--;
	if (active) {
		queue->active--;
		release_held(queue);
	}
	if (!queue->items || cancelers)
		wake_up_all(&changed);
}

static void finish(struct worker *worker)
{
	struct work_struct *again = worker->again;

	hlist_del(&worker->node);
	worker->item = NULL;
	worker->again = NULL;
	leave(worker->queue, true);
	if (again)
		assign(worker, again);
}

/* Give the first item to an idle worker. Return: that worker, or NULL. */
static struct worker *engage_idle(void)
{
	struct worker *worker = idle;
	struct work_struct *item = take();

	if (!item)
		return NULL;
	idle = worker->below;
	assign(worker, item);
	__atomic_store_n(&worker->told, RUN, __ATOMIC_RELEASE);
	return worker;
}

static void worker_thread(void *arg);

/* The lock is held before and after. Return: false: no thread can be made. */
static bool begin_worker(void)
{
	int err;

	workers++;
	starting++;
	unlock();
	err = unix_thread_create(worker_thread, NULL, "worker");
	lock();
	if (!err)
		return true;
	workers--;
	starting--;
	/* Try again soon, if no other worker has taken the item */
	unix_timer_watch();
	return false;
}

/* Find workers for all items that are ready but @mine, and unlock */
static void unlock_and_engage(u32 mine)
{
	struct worker *worker;

	while (ready_count > starting + mine) {
		if (!idle) {
			if (!begin_worker())
				break;
			continue;
		}
		worker = engage_idle();
		if (!worker)
			break;
		unlock();
		unix_futex_wake(&worker->told, 1);
		if (!__atomic_load_n(&ready_count, __ATOMIC_RELAXED))
			return;
		lock();
	}
	unlock();
}

/* The caller has queued @item, and may be about to take it itself */
static void unlock_and_share(const struct work_struct *item)
{
	bool mine = me && !me->blocked;

	/* Nobody else can take what the caller runs itself */
	if (mine && ready_count && item != me->item) {
		left++;
		unix_timer_watch();
	}
	unlock_and_engage(mine);
}

/**
 * unix_work_watch() - find workers for items that nobody takes
 *
 * By the timers' thread, under the lock, which it drops meanwhile.
 *
 * Return: items may wait for their queuers: watch on.
 */
bool unix_work_watch(void)
{
	bool again = left || ready_count;
	bool stuck = !taken && ready_count;

	taken = 0;
	left = 0;
	if (stuck) {
		unlock_and_engage(0);
		lock();
	}
	return again;
}

/**
 * unix_work_resched() - let others take the items that wait for this one
 */
void unix_work_resched(void)
{
	if (!me || !__atomic_load_n(&ready_count, __ATOMIC_RELAXED))
		return;
	lock();
	unlock_and_engage(0);
}

/**
 * unix_work_block() - the calling thread may have to wait
 */
void unix_work_block(void)
{
	if (!me || me->blocked)
		return;
	lock();
	me->blocked = true;
	me->queue->active--;
	release_held(me->queue);
	unlock_and_engage(0);
}

/**
 * unix_work_unblock() - the calling thread goes on
 */
void unix_work_unblock(void)
{
	if (!me || !me->blocked)
		return;
	lock();
	me->blocked = false;
	me->queue->active++;
	unlock();
}

/* Return: what it was told, IDLE: the time is up */
static u32 sleep_idle(struct worker *worker, u64 deadline)
{
	u32 told;

	while (!(told = __atomic_load_n(&worker->told, __ATOMIC_ACQUIRE))) {
		if (!unix_futex_wait(&worker->told, IDLE, deadline))
			break;
	}
	return told;
}

static void forget_idle(struct worker *worker)
{
	struct worker **at = &idle;

	while (*at != worker)
		at = &(*at)->below;
	*at = worker->below;
}

/* Return: false: the worker ends. With the lock, and without it if true. */
static bool wait_idle(struct worker *worker)
{
	u64 deadline = U64_MAX;
	u32 told;

	if (ending)
		return false;
	worker->told = IDLE;
	worker->below = idle;
	idle = worker;
	if (worker->below)
		deadline = ktime_get_ns() + IDLE_TIME;
	unlock();
	told = sleep_idle(worker, deadline);
	if (told == RUN)
		return true;
	lock();
	if (told == IDLE && worker->told == RUN) {
		unlock();
		return true;
	}
	if (told == IDLE && worker->told == IDLE)
		forget_idle(worker);
	return false;
}

/* Return: false: the worker ends. With the lock, and without it if true. */
static bool next_item(struct worker *worker)
{
	struct work_struct *item;

	if (worker->item) {
		unlock();
		return true;
	}
	item = take();
	if (!item)
		return wait_idle(worker);
	assign(worker, item);
	unlock_and_engage(0);
	return true;
}

static void worker_thread(void *arg)
{
	struct worker worker = { };

	(void)arg;
	me = &worker;
	lock();
	starting--;
	while (next_item(&worker)) {
		worker.func(worker.item);
		lock();
		finish(&worker);
	}
	workers--;
	wake_up_all(&changed);
	unlock();
}

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
	lock();
	if (item->state != NONE || item->canceling) {
		unlock();
		return false;
	}
	insert(queue, item);
	unlock_and_share(item);
	return true;
}

static void queue_later(struct workqueue_struct *queue,
			struct delayed_work *item, unsigned long delay)
{
	if (!delay) {
		insert(queue, &item->work);
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
	lock();
	if (item->work.state != NONE || item->work.canceling) {
		unlock();
		return false;
	}
	queue_later(queue, item, delay);
	unlock_and_share(&item->work);
	return true;
}

/**
 * unix_work_expired() - the time of a delayed item has come
 * @timer: its timer
 *
 * By the timers' thread, under the lock, which it drops meanwhile: @timer may
 * be gone when this returns.
 */
void unix_work_expired(struct timer_list *timer)
{
	struct delayed_work *item =
		container_of(timer, struct delayed_work, timer);

	insert(item->work.queue, &item->work);
	unlock_and_engage(0);
	lock();
}

/* Take an item out of where it waits. Return: it was queued. */
static bool grab(struct work_struct *item)
{
	u16 state = item->state;

	item->state = NONE;
	switch (state) {
	case NONE:
		return false;
	case DELAYED:
		unix_timer_stop(&to_delayed_work(item)->timer);
		return true;
	case AGAIN:
		runner(item)->again = NULL;
		leave(item->queue, true);
		return true;
	case READY:
		count_ready(-1);
		break;
	}
	list_del_init(&item->entry);
	leave(item->queue, state == READY);
	return true;
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

	lock();
	if (item->work.canceling) {
		unlock();
		return true;
	}
	was = grab(&item->work);
	queue_later(queue, item, delay);
	unlock_and_share(&item->work);
	return was;
}

static bool runs_elsewhere(const struct work_struct *item)
{
	struct worker *worker;

	lock();
	worker = runner(item);
	unlock();
	return worker && worker != me;
}

/**
 * cancel_work_sync() - an item is not to run
 * @item: the item
 *
 * If it runs, waits for its end; it cannot queue itself meanwhile. May sleep.
 *
 * Return: it was queued.
 */
bool cancel_work_sync(struct work_struct *item)
{
	bool was;

	lock();
	was = grab(item);
	item->canceling++;
	cancelers++;
	unlock_and_share(item);
	wait_event(changed, !runs_elsewhere(item));
	lock();
	cancelers--;
	item->canceling--;
	unlock();
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
 * @name: not needed here
 * @flags: not needed either: items run in no order, by no processor
 * @max_active: items that may run at once. 0: as many as the processors have
 *              use for, since items that wait for others do not count; but
 *              only waits that unix_work_block() is told of. A queue whose
 *              items wait for the network has a number of its own.
 *
 * Return: the queue, or NULL: no memory.
 */
struct workqueue_struct *alloc_workqueue(const char *name, unsigned int flags,
					 int max_active, ...)
{
	struct workqueue_struct *queue = kzalloc(sizeof(*queue), GFP_KERNEL);

	(void)name;
	(void)flags;
	if (!queue)
		return NULL;
	queue->most = max_active ? (u32)max_active :
				   PER_PROCESSOR * processors();
	INIT_LIST_HEAD(&queue->held);
	return queue;
}

static bool is_empty(const struct workqueue_struct *queue)
{
	bool is;

	lock();
	is = !queue->items;
	unlock();
	return is;
}

/**
 * drain_workqueue() - wait until a queue has no items, and none runs
 * @queue: the queue; items that wait for their time do not matter
 *
 * Not by an item of the queue. May sleep.
 */
void drain_workqueue(struct workqueue_struct *queue)
{
	wait_event(changed, is_empty(queue));
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

/**
 * unix_work_init() - begin
 *
 * Return: 0 or a negative errno.
 */
int unix_work_init(void)
{
	lock();
	ending = false;
	unlock();
	return 0;
}

static bool no_workers(void)
{
	bool none;

	lock();
	none = !workers;
	unlock();
	return none;
}

/**
 * unix_work_exit() - end all workers; no item is queued any more
 */
void unix_work_exit(void)
{
	struct worker *worker;

	lock();
	ending = true;
	while ((worker = idle)) {
		idle = worker->below;
		__atomic_store_n(&worker->told, END, __ATOMIC_RELEASE);
		unix_futex_wake(&worker->told, 1);
	}
	unlock();
	wait_event(changed, no_workers());
}
