/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_MUTEX_H
#define UNIX_MUTEX_H

#include <assert.h>
#include <errno.h>
#include <linux/types.h>
#include <pthread.h>

/**
 * struct mutex - a lock
 * @lock: in builds with sanitizers, it checks that its holder unlocks it, and
 *        takes it only once
 */
struct mutex {
	pthread_mutex_t lock;
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNIX_MUTEX_INIT	PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP
#else
#define UNIX_MUTEX_INIT	PTHREAD_MUTEX_INITIALIZER
#endif
#define DEFINE_MUTEX(name)	struct mutex name = { UNIX_MUTEX_INIT }

static inline void mutex_init(struct mutex *lock)
{
	lock->lock = (pthread_mutex_t)UNIX_MUTEX_INIT;
}

static inline void mutex_lock(struct mutex *lock)
{
	int err = pthread_mutex_lock(&lock->lock);

	assert(!err);
}

static inline bool mutex_trylock(struct mutex *lock)
{
	return !pthread_mutex_trylock(&lock->lock);
}

static inline void mutex_unlock(struct mutex *lock)
{
	int err = pthread_mutex_unlock(&lock->lock);

	assert(!err);
}

/* Held by this thread */
#define lockdep_assert_held(l) \
	assert(pthread_mutex_trylock((pthread_mutex_t *)&(l)->lock))
#define lockdep_is_held(l)	true

#endif
