// SPDX-License-Identifier: GPL-2.0
/*
 * The workers that all work queues share: threads that are made when an item
 * waits and no worker is idle, and that end when they have been idle for some
 * time.
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
 * Choosing the thread to wake. A thread that queues an item gives it to an idle
 * worker under the lock, and wakes that worker. But if the thread is itself a
 * worker, it leaves the item in the list, and wakes nobody: often it is about
 * to end its own item, like an actor that sends a message and then waits for
 * the answer. Then it takes the new item itself, without a switch of threads.
 * However, it may run for another millisecond, or queue more than one thread
 * can do. So when a worker blocks or calls cond_resched(), it finds workers for
 * all items that are ready. The timers' thread does the same several thousand
 * times a second as long as items are left in this way.
 *
 * A helper is a thread that is no worker, but leaves items like one: the thread
 * that receives from another machine. When it has served all that has come, it
 * runs one of them before it waits again: mostly the actor of the process that
 * the last message was for. That must not keep it from receiving for long, so
 * it runs only items that wait for nobody, and only one.
 */
#include <assert.h>

#include "futex.h"
#include "pool.h"
#include "thread.h"
#include "work.h"

#define BUSY_LISTS	64

/**
 * struct worker - a thread that runs items
 * @node: in a list of @busy while it has an item, or NULL
 * @below: the idle worker that became idle before it
 * @item: what it runs; may be freed
 * @func: its function
 * @queue: its queue
 * @again: an item that it must run again, or NULL
 * @blocked: it waits for something
 * @told: its order while it is idle: enum below (it sleeps on this word)
 *
 * The lock protects all members; the worker itself reads @item and @func
 * without it.
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

/* ns until an idle worker ends, unless it is the last; tests lower it */
u64 unix_pool_idle_time = 5 * NSEC_PER_SEC;

/* All under the lock, unix_host_lock */
static LIST_HEAD(ready);
static u32 ready_count;		/* read without it, too */
static struct hlist_head busy[BUSY_LISTS];
static struct worker *idle;	/* the latest first: its caches are warm */
static u32 workers;
static u32 starting;		/* workers that have not looked for items yet */
static bool left;		/* items that were left, since the last watch */
static bool ending = true;	/* or not begun */

/* An item has ended, or is not queued any more; a worker has ended */
DECLARE_WAIT_QUEUE_HEAD(unix_pool_changed);
/* Threads that wait until an item does not run */
u32 unix_pool_cancelers;

static __thread struct worker *me;
/* Of a helper: it may leave items, and has left as many */
static __thread bool helps;
static __thread u32 owed;

static struct hlist_head *busy_list(const struct work_struct *item)
{
	return &busy[(uintptr_t)item / sizeof(*item) % BUSY_LISTS];
}

/* The worker that runs an item; compare its function, too: see struct worker */
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

/**
 * unix_pool_insert() - have an item run as soon as its queue may run it
 * @queue: the queue
 * @item: in no list
 *
 * Under the lock. Then unix_pool_share() or unix_pool_engage() finds a worker.
 */
void unix_pool_insert(struct workqueue_struct *queue, struct work_struct *item)
{
	item->queue = queue;
	item->state = HELD;
	list_add_tail(&item->entry, &queue->held);
	queue->items++;
	release_held(queue);
}

/*
 * Take the first item that no other worker runs, or the first that a helper may
 * run; NULL: there is none.
 */
static struct work_struct *take(bool plain)
{
	struct work_struct *item, *next;
	struct worker *other;

