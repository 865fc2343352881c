/* SPDX-License-Identifier: GPL-2.0 */
/*
 * RCU for a single thread. If the program lets readers lose the processor, it
 * defers freeing until they are done (shim_free_later()); otherwise no reader
 * is active when a writer runs.
 */
#ifndef SHIM_RCUPDATE_H
#define SHIM_RCUPDATE_H

#include <linux/list.h>
#include <linux/slab.h>

#define rcu_read_lock()		do { } while (0)
#define rcu_read_unlock()	do { } while (0)
#define synchronize_rcu()	do { } while (0)
#define call_rcu(head, function)	(function)(head)
#define kfree_rcu_mightsleep(ptr)	shim_kfree_rcu(ptr)
#define kvfree_rcu_mightsleep(ptr)	shim_kfree_rcu(ptr)
#define __rcu
#define rcu_dereference(ptr)			(ptr)
#define rcu_dereference_check(ptr, condition)	(ptr)
#define rcu_dereference_protected(ptr, condition) (ptr)
#define rcu_assign_pointer(ptr, value)		((ptr) = (value))
#define RCU_INIT_POINTER(ptr, value)		((ptr) = (value))
#define kfree_rcu(ptr, field)	shim_kfree_rcu(ptr)
#define hlist_add_head_rcu	hlist_add_head
#define hlist_for_each_entry_rcu(pos, list, member, ...) \
	hlist_for_each_entry(pos, list, member)

void __weak shim_free_later(void *ptr);

static inline void shim_kfree_rcu(void *ptr)
{
	if (shim_free_later)
		shim_free_later(ptr);
	else
		kfree(ptr);
}

/* Readers may still continue from the entry; a second removal is caught */
#define SHIM_POISON	((void *)0x122UL)

static inline void hlist_del_rcu(struct hlist_node *node)
{
	*node->pprev = node->next;
	if (node->next)
		node->next->pprev = node->pprev;
	node->pprev = SHIM_POISON;
}

static inline void hlist_replace_rcu(struct hlist_node *old,
				     struct hlist_node *node)
{
	*node = *old;
	*node->pprev = node;
	if (node->next)
		node->next->pprev = &node->next;
	old->pprev = SHIM_POISON;
}

#endif
