// SPDX-License-Identifier: GPL-2.0
/*
 * Wait queues and completions. A work item that waits here does not count
 * among those that its work queue may run at once.
 */
#include <linux/completion.h>
#include <linux/wait.h>

#include "futex.h"
#include "work.h"

/**
 * unix_wait_begin() - begin a wait, before the condition is checked
 * @queue: the wait queue
 *
 * Return: for unix_wait_sleep().
 */
u32 unix_wait_begin(struct wait_queue_head *queue)
{
	unix_work_block();
	__atomic_fetch_add(&queue->waiters, 1, __ATOMIC_SEQ_CST);
	return __atomic_load_n(&queue->wakes, __ATOMIC_SEQ_CST);
}

/**
 * unix_wait_sleep() - sleep until somebody wakes the queue
 * @queue: the wait queue
 * @wakes: the last value of this function or unix_wait_begin(), from before the
 *         condition was checked
 * @deadline: monotonic, ns; U64_MAX: none
 *
 * Return: @wakes for the next time.
 */
u32 unix_wait_sleep(struct wait_queue_head *queue, u32 wakes, u64 deadline)
{
	unix_futex_wait(&queue->wakes, wakes, deadline);
	return __atomic_load_n(&queue->wakes, __ATOMIC_SEQ_CST);
}

/**
 * unix_wait_end() - end a wait, because the condition holds or time is up
 * @queue: the wait queue
 */
void unix_wait_end(struct wait_queue_head *queue)
{
	__atomic_fetch_sub(&queue->waiters, 1, __ATOMIC_SEQ_CST);
	unix_work_unblock();
}

/**
 * unix_wake() - wake waiters, because their condition may hold now
 * @queue: the wait queue
 * @waiters: how many, at most
 *
 * Does not sleep.
 */
void unix_wake(struct wait_queue_head *queue, int waiters)
{
	if (!wq_has_sleeper(queue))
		return;
	__atomic_fetch_add(&queue->wakes, 1, __ATOMIC_SEQ_CST);
	unix_futex_wake(&queue->wakes, waiters);
}

#define ALL	U32_MAX	/* completion.done: of complete_all() */

static bool take(struct completion *completion, u32 *done)
{
	while (*done && *done != ALL) {
		if (__atomic_compare_exchange_n(&completion->done, done,
						*done - 1, true,
						__ATOMIC_ACQUIRE,
						__ATOMIC_ACQUIRE))
			return true;
	}
	return *done == ALL;
}

/**
 * complete() - let one waiter go on
 * @completion: the completion; a waiter may free it at once
 */
void complete(struct completion *completion)
{
	u32 done = __atomic_load_n(&completion->done, __ATOMIC_RELAXED);

	do {
		if (done == ALL)
			return;
	} while (!__atomic_compare_exchange_n(&completion->done, &done,
					      done + 1, true, __ATOMIC_RELEASE,
					      __ATOMIC_RELAXED));
	unix_futex_wake(&completion->done, 1);
}

/**
 * complete_all() - let all waiters go on, now and later
 * @completion: the completion; a waiter may free it at once
 */
void complete_all(struct completion *completion)
{
	__atomic_store_n(&completion->done, ALL, __ATOMIC_RELEASE);
	unix_futex_wake(&completion->done, INT_MAX);
}

/**
 * wait_for_completion() - wait for complete() or complete_all()
 * @completion: the completion
 */
void wait_for_completion(struct completion *completion)
{
	u32 done = __atomic_load_n(&completion->done, __ATOMIC_ACQUIRE);

	if (take(completion, &done))
		return;
	unix_work_block();
	do {
		unix_futex_wait(&completion->done, 0, U64_MAX);
		done = __atomic_load_n(&completion->done, __ATOMIC_ACQUIRE);
	} while (!take(completion, &done));
	unix_work_unblock();
}
