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

extern int shim_mutexes_held;

static inline void mutex_init(struct mutex *lock)
{
	lock->held = false;
}

static inline void mutex_lock(struct mutex *lock)
{
	assert(!shim_mutexes_held);
	lock->held = true;
	shim_mutexes_held++;
}

static inline void mutex_unlock(struct mutex *lock)
{
	assert(lock->held);
	lock->held = false;
	shim_mutexes_held--;
}

#define lockdep_assert_held(lock)	assert((lock)->held)
#define lockdep_is_held(lock)		((lock)->held)

#endif
