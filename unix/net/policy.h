/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Checking the attributes of a request against a policy, and describing the
 * policy to a program.
 */
#ifndef UNIX_POLICY_H
#define UNIX_POLICY_H

#include <net/netlink.h>

int unix_policy_parse(const struct nlmsghdr *nlh, int header,
		      const struct nla_policy *policy, unsigned int maxattr,
		      bool strict, struct nlattr **attrs,
		      struct netlink_ext_ack *extack);
int unix_policy_room(void);
void unix_policy_put(struct sk_buff *skb, int type,
		     const struct nla_policy *policy);

#endif
