// SPDX-License-Identifier: GPL-2.0
/*
 * The network namespace.
 */
#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <net/net_namespace.h>

struct net init_net;

static DEFINE_MUTEX(net_lock);

/* Return: 0, -ENOMEM */
static int give_memory(struct pernet_operations *ops)
{
	unsigned int id;

	for (id = 0; id < NET_GENERIC_MAX; id++) {
		if (init_net.generic[id])
			continue;
		init_net.generic[id] = kzalloc(ops->size, GFP_KERNEL);
		*ops->id = id;
		return init_net.generic[id] ? 0 : -ENOMEM;
	}
	return -ENOMEM;
}

/**
 * register_pernet_subsys() - get memory in the namespace
 * @ops: the size, and a function for the end
 *
 * Return: 0, -ENOMEM.
 */
int register_pernet_subsys(struct pernet_operations *ops)
{
	int err = 0;

	mutex_lock(&net_lock);
	if (ops->size)
		err = give_memory(ops);
	mutex_unlock(&net_lock);
	return err;
}

/**
 * unregister_pernet_subsys() - end the use of the namespace
 * @ops: as they were registered
 *
 * Calls pre_exit, waits for readers under RCU, and frees the memory.
 */
void unregister_pernet_subsys(struct pernet_operations *ops)
{
	if (ops->pre_exit)
		ops->pre_exit(&init_net);
	synchronize_rcu();
	if (!ops->size)
		return;
	mutex_lock(&net_lock);
	kfree(init_net.generic[*ops->id]);
	init_net.generic[*ops->id] = NULL;
	mutex_unlock(&net_lock);
}
