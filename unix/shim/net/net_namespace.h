/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Network namespaces: there is one, and it ends when its users unregister.
 */
#ifndef UNIX_NET_NAMESPACE_H
#define UNIX_NET_NAMESPACE_H

#include <linux/list.h>
#include <linux/types.h>

#define NET_GENERIC_MAX	8

/**
 * struct net - the namespace
 * @generic: memory of pernet operations, by their id
 */
struct net {
	void *generic[NET_GENERIC_MAX];
};

extern struct net init_net;

/**
 * struct pernet_operations - a user of the namespace
 * @pre_exit: called when they are unregistered; may sleep
 * @id: gets the number for net_generic(), if @size is not 0
 * @size: bytes of memory, all 0 at first
 */
struct pernet_operations {
	void (*pre_exit)(struct net *net);
	unsigned int *id;
	size_t size;
};

int register_pernet_subsys(struct pernet_operations *ops);
void unregister_pernet_subsys(struct pernet_operations *ops);

#ifndef __net_exit
#define __net_exit
#endif
#ifndef __net_init
#define __net_init
#endif

static inline bool net_eq(const struct net *a, const struct net *b)
{
	return a == b;
}

#endif
