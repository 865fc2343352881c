/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_ATOMIC_H
#define UNIX_ATOMIC_H

#include <linux/types.h>

typedef struct {
	int value;
} atomic_t;

typedef struct {
	s64 value;
} atomic64_t;

#define ATOMIC_INIT(v)		{ v }
#define ATOMIC64_INIT(v)	{ v }

#define atomic_read(a)		__atomic_load_n(&(a)->value, __ATOMIC_RELAXED)
#define atomic_set(a, v) \
	__atomic_store_n(&(a)->value, v, __ATOMIC_RELAXED)
#define atomic_add_return(v, a) \
	__atomic_add_fetch(&(a)->value, v, __ATOMIC_SEQ_CST)
#define atomic_sub_return(v, a) \
	__atomic_sub_fetch(&(a)->value, v, __ATOMIC_SEQ_CST)
#define atomic_inc_return(a)	atomic_add_return(1, a)
#define atomic_dec_return(a)	atomic_sub_return(1, a)
#define atomic_dec_and_test(a)	(!atomic_dec_return(a))
#define atomic_add(v, a)	((void)atomic_add_return(v, a))
#define atomic_sub(v, a)	((void)atomic_sub_return(v, a))
#define atomic_inc(a)		atomic_add(1, a)
#define atomic_dec(a)		atomic_sub(1, a)
#define atomic_xchg(a, v) \
	__atomic_exchange_n(&(a)->value, v, __ATOMIC_SEQ_CST)

#define cmpxchg(ptr, old, v)						\
({									\
	typeof(*(ptr)) _seen = (old);					\
									\
	__atomic_compare_exchange_n(ptr, &_seen, v, false,		\
				    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);\
	_seen;								\
})

/* The same with 64 bits */
#define atomic64_read(a)		atomic_read(a)
#define atomic64_set(a, v)		atomic_set(a, v)
#define atomic64_add_return(v, a)	atomic_add_return((s64)(v), a)
#define atomic64_sub_return(v, a)	atomic_sub_return((s64)(v), a)
#define atomic64_inc_return(a)		atomic_inc_return(a)
#define atomic64_add(v, a)		((void)atomic64_add_return(v, a))
#define atomic64_sub(v, a)		((void)atomic64_sub_return(v, a))
#define atomic64_inc(a)			atomic_inc(a)
#define atomic64_dec(a)			atomic_dec(a)
#define atomic64_try_cmpxchg(a, old, v) \
	__atomic_compare_exchange_n(&(a)->value, old, v, false, \
				    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)

#endif
