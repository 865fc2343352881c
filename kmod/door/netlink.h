/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The netlink family: the door for programs. netlink_request.c checks a
 * request; its handler is in one of three other files, by subject.
 */
#ifndef DEMOS_NETLINK_H
#define DEMOS_NETLINK_H

#include <net/genetlink.h>

int demos_netlink_init(void);
void demos_netlink_exit(void);

/* netlink_machine.c: the machine and its peers */
int demos_netlink_machine_up(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_machine_down(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_machine_get(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_limits_get(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_limits_set(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_peer_add(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_peer_connect(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_peer_reset(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_peer_del(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_peer_get(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_peer_dump(struct sk_buff *skb, struct netlink_callback *cb);

/* netlink_show.c: what is on the machine */
int demos_netlink_process_get(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_process_start(struct netlink_callback *cb);
int demos_netlink_process_dump(struct sk_buff *skb,
			       struct netlink_callback *cb);
int demos_netlink_forward_start(struct netlink_callback *cb);
int demos_netlink_forward_dump(struct sk_buff *skb,
			       struct netlink_callback *cb);
int demos_netlink_roll_done(struct netlink_callback *cb);
int demos_netlink_link_dump(struct sk_buff *skb, struct netlink_callback *cb);

/* netlink_call.c: kernel calls of native processes */
int demos_netlink_attach(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_send(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_send_wait(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_receive(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_link_create(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_link_dup(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_link_destroy(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_link_inspect(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_link_to_kernel(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_move_read(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_move_write(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_area_create(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_area_destroy(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_boot_set(struct sk_buff *skb, struct genl_info *info);
int demos_netlink_boot_get(struct sk_buff *skb, struct genl_info *info);

#endif
