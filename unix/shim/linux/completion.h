/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_COMPLETION_H
#define UNIX_COMPLETION_H

#include <linux/types.h>

/**
 * struct completion - an event that threads wait for
 * @done: number of waits that may end (waiters sleep on this word)
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

/* A waiter may free it once @done is set: do not touch it after that */
void complete(struct completion *completion);
void complete_all(struct completion *completion);
void wait_for_completion(struct completion *completion);

#endif
