/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Locks with one thread: they find a lock taken twice, or two process locks
 * held at once, which would be a bug in the module.
 */
#ifndef SHIM_MUTEX_H
#define SHIM_MUTEX_H

#include <assert.h>
#include <linux/types.h>

struct mutex {
	bool held;
};

/* Locks of all kinds that are held */
extern int shim_locks_held;

/*
 * The program may let something else run here. Only if it has such a
 * function: where it is absent nothing does.
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
