/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sequence counters. A task that holds a spin lock does not lose the processor,
 * so a reader never meets a writer.
 */
#ifndef SHIM_SEQLOCK_H
#define SHIM_SEQLOCK_H

typedef unsigned int seqcount_spinlock_t;

#define seqcount_spinlock_init(s, lock)	((void)(*(s) = 0))
#define read_seqcount_begin(s)		(*(s))
#define read_seqcount_retry(s, seq)	(*(s) != (seq))
#define write_seqcount_begin(s)		((void)(*(s) += 1))
#define write_seqcount_end(s)		((void)(*(s) += 1))

#endif
