/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sequence counters: odd while a writer is at work, which holds a lock of its
 * own. A reader that sees the same even number before and after saw no writer.
 */
#ifndef UNIX_SEQLOCK_H
#define UNIX_SEQLOCK_H

#include <linux/types.h>
#include <sched.h>

typedef unsigned int seqcount_spinlock_t;

#define seqcount_spinlock_init(s, lock)	((void)(*(s) = 0))

static inline unsigned int read_seqcount_begin(const unsigned int *s)
{
	unsigned int seq;

	while ((seq = __atomic_load_n(s, __ATOMIC_ACQUIRE)) & 1)
		sched_yield();
	return seq;
}

static inline bool read_seqcount_retry(const unsigned int *s, unsigned int seq)
{
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return __atomic_load_n(s, __ATOMIC_RELAXED) != seq;
}

static inline void write_seqcount_begin(unsigned int *s)
{
	__atomic_add_fetch(s, 1, __ATOMIC_SEQ_CST);
}

static inline void write_seqcount_end(unsigned int *s)
{
	__atomic_add_fetch(s, 1, __ATOMIC_SEQ_CST);
}

#endif
