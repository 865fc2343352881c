/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Wait queues. A waiter counts itself, notes the number of wake-ups so far,
 * and looks at its condition; it sleeps only while that number is the same.
 * A waker makes the condition true, looks for waiters, and then changes the
 * number. So either the waiter sees the condition, or the waker the waiter.
 */
#ifndef UNIX_WAIT_H
#define UNIX_WAIT_H

#include <limits.h>
#include <linux/jiffies.h>
#include <linux/types.h>

/**
 * struct wait_queue_head - where threads wait until a condition holds
 * @wakes: wake-ups so far (waiters sleep on this word)
 * @waiters: threads that wait
 */
struct wait_queue_head {
	u32 wakes;
	u32 waiters;
};

typedef struct wait_queue_head wait_queue_head_t;

#define DECLARE_WAIT_QUEUE_HEAD(name)	struct wait_queue_head name = { 0, 0 }

static inline void init_waitqueue_head(struct wait_queue_head *queue)
{
	*queue = (struct wait_queue_head) { 0, 0 };
}

/* Pairs with unix_wait_begin(): both change the same word */
static inline bool wq_has_sleeper(struct wait_queue_head *queue)
{
	return __atomic_fetch_add(&queue->waiters, 0, __ATOMIC_SEQ_CST);
}

u32 unix_wait_begin(struct wait_queue_head *queue);
u32 unix_wait_sleep(struct wait_queue_head *queue, u32 wakes, u64 deadline);
void unix_wait_end(struct wait_queue_head *queue);
void unix_wake(struct wait_queue_head *queue, int waiters);

#define wake_up(queue)		unix_wake(queue, 1)
#define wake_up_all(queue)	unix_wake(queue, INT_MAX)

/* Until @condition or @deadline, ns. Value: the last of @condition */
#define unix_wait_until(queue, condition, deadline)			\
({									\
	struct wait_queue_head *_queue = &(queue);			\
	u64 _deadline = (deadline);					\
	bool _is = (condition);						\
	bool _late = false;						\
									\
	if (!_is) {							\
		u32 _wakes = unix_wait_begin(_queue);			\
									\
		while (!(_is = (condition)) && !_late) {		\
			_wakes = unix_wait_sleep(_queue, _wakes,	\
						 _deadline);		\
			_late = _deadline != U64_MAX &&			\
				ktime_get_ns() >= _deadline;		\
		}							\
		unix_wait_end(_queue);					\
	}								\
	_is;								\
})

#define wait_event(queue, condition) \
	((void)unix_wait_until(queue, condition, U64_MAX))

/* A killing signal ends the whole program, so the value is always 0 */
#define wait_event_killable(queue, condition) \
	(unix_wait_until(queue, condition, U64_MAX), 0)
#define wait_event_interruptible(queue, condition) \
	(unix_wait_until(queue, condition, U64_MAX), 0)

/* Value: 0: time is up and @condition does not hold; else the remaining time */
#define wait_event_timeout(queue, condition, timeout)			\
({									\
	u64 _end = ktime_get_ns() + jiffies_to_nsecs(timeout);		\
	long _left = 0;							\
									\
	if (unix_wait_until(queue, condition, _end))			\
		_left = unix_jiffies_left(_end);			\
	_left;								\
})

/* Until @deadline, at least 1 */
static inline long unix_jiffies_left(u64 deadline)
{
	u64 now = ktime_get_ns();

	return now < deadline ? nsecs_to_jiffies64(deadline - now) + 1 : 1;
}

#endif
