// SPDX-License-Identifier: GPL-2.0
/*
 * Work items: none runs twice at once, none that was queued is forgotten, none
 * runs after it was cancelled; and a queue runs no more at once than it may.
 */
#include <linux/completion.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <dirent.h>
#include <pthread.h>
#include <sched.h>

#include "host/pool.h"
#include "host/work.h"
#include "test/host_test.h"

#define ITEMS	24
#define QUEUES	3
#define ROUNDS	400
#define THREADS	4

/*
 * @wanted: how often it was asked to run. @seen: the last @wanted that it saw;
 * needs no lock, since the item never runs twice at once.
 */
struct item {
	struct delayed_work work;
	struct workqueue_struct *queue;
	u32 wanted;
	u32 seen;
	u32 running;
	struct completion *ran;
	struct completion *until;
};

static struct workqueue_struct *queues[QUEUES];
static struct item items[ITEMS];
static u32 alone;		/* items of a queue that runs one at a time */

static struct item *item_of(struct work_struct *work)
{
	return container_of(to_delayed_work(work), struct item, work);
}

static void count_run(struct work_struct *work)
{
	struct item *item = item_of(work);
	u32 others;

	CHECK(!__atomic_fetch_add(&item->running, 1, __ATOMIC_RELAXED));
	if (item->queue == queues[0]) {
		others = __atomic_fetch_add(&alone, 1, __ATOMIC_RELAXED);
		CHECK(!others);
	}
	item->seen = __atomic_load_n(&item->wanted, __ATOMIC_RELAXED);
	if (!host_test_random(8))
		sched_yield();
	if (!host_test_random(50))
		cond_resched();
	if (!host_test_random(200))
		host_test_pause(100000);
	if (item->queue == queues[0])
		__atomic_fetch_sub(&alone, 1, __ATOMIC_RELAXED);
	__atomic_fetch_sub(&item->running, 1, __ATOMIC_RELAXED);
	/* Last of all, an item sometimes queues another one or itself */
	if (!host_test_random(4)) {
		item = host_test_random(2) ? item :
		       &items[host_test_random(ITEMS)];
		__atomic_fetch_add(&item->wanted, 1, __ATOMIC_RELAXED);
		queue_work(item->queue, &item->work.work);
	}
}

static void want_items(u32 number)
{
	struct item *item;
	u32 i;

	(void)number;
	for (i = 0; i < ROUNDS; i++) {
		item = &items[host_test_random(ITEMS)];
		__atomic_fetch_add(&item->wanted, 1, __ATOMIC_RELAXED);
		queue_work(item->queue, &item->work.work);
		if (!host_test_random(20))
			host_test_pause(host_test_random(100000));
	}
}

static void drain_all(void)
{
	u32 quiet = 0;
	u32 i;

	/* Items queue each other, in all queues */
	for (i = 0; i < 100 * QUEUES; i++)
		drain_workqueue(queues[i % QUEUES]);
	for (i = 0; i < ITEMS; i++)
		quiet += items[i].seen == items[i].wanted;
	CHECK(quiet == ITEMS);
}

static void test_none_lost(void)
{
	u32 i;

	queues[0] = alloc_workqueue("one", WQ_UNBOUND, 1);
	queues[1] = alloc_workqueue("some", WQ_UNBOUND, 0);
	queues[2] = alloc_workqueue("all", WQ_UNBOUND, WQ_MAX_ACTIVE);
	for (i = 0; i < ITEMS; i++) {
		items[i] = (struct item) { .queue = queues[i % QUEUES] };
		INIT_DELAYED_WORK(&items[i].work, count_run);
	}
	host_test_threads(THREADS, want_items);
	drain_all();
	for (i = 0; i < QUEUES; i++)
		destroy_workqueue(queues[i]);
}

static DECLARE_COMPLETION(freed);

static void free_itself(struct work_struct *work)
{
	kfree(item_of(work));
	complete(&freed);
}

