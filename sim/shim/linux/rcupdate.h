/* SPDX-License-Identifier: GPL-2.0 */
/* RCU with one thread: the readers are done when the writer runs. */
#ifndef SHIM_RCUPDATE_H
#define SHIM_RCUPDATE_H

#include <linux/list.h>
#include <stdlib.h>

#define rcu_read_lock()		do { } while (0)
#define rcu_read_unlock()	do { } while (0)
#define synchronize_rcu()	do { } while (0)
#define call_rcu(head, function)	(function)(head)
#define kfree_rcu_mightsleep(ptr)	free(ptr)
#define kfree_rcu(ptr, field)	free(ptr)
#define hlist_add_head_rcu	hlist_add_head
#define hlist_del_rcu		hlist_del
#define hlist_for_each_entry_rcu(pos, list, member, ...) \
	hlist_for_each_entry(pos, list, member)

static inline void hlist_replace_rcu(struct hlist_node *old,
				     struct hlist_node *node)
{
	*node = *old;
	*node->pprev = node;
	if (node->next)
		node->next->pprev = &node->next;
	INIT_HLIST_NODE(old);
}

#endif
