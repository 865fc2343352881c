/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lists that are read under RCU. Readers follow first and next; pprev belongs
 * to writers, which hold a lock. A removed entry keeps its next pointer.
 */
#ifndef UNIX_RCULIST_H
#define UNIX_RCULIST_H

#include <linux/list.h>
#include <linux/rcupdate.h>

#define UNIX_LIST_POISON	((struct hlist_node **)0x122UL)

static inline void hlist_add_head_rcu(struct hlist_node *node,
				      struct hlist_head *list)
{
	struct hlist_node *first = list->first;

	/* A reader of the list that it was in before may still be at it */
	rcu_assign_pointer(node->next, first);
	node->pprev = &list->first;
	if (first)
		first->pprev = &node->next;
	rcu_assign_pointer(list->first, node);
}

static inline void hlist_del_rcu(struct hlist_node *node)
{
	struct hlist_node *next = node->next;

	rcu_assign_pointer(*node->pprev, next);
	if (next)
		next->pprev = node->pprev;
	node->pprev = UNIX_LIST_POISON;
}

static inline void hlist_replace_rcu(struct hlist_node *old,
				     struct hlist_node *node)
{
	struct hlist_node *next = old->next;

	rcu_assign_pointer(node->next, next);
	node->pprev = old->pprev;
	rcu_assign_pointer(*node->pprev, node);
	if (next)
		next->pprev = &node->next;
	old->pprev = UNIX_LIST_POISON;
}

#define unix_hlist_entry_rcu(ptr, type, member)				\
({									\
	struct hlist_node *_node = rcu_dereference(ptr);		\
									\
	_node ? container_of(_node, type, member) : NULL;		\
})

#define hlist_for_each_entry_rcu(pos, list, member, ...)		\
	for (pos = unix_hlist_entry_rcu((list)->first, typeof(*(pos)),	\
					member);			\
	     pos;							\
	     pos = unix_hlist_entry_rcu((pos)->member.next,		\
					typeof(*(pos)), member))

#endif
