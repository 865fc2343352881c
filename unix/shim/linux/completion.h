/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_COMPLETION_H
#define UNIX_COMPLETION_H

#include <linux/types.h>

/**
 * struct completion - an event that threads wait for
 * @done: waits that may end (the word on which the waiters sleep)
 */
struct completion {
	u32 done;
};

#define COMPLETION_INITIALIZER(name)	{ 0 }
#define DECLARE_COMPLETION(name)	struct completion name = { 0 }
#define DECLARE_COMPLETION_ONSTACK	DECLARE_COMPLETION

static inline void init_completion(struct completion *completion)
{
	completion->done = 0;
}

/* A waiter may free it as soon as it is done: nothing touches it after that */
void complete(struct completion *completion);
void complete_all(struct completion *completion);
void wait_for_completion(struct completion *completion);

#endif
