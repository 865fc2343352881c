/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_REFCOUNT_H
#define UNIX_REFCOUNT_H

#include <assert.h>
#include <linux/atomic.h>

typedef struct {
	atomic_t count;
} refcount_t;

#define REFCOUNT_INIT(n)	{ ATOMIC_INIT(n) }

static inline void refcount_set(refcount_t *refs, int value)
{
	atomic_set(&refs->count, value);
}

static inline int refcount_read(const refcount_t *refs)
{
	return atomic_read(&refs->count);
}

static inline void refcount_inc(refcount_t *refs)
{
	int now = atomic_inc_return(&refs->count);

	assert(now > 1);
}

static inline bool refcount_inc_not_zero(refcount_t *refs)
{
	int old = atomic_read(&refs->count);

	do {
		if (!old)
			return false;
	} while (!__atomic_compare_exchange_n(&refs->count.value, &old,
					      old + 1, true, __ATOMIC_SEQ_CST,
					      __ATOMIC_RELAXED));
	return true;
}

static inline bool refcount_dec_and_test(refcount_t *refs)
{
	int now = atomic_dec_return(&refs->count);

	assert(now >= 0);
	return !now;
}

#endif
