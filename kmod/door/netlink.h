/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The netlink family: the door for programs. What each command takes is said
 * and checked in one place, the handlers stand in three others by what they
 * are about.
 */
#ifndef DEMOS_NETLINK_H
#define DEMOS_NETLINK_H

#include <net/genetlink.h>
#include <linux/demos.h>

struct demos_host;
struct demos_native;
struct demos_process;

/**
 * demos_netlink_host - the machine that a request is for
 * @info: the request
 *
 * Return: the host, referenced until the request is done.
 */
static inline struct demos_host *
demos_netlink_host(const struct genl_info *info)
{
	return info->user_ptr[0];
}

/**
 * demos_netlink_native - the process that makes a kernel call
 * @info: the request
 *
 * Return: the process, referenced until the request is done.
 */
static inline struct demos_native *
demos_netlink_native(const struct genl_info *info)
{
	return info->user_ptr[1];
}

int demos_netlink_init(void);
void demos_netlink_exit(void);

struct demos_host *demos_netlink_dump_host(struct netlink_callback *cb);
int demos_netlink_dump_check(struct netlink_callback *cb);

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