static void queue_to_free(u32 number)
{
	struct item *item;
	u32 i;

	for (i = 0; i < ROUNDS; i++) {
		item = kzalloc(sizeof(*item), GFP_KERNEL);
		INIT_DELAYED_WORK(&item->work, free_itself);
		if (number)
			queue_work(queues[0], &item->work.work);
		else
			mod_delayed_work(queues[0], &item->work,
					 host_test_random(2));
	}
}

static void test_free_itself(void)
{
	u32 i;

	init_completion(&freed);
	queues[0] = alloc_workqueue("free", WQ_UNBOUND, 0);
	host_test_threads(THREADS, queue_to_free);
	for (i = 0; i < THREADS * ROUNDS; i++)
		wait_for_completion(&freed);
	destroy_workqueue(queues[0]);
}

/* Queues itself until it is cancelled */
static void run_again(struct work_struct *work)
{
	struct item *item = item_of(work);

	CHECK(!__atomic_fetch_add(&item->running, 1, __ATOMIC_RELAXED));
	item->seen++;
	if (!host_test_random(20))
		host_test_pause(host_test_random(1000000));
	__atomic_fetch_sub(&item->running, 1, __ATOMIC_RELAXED);
	queue_delayed_work(queues[0], &item->work, host_test_random(2));
}

static void change(struct item *item)
{
	switch (host_test_random(3)) {
	case 0:
		queue_delayed_work(queues[0], &item->work,
				   host_test_random(3));
		break;
	case 1:
		mod_delayed_work(queues[0], &item->work, host_test_random(3));
		break;
	default:
		if (timer_pending(&item->work.timer))
			mod_delayed_work(queues[0], &item->work, 0);
		break;
	}
}

static void cancel_some(u32 number)
{
	struct item *item;
	u32 i, j;
	u32 seen;

	(void)number;
	for (i = 0; i < ROUNDS / 10; i++) {
		item = kzalloc(sizeof(*item), GFP_KERNEL);
		INIT_DELAYED_WORK(&item->work, run_again);
		for (j = host_test_random(5); j; j--) {
			change(item);
			host_test_pause(host_test_random(300000));
		}
		cancel_delayed_work_sync(&item->work);
		CHECK(!timer_pending(&item->work.timer));
		seen = item->seen;
		if (!host_test_random(10))
			host_test_pause(2000000);
		CHECK(item->seen == seen);
		/* The item can be queued again */
		CHECK(queue_delayed_work(queues[0], &item->work, 1000));
		CHECK(!queue_work(queues[0], &item->work.work));
		CHECK(cancel_delayed_work_sync(&item->work));
		CHECK(!cancel_delayed_work_sync(&item->work));
		kfree(item);
	}
}

static struct item shared;

/* Several cancel and queue the same item */
static void cancel_shared(u32 number)
{
	u32 i;

	for (i = 0; i < ROUNDS; i++) {
		if (host_test_random(2))
			change(&shared);
		else if (number % 2)
			cancel_delayed_work_sync(&shared.work);
	}
}

void host_test_delayed(void)
{
	queues[0] = alloc_workqueue("cancel", WQ_UNBOUND, 0);
	host_test_threads(THREADS, cancel_some);
	shared = (struct item) { };
	INIT_DELAYED_WORK(&shared.work, run_again);
	host_test_threads(THREADS, cancel_shared);
	cancel_delayed_work_sync(&shared.work);
	destroy_workqueue(queues[0]);
}

static void wait_for_other(struct work_struct *work)
{
	struct item *item = item_of(work);

	wait_for_completion(item->until);
	complete(item->ran);
}

