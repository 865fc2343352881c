// SPDX-License-Identifier: GPL-2.0
/*
 * Timers: a heap, and a thread that sleeps until the first one expires. The
 * same thread finds workers for work items that were left: see worker.c.
 *
 * A timer that expires leaves the heap; then its function is called without
 * the lock. From then on the timer is not touched: the function may start it
 * again, or have it freed.
 */
#include <assert.h>
#include <linux/completion.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "thread.h"
#include "timer.h"
#include "work.h"

/* Timers' functions may need a moment, so it is not a spin lock */
pthread_mutex_t unix_host_lock = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;

/* ns between two looks at work items that wait */
#define WATCH_TIME	200000
/* The most that fits into ns: centuries */
#define EXPIRES_MOST	((unsigned long)(U64_MAX / NSEC_PER_MSEC - 1))

/* All under the lock. The first place in the heap is 1. */
static struct timer_list **heap;
static u32 count;
static u32 room;
static struct timer_list *running;	/* its function */
static bool watching;
static bool ending = true;		/* or not begun */
static u64 sleeps_until;		/* ns; 0: the thread is awake */
static pthread_cond_t sooner;		/* it must look now */

static DECLARE_WAIT_QUEUE_HEAD(ran);	/* a timer's function has returned */
static DECLARE_COMPLETION(ended);

/* The thread must look again at a time, ns: do not let it sleep longer */
static void wake_before(u64 time)
{
	if (time >= sleeps_until)
		return;
	sleeps_until = 0;
	pthread_cond_signal(&sooner);
}

static void put(struct timer_list *timer, u32 place)
{
	heap[place] = timer;
	__atomic_store_n(&timer->place, place, __ATOMIC_RELAXED);
}

static void sift_up(struct timer_list *timer, u32 place)
{
	for (; place > 1; place /= 2) {
		if (time_after_eq(timer->expires, heap[place / 2]->expires))
			break;
		put(heap[place / 2], place);
	}
	put(timer, place);
}

static void sift_down(struct timer_list *timer, u32 place)
{
	u32 child;

	while ((child = 2 * place) <= count) {
		if (child < count && time_before(heap[child + 1]->expires,
						 heap[child]->expires))
			child++;
		if (time_after_eq(heap[child]->expires, timer->expires))
			break;
		put(heap[child], place);
		place = child;
	}
	put(timer, place);
}

static void make_room(void)
{
	struct timer_list **larger;

	if (count + 1 < room)
		return;
	larger = kmalloc(2 * (room ?: 32) * sizeof(*larger),
			 GFP_KERNEL | __GFP_NOFAIL);
	if (count)
		memcpy(larger, heap, (count + 1) * sizeof(*heap));
	kfree(heap);
	heap = larger;
	room = 2 * (room ?: 32);
}

/* When the first timer expires, ns */
static u64 first_expires(void)
{
	if (!count)
		return U64_MAX;
	return jiffies_to_nsecs(min(heap[1]->expires, EXPIRES_MOST));
}

/**
 * unix_timer_stop() - take a timer out of the heap
 * @timer: the timer
 *
 * Under the lock.
 *
 * Return: it was in the heap.
 */
bool unix_timer_stop(struct timer_list *timer)
{
	struct timer_list *last;
	u32 place = timer->place;

	if (!place)
		return false;
	__atomic_store_n(&timer->place, 0, __ATOMIC_RELAXED);
	last = heap[count--];
	if (last == timer)
		return true;
	if (place > 1 && time_before(last->expires, heap[place / 2]->expires))
		sift_up(last, place);
	else
		sift_down(last, place);
	return true;
}

/**
 * unix_timer_start() - let a timer expire at a time
 * @timer: the timer, which may be running
 * @expires: jiffies
 *
 * Under the lock.
 *
 * Return: it was running.
 */
