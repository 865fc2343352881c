/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Locks for a single thread: they detect a lock taken twice, or two process
 * locks held at once, either of which is a bug in the module.
 */
#ifndef SHIM_MUTEX_H
#define SHIM_MUTEX_H

#include <assert.h>
#include <linux/types.h>

struct mutex {
	bool held;
};

/* Number of locks held, of all kinds */
extern int shim_locks_held;

/*
 * Called where the kernel could be preempted. The program may define it, to let
 * something else run.
 */
void __weak shim_preempt(void);

static inline void shim_may_preempt(void)
{
	if (shim_preempt)
		shim_preempt();
}

static inline void mutex_init(struct mutex *lock)
{
	lock->held = false;
}

static inline void mutex_lock(struct mutex *lock)
{
	shim_may_preempt();
	assert(!shim_locks_held);
	lock->held = true;
	shim_locks_held++;
}

static inline void mutex_unlock(struct mutex *lock)
{
	assert(lock->held);
	lock->held = false;
	shim_locks_held--;
	shim_may_preempt();
}

#define lockdep_assert_held(lock)	assert((lock)->held)
#define lockdep_is_held(lock)		((lock)->held)

#endif