	list_for_each_entry_safe(item, next, &ready, entry) {
		if (plain && !item->queue->plain)
			continue;
		list_del_init(&item->entry);
		count_ready(-1);
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
	if (!queue->items || unix_pool_cancelers)
		wake_up_all(&unix_pool_changed);
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
	struct work_struct *item = take(false);

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

	assert(!ending);
	workers++;
	starting++;
	unix_pool_unlock();
	err = unix_thread_create(worker_thread, NULL, "worker");
	unix_pool_lock();
	if (!err)
		return true;
	workers--;
	starting--;
	/* The timers' thread tries again soon, if no worker takes the item */
	unix_timer_watch();
	return false;
}

/*
 * Find a worker for an item. Drops the lock meanwhile. Return: false: no worker
 * is needed, or none can be found.
 */
static bool engage(void)
{
	struct worker *worker;

	if (ready_count <= starting)
		return false;
	if (!idle)
		return begin_worker();
	worker = engage_idle();
	if (!worker)
		return false;
	unix_pool_unlock();
	unix_futex_wake(&worker->told, 1);
	unix_pool_lock();
	return true;
}

static void engage_all(void)
{
	while (engage())
		;
}

/**
 * unix_pool_share() - find a worker for an item, or leave it to the caller
 * @item: has been queued; it may be freed when this returns
 *
 * Under the lock, which it drops meanwhile. See the top of this file.
 */
void unix_pool_share(struct work_struct *item)
{
	bool leaves = me ? !me->blocked :
			   helps && item->queue && item->queue->plain;

	if (!leaves) {
		/* Ahead of what a helper has left to itself */
		if (owed && item->state == READY) {
			list_del(&item->entry);
			list_add(&item->entry, &ready);
		}
		engage();
		return;
	}
	/* No other worker can take the caller's own item */
	if (!ready_count || (me && item == me->item))
		return;
	owed += !me;
	left = true;
	unix_timer_watch();
}

/**
 * unix_work_watch() - find workers for items that were left
 *
 * Called by the timers' thread, under the lock, which it drops meanwhile.
 *
 * Return: true: some items had been left, so call it again soon.
 */
bool unix_work_watch(void)
{
	bool again = left || ready_count;

	left = false;
	engage_all();
	return again;
}

/**
 * unix_work_resched() - find workers for the items that wait for the caller
 */
void unix_work_resched(void)
{
	if (!me || !__atomic_load_n(&ready_count, __ATOMIC_RELAXED))
		return;
	unix_pool_lock();
	engage_all();
	unix_pool_unlock();
}

/**
 * unix_work_block() - the calling thread may have to wait
 */
void unix_work_block(void)
{
	if (!me || me->blocked)
		return;
	unix_pool_lock();
	me->blocked = true;
	me->queue->active--;
	release_held(me->queue);
	engage_all();
	unix_pool_unlock();
}

/**
 * unix_work_unblock() - the calling thread goes on
 */
void unix_work_unblock(void)
{
	if (!me || !me->blocked)
		return;
	unix_pool_lock();
	me->blocked = false;
	me->queue->active++;
	unix_pool_unlock();
}

/**
 * unix_work_helper() - the calling thread, which is no worker, may leave items
 *
 * Until it calls unix_work_help(), which it does before it waits for long.
 */
void unix_work_helper(void)
{
	helps = true;
}

/* It was queued again meanwhile: that is not for a helper */
static void hand_back(struct worker *helper)
{
	struct work_struct *item = helper->item;

	hlist_del(&helper->node);
	list_add_tail(&item->entry, &ready);
	item->state = READY;
	count_ready(1);
}

/**
 * unix_work_help() - run an item if the calling thread has left some
 *
 * Others are given to workers. May sleep.
 */
void unix_work_help(void)
{
	struct worker helper = { };
	struct work_struct *item;

	helps = false;
	if (!owed)
		return;
	unix_pool_lock();
	item = take(true);
	if (item)
		assign(&helper, item);
	if (owed > 1)
		engage_all();
	owed = 0;
	if (item) {
		me = &helper;
		unix_pool_unlock();
		helper.func(item);
		unix_pool_lock();
		me = NULL;
		finish(&helper);
		if (helper.item)
			hand_back(&helper);
		engage_all();
	}
	unix_pool_unlock();
}

/* Wait for an order. Return: it; IDLE: the time is up */
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
		deadline = ktime_get_ns() + unix_pool_idle_time;
	unix_pool_unlock();
	told = sleep_idle(worker, deadline);
	if (told == RUN)
		return true;
	unix_pool_lock();
	if (told == IDLE && worker->told == RUN) {
		unix_pool_unlock();
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

	if (!worker->item) {
		item = take(false);
		if (!item)
			return wait_idle(worker);
		assign(worker, item);
	}
	unix_pool_unlock();
	return true;
}

static void worker_thread(void *arg)
{
	struct worker worker = { };

	(void)arg;
	me = &worker;
	unix_pool_lock();
	starting--;
	while (next_item(&worker)) {
		worker.func(worker.item);
		unix_pool_lock();
		finish(&worker);
	}
	workers--;
	wake_up_all(&unix_pool_changed);
	unix_pool_unlock();
}

/**
 * unix_pool_remove() - remove an item from its list
 * @item: the item
 *
 * Under the lock.
 *
 * Return: it was queued.
 */
bool unix_pool_remove(struct work_struct *item)
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
 * unix_pool_runs() - does another thread run an item?
 * @item: the item
 *
 * Return: true if so.
 */
bool unix_pool_runs(const struct work_struct *item)
{
	struct worker *worker;

	unix_pool_lock();
	worker = runner(item);
	unix_pool_unlock();
	return worker && worker != me;
}

/**
 * unix_work_init() - begin
 *
 * Return: 0 or a negative errno.
 */
int unix_work_init(void)
{
	unix_pool_lock();
	ending = false;
	unix_pool_unlock();
	return 0;
}

static bool no_workers(void)
{
	bool none;

	unix_pool_lock();
	none = !workers;
	unix_pool_unlock();
	return none;
}

/**
 * unix_work_exit() - end all workers; no item is queued any more
 */
void unix_work_exit(void)
{
	struct worker *worker;

	unix_pool_lock();
	ending = true;
	while ((worker = idle)) {
		idle = worker->below;
		__atomic_store_n(&worker->told, END, __ATOMIC_RELEASE);
		unix_futex_wake(&worker->told, 1);
	}
	unix_pool_unlock();
	wait_event(unix_pool_changed, no_workers());
}
