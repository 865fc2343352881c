/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Requests of the netlink family: their checks, and the machine and the process
 * that they are for.
 */
#ifndef DEMOS_NETLINK_REQUEST_H
#define DEMOS_NETLINK_REQUEST_H

#include <net/genetlink.h>

struct demos_host;
struct demos_native;

/* genl_ops.internal_flags: what a command needs */
enum {
	DEMOS_NEEDS_HOST = BIT(0),
	DEMOS_NEEDS_PROCESS = BIT(1),
};

/**
 * demos_netlink_host() - the machine that a request is for
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
 * demos_netlink_native() - the process that makes a kernel call
 * @info: the request
 *
 * Return: the process, referenced until the request is done.
 */
static inline struct demos_native *
demos_netlink_native(const struct genl_info *info)
{
	return info->user_ptr[1];
}

void demos_netlink_request_init(struct genl_family *family);

struct demos_host *demos_netlink_dump_host(struct netlink_callback *cb);
int demos_netlink_dump_check(struct netlink_callback *cb);

#endif
