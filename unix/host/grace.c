// SPDX-License-Identifier: GPL-2.0
/*
 * Readers and grace periods, by liburcu. The thread sanitizer does not see into
 * that library, so annotations tell it the order: a reader's accesses come
 * before a writer's accesses after the grace period.
 */
#include <linux/compiler.h>

/*
 * Inline the readers' functions, as our licence allows. Not with the sanitizer
 * of undefined behaviour: the library's records of readers lack the alignment
 * that it declares for them.
 */
#ifndef UNIX_ASAN
#define _LGPL_SOURCE
#endif
/* The library has other functions by these names, which are not used here */
#define rcu_head	urcu_head
#include <urcu/urcu-bp.h>
#undef rcu_head
#undef rcu_dereference
#undef rcu_assign_pointer

#include <linux/rcupdate.h>

#include "work.h"

#ifdef UNIX_TSAN
#include <sanitizer/tsan_interface.h>

static char order;

#define readers_release()	__tsan_release(&order)
#define readers_acquire()	__tsan_acquire(&order)
#else
#define readers_release()	do { } while (0)
#define readers_acquire()	do { } while (0)
#endif

/**
 * rcu_read_lock() - begin to read; may be nested
 */
void rcu_read_lock(void)
{
	urcu_bp_read_lock();
}

/**
 * rcu_read_unlock() - end what rcu_read_lock() has begun
 */
void rcu_read_unlock(void)
{
	readers_release();
	urcu_bp_read_unlock();
}

/**
 * synchronize_rcu() - wait for all readers that have begun
 *
 * Not by a reader. May sleep.
 */
void synchronize_rcu(void)
{
	unix_work_block();
	urcu_bp_synchronize_rcu();
	readers_acquire();
	unix_work_unblock();
}
