/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_REFCOUNT_H
#define SHIM_REFCOUNT_H

#include <assert.h>
#include <linux/mutex.h>
#include <linux/types.h>

typedef struct {
	int value;
} refcount_t;

static inline void refcount_set(refcount_t *refs, int value)
{
	refs->value = value;
}

static inline int refcount_read(const refcount_t *refs)
{
	return refs->value;
}

static inline void refcount_inc(refcount_t *refs)
{
	assert(refs->value > 0);
	refs->value++;
}

static inline bool refcount_inc_not_zero(refcount_t *refs)
{
	shim_may_preempt();
	if (!refs->value)
		return false;
	refs->value++;
	return true;
}

static inline bool refcount_dec_and_test(refcount_t *refs)
{
	assert(refs->value > 0);
	return !--refs->value;
}

#endif
