/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_ATOMIC_H
#define SHIM_ATOMIC_H

#include <linux/types.h>

typedef struct {
	int value;
} atomic_t;

typedef struct {
	s64 value;
} atomic64_t;

#define atomic_read(a)		((a)->value)
#define atomic_set(a, v)	((void)((a)->value = (v)))
#define atomic_inc(a)		((void)(a)->value++)
#define atomic_dec(a)		((void)(a)->value--)
#define atomic_xchg(a, v) \
	({ int _old = (a)->value; (a)->value = (v); _old; })
#define atomic_inc_return(a)	(++(a)->value)
#define atomic64_read(a)	((a)->value)
#define atomic64_set(a, v)	((void)((a)->value = (v)))
#define atomic64_inc(a)		((void)(a)->value++)
#define atomic64_dec(a)		((void)(a)->value--)
#define atomic64_add_return(v, a)	((a)->value += (v))
#define atomic64_sub(v, a)	((void)((a)->value -= (v)))
#define atomic64_add(v, a)	((void)((a)->value += (v)))
#define atomic64_inc_return(a)	(++(a)->value)

#endif
