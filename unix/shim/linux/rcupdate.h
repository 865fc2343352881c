/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Read-copy-update on liburcu's flavour bp, which registers threads by itself
 * (host/rcu.c). Pointers that readers follow are atomic, so sanitizers know the
 * order.
 */
#ifndef UNIX_RCUPDATE_H
#define UNIX_RCUPDATE_H

#include <linux/list.h>
#include <linux/slab.h>

#define __rcu

#define rcu_dereference(ptr)	__atomic_load_n(&(ptr), __ATOMIC_ACQUIRE)
#define rcu_access_pointer(ptr)	__atomic_load_n(&(ptr), __ATOMIC_RELAXED)
/* The condition is only for the kernel's checker of read locks */
#define rcu_dereference_check(ptr, condition) \
	((void)(condition), rcu_dereference(ptr))
#define rcu_dereference_protected(ptr, condition) \
	((void)(condition), rcu_access_pointer(ptr))
#define rcu_assign_pointer(ptr, value) \
	__atomic_store_n(&(ptr), value, __ATOMIC_RELEASE)
#define RCU_INIT_POINTER(ptr, value) \
	__atomic_store_n(&(ptr), value, __ATOMIC_RELAXED)

void rcu_read_lock(void);
void rcu_read_unlock(void);
void synchronize_rcu(void);
void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head));
void rcu_barrier(void);

/* Free @ptr after a grace period; with one argument, it contains no head */
void unix_kfree_rcu(struct rcu_head *head, void *ptr);
void kfree_rcu_mightsleep(void *ptr);
#define kfree_rcu(ptr, field)	unix_kfree_rcu(&(ptr)->field, ptr)
#define kvfree_rcu_mightsleep	kfree_rcu_mightsleep

#endif