static u32 count_threads(void)
{
	DIR *folder = opendir("/proc/self/task");
	u32 count = 0;

	CHECK(folder);
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

/* Of many workers, all but one or two end when they are not needed any more */
static void await_few_threads(void)
{
	while (count_threads() > ITEMS / 2)
		host_test_pause(1000000);
}

/* More items wait for the last one than a queue runs at once */
static void test_blocked(void)
{
	DECLARE_COMPLETION(until);
	DECLARE_COMPLETION(ran);
	DECLARE_COMPLETION(go);
	u32 i;

	queues[0] = alloc_workqueue("blocked", WQ_UNBOUND, 0);
	for (i = 0; i < ITEMS; i++) {
		items[i] = (struct item) { .until = &until, .ran = &ran };
		INIT_DELAYED_WORK(&items[i].work, wait_for_other);
		queue_work(queues[0], &items[i].work.work);
	}
	shared = (struct item) { .until = &go, .ran = &ran };
	INIT_DELAYED_WORK(&shared.work, wait_for_other);
	complete(&go);
	queue_work(queues[0], &shared.work.work);
	/* The last item runs although all others wait */
	wait_for_completion(&ran);
	CHECK(count_threads() > ITEMS);
	complete_all(&until);
	for (i = 0; i < ITEMS; i++)
		wait_for_completion(&ran);
	destroy_workqueue(queues[0]);
	await_few_threads();
}

static u32 stage;

static void second(struct work_struct *work)
{
	(void)work;
	__atomic_store_n(&stage, 2, __ATOMIC_RELEASE);
}

/* Queues an item, which is left to this worker, and then does not end */
static void first(struct work_struct *work)
{
	(void)work;
	queue_work(queues[0], &items[1].work.work);
	while (__atomic_load_n(&stage, __ATOMIC_ACQUIRE) != 2)
		sched_yield();
}

static void test_left(void)
{
	stage = 0;
	queues[0] = alloc_workqueue("left", WQ_UNBOUND, 0);
	INIT_DELAYED_WORK(&items[0].work, first);
	INIT_DELAYED_WORK(&items[1].work, second);
	queue_work(queues[0], &items[0].work.work);
	destroy_workqueue(queues[0]);
	CHECK(stage == 2);
}

static pthread_t ran_in;

/* Asks for another turn, once */
static void note_thread(struct work_struct *work)
{
	ran_in = pthread_self();
	if (__atomic_add_fetch(&stage, 1, __ATOMIC_RELEASE) == 2)
		queue_work(queues[0], work);
}

/* A helper runs one item that it has left, not those that may wait */
static void test_helper(void)
{
	u32 tries;

	stage = 0;
	queues[0] = alloc_workqueue("plain", WQ_UNBOUND | WQ_CPU_INTENSIVE, 0);
	queues[1] = alloc_workqueue("others", WQ_UNBOUND, 0);
	INIT_DELAYED_WORK(&items[0].work, note_thread);
	unix_work_helper();
	queue_work(queues[1], &items[0].work.work);
	unix_work_help();
	drain_workqueue(queues[1]);
	CHECK(stage == 1 && !pthread_equal(ran_in, pthread_self()));
	/* Unless a worker was faster, once 200 us are over */
	for (tries = 0; tries < 1000; tries++) {
		stage = 2;
		unix_work_helper();
		queue_work(queues[0], &items[0].work.work);
		unix_work_help();
		drain_workqueue(queues[0]);
		if (pthread_equal(ran_in, pthread_self()))
			break;
	}
	CHECK(tries < 1000);
	/* Its second turn is for a worker; so is the first without help */
	stage = 1;
	unix_work_helper();
	queue_work(queues[0], &items[0].work.work);
	unix_work_help();
	drain_workqueue(queues[0]);
	CHECK(stage == 3);
	stage = 1;
	unix_work_helper();
	queue_work(queues[0], &items[0].work.work);
	while (__atomic_load_n(&stage, __ATOMIC_ACQUIRE) != 3)
		sched_yield();
	unix_work_help();
	destroy_workqueue(queues[0]);
	destroy_workqueue(queues[1]);
	CHECK(stage == 3);
}

void host_test_work(void)
{
	unix_pool_idle_time = 20 * NSEC_PER_MSEC;
	test_none_lost();
	test_free_itself();
	test_blocked();
	test_left();
	test_helper();
}