bool unix_timer_start(struct timer_list *timer, unsigned long expires)
{
	bool was = unix_timer_stop(timer);

	assert(!ending);
	timer->expires = expires;
	make_room();
	sift_up(timer, ++count);
	if (timer->place == 1)
		wake_before(first_expires());
	return was;
}

/**
 * unix_timer_watch() - have unix_work_watch() called soon
 *
 * Under the lock.
 */
void unix_timer_watch(void)
{
	if (watching)
		return;
	watching = true;
	wake_before(ktime_get_ns() + WATCH_TIME);
}

/**
 * mod_timer() - let a timer expire at a time
 * @timer: the timer, which may be running
 * @expires: jiffies
 *
 * Does not sleep.
 *
 * Return: 1 if it was running, else 0.
 */
int mod_timer(struct timer_list *timer, unsigned long expires)
{
	int was;

	pthread_mutex_lock(&unix_host_lock);
	was = unix_timer_start(timer, expires);
	pthread_mutex_unlock(&unix_host_lock);
	return was;
}

static bool is_running(const struct timer_list *timer)
{
	bool is;

	pthread_mutex_lock(&unix_host_lock);
	is = running == timer;
	pthread_mutex_unlock(&unix_host_lock);
	return is;
}

/**
 * timer_delete_sync() - stop a timer
 * @timer: the timer
 *
 * Waits for its function, which may have started it again. May sleep.
 *
 * Return: 1 if it was running, else 0.
 */
int timer_delete_sync(struct timer_list *timer)
{
	bool runs, was = false;

	do {
		pthread_mutex_lock(&unix_host_lock);
		was |= unix_timer_stop(timer);
		runs = running == timer;
		pthread_mutex_unlock(&unix_host_lock);
		if (runs)
			wait_event(ran, !is_running(timer));
	} while (runs);
	return was;
}

/* The lock is held before and after */
static void expire(struct timer_list *timer)
{
	unix_timer_stop(timer);
	if (timer->function == unix_work_expired) {
		unix_work_expired(timer);
		return;
	}
	running = timer;
	pthread_mutex_unlock(&unix_host_lock);
	timer->function(timer);
	pthread_mutex_lock(&unix_host_lock);
	running = NULL;
	wake_up_all(&ran);
}

static void sleep_until(u64 deadline)
{
	const struct timespec until = {
		.tv_sec = deadline / NSEC_PER_SEC,
		.tv_nsec = deadline % NSEC_PER_SEC,
	};

	sleeps_until = deadline;
	if (deadline == U64_MAX)
		pthread_cond_wait(&sooner, &unix_host_lock);
	else
		pthread_cond_timedwait(&sooner, &unix_host_lock, &until);
	sleeps_until = 0;
}

static void timer_thread(void *arg)
{
	u64 look = U64_MAX;
	u64 now;

	(void)arg;
	pthread_mutex_lock(&unix_host_lock);
	while (!ending) {
		now = ktime_get_ns();
		if (look <= now) {
			watching = unix_work_watch();
			look = U64_MAX;
		}
		if (watching && look == U64_MAX)
			look = now + WATCH_TIME;
		if (count && heap[1]->expires <= now / NSEC_PER_MSEC)
			expire(heap[1]);
		else
			sleep_until(min(look, first_expires()));
	}
	pthread_mutex_unlock(&unix_host_lock);
	complete(&ended);
}

/**
 * unix_timer_init() - begin
 *
 * Return: 0 or a negative errno.
 */
int unix_timer_init(void)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&sooner, &attr);
	pthread_condattr_destroy(&attr);
	ending = false;
	init_completion(&ended);
	return unix_thread_create(timer_thread, NULL, "timers");
}

/**
 * unix_timer_exit() - end; no timer is used any more
 */
void unix_timer_exit(void)
{
	pthread_mutex_lock(&unix_host_lock);
	ending = true;
	pthread_cond_signal(&sooner);
	pthread_mutex_unlock(&unix_host_lock);
	wait_for_completion(&ended);
	kfree(heap);
	heap = NULL;
	room = 0;
	count = 0;
}
