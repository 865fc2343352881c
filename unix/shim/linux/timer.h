/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_TIMER_H
#define UNIX_TIMER_H

#include <linux/jiffies.h>
#include <linux/types.h>

/**
 * struct timer_list - a function that is called at a time
 * @expires: jiffies
 * @function: called by the timers' thread; it may sleep for a short time
 * @place: in the heap of the timers that run, 0: it does not run (changed
 *         under the lock of host/timer.c)
 */
struct timer_list {
	unsigned long expires;
	void (*function)(struct timer_list *timer);
	u32 place;
};

static inline void timer_setup(struct timer_list *timer,
			       void (*function)(struct timer_list *timer),
			       unsigned int flags)
{
	(void)flags;
	timer->function = function;
	timer->place = 0;
}

static inline bool timer_pending(const struct timer_list *timer)
{
	return __atomic_load_n(&timer->place, __ATOMIC_RELAXED);
}

int mod_timer(struct timer_list *timer, unsigned long expires);
int timer_delete_sync(struct timer_list *timer);

#endif
