/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_NETNS_GENERIC_H
#define UNIX_NETNS_GENERIC_H

#include <net/net_namespace.h>

static inline void *net_generic(const struct net *net, unsigned int id)
{
	return net->generic[id];
}

#endif
