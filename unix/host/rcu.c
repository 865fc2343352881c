// SPDX-License-Identifier: GPL-2.0
/*
 * Callbacks after grace periods: a thread waits for a grace period, and calls
 * the functions that were registered before it began.
 */
#include <linux/completion.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/wait.h>

#include "rcu.h"
#include "thread.h"

static DEFINE_MUTEX(lock);
static struct rcu_head *first;		/* [lock] */
static struct rcu_head **last = &first;	/* [lock] */
static bool ending;			/* [lock] */

static DECLARE_WAIT_QUEUE_HEAD(handed);
static DECLARE_COMPLETION(ended);

/* A callback for memory without a struct rcu_head */
struct orphan {
	struct rcu_head rcu;
	void *ptr;
};

struct barrier {
	struct rcu_head rcu;
	struct completion passed;
};

/**
 * call_rcu() - have a function called after a grace period
 * @head: in the object that the function frees
 * @func: must not sleep for long
 *
 * Does not sleep.
 */
void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head))
{
	head->next = NULL;
	head->func = func;
	mutex_lock(&lock);
	*last = head;
	last = &head->next;
	mutex_unlock(&lock);
	wake_up(&handed);
}

/* As in the kernel once: kfree_rcu() passes the head's offset as function */
static bool is_offset(const void *func)
{
	return (uintptr_t)func < 4096;
}

/**
 * unix_kfree_rcu() - free memory after a grace period
 * @head: in the memory
 * @ptr: the memory; or NULL
 */
void unix_kfree_rcu(struct rcu_head *head, void *ptr)
{
	if (ptr)
		call_rcu(head, (void *)((char *)head - (char *)ptr));
}

static void free_orphan(struct rcu_head *head)
{
	struct orphan *orphan = container_of(head, struct orphan, rcu);

	kfree(orphan->ptr);
	kfree(orphan);
}

/**
 * kfree_rcu_mightsleep() - free memory without a head after a grace period
 * @ptr: the memory; or NULL
 */
void kfree_rcu_mightsleep(void *ptr)
{
	struct orphan *orphan;

	if (!ptr)
		return;
	orphan = kmalloc(sizeof(*orphan), GFP_KERNEL);
	if (!orphan) {
		synchronize_rcu();
		kfree(ptr);
		return;
	}
	orphan->ptr = ptr;
	call_rcu(&orphan->rcu, free_orphan);
}

static void pass(struct rcu_head *head)
{
	complete(&container_of(head, struct barrier, rcu)->passed);
}

/**
 * rcu_barrier() - wait for the functions of all call_rcu() so far
 */
void rcu_barrier(void)
{
	struct barrier barrier = { };

	call_rcu(&barrier.rcu, pass);
	wait_for_completion(&barrier.passed);
}

/* Return: all heads; NULL: the thread ends */
static struct rcu_head *take(bool *end)
{
	struct rcu_head *heads;

	mutex_lock(&lock);
	heads = first;
	first = NULL;
	last = &first;
	*end = ending;
	mutex_unlock(&lock);
	return heads;
}

static void call(struct rcu_head *head)
{
	struct rcu_head *next;

	for (; head; head = next) {
		next = head->next;
		if (is_offset((void *)head->func))
			kfree((char *)head - (uintptr_t)head->func);
		else
			head->func(head);
	}
}

static void rcu_thread(void *arg)
{
	struct rcu_head *heads;
	bool end = false;

	(void)arg;
	while (!end) {
		wait_event(handed, (heads = take(&end)) || end);
		if (!heads)
			continue;
		synchronize_rcu();
		call(heads);
	}
	complete(&ended);
}

/**
 * unix_rcu_init() - begin
 *
 * Return: 0 or a negative errno.
 */
int unix_rcu_init(void)
{
	ending = false;
	init_completion(&ended);
	return unix_thread_create(rcu_thread, NULL, "rcu");
}

/**
 * unix_rcu_exit() - end, when all functions of call_rcu() have been called
 */
void unix_rcu_exit(void)
{
	rcu_barrier();
	mutex_lock(&lock);
	ending = true;
	mutex_unlock(&lock);
	wake_up(&handed);
	wait_for_completion(&ended);
}
