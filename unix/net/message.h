/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Records from programs: their messages, acknowledgements, dumps.
 */
#ifndef UNIX_MESSAGE_H
#define UNIX_MESSAGE_H

#include <linux/netlink.h>

void unix_message_receive(struct sk_buff *skb,
			  int (*serve)(struct sk_buff *skb,
				       struct nlmsghdr *nlh,
				       struct netlink_ext_ack *extack));

int unix_dump_start(struct sk_buff *skb, const struct netlink_callback *begun);
bool unix_dump_continue(struct sock *sk);
void unix_dump_end(struct sock *sk);

#endif
