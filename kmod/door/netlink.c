// SPDX-License-Identifier: GPL-2.0
/*
 * The netlink family: its commands, what each needs, and the privilege for it.
 */
#include <net/genetlink.h>

#include "door/answer.h"
#include "door/netlink.h"
#include "door/netlink_request.h"

#define HOST	DEMOS_NEEDS_HOST
#define PROCESS	DEMOS_NEEDS_PROCESS

#define ADMIN	GENL_UNS_ADMIN_PERM
/* For commands that cost the host: root in a user namespace is not enough */
#define HOST_ADMIN	GENL_ADMIN_PERM

/* A command that needs @perm (0: none), HOST, PROCESS, both or neither */
#define DO(command, handler, perm, needs) {				\
	.cmd = DEMOS_CMD_##command,					\
	.doit = demos_netlink_##handler,				\
	.flags = (perm),						\
	.internal_flags = (needs),					\
}

/* A kernel call of a native process */
#define CALL(command, handler, perm)					\
	DO(command, handler, perm, HOST | PROCESS)

static const struct genl_ops ops[] = {
	DO(MACHINE_UP, machine_up, ADMIN, 0),
	DO(MACHINE_DOWN, machine_down, ADMIN, 0),
	DO(MACHINE_GET, machine_get, 0, HOST),
	DO(LIMITS_GET, limits_get, 0, HOST),
	DO(LIMITS_SET, limits_set, HOST_ADMIN, HOST),
	DO(PEER_ADD, peer_add, ADMIN, HOST),
	DO(PEER_CONNECT, peer_connect, ADMIN, HOST),
	DO(PEER_RESET, peer_reset, ADMIN, HOST),
	DO(PEER_DEL, peer_del, ADMIN, HOST),
	{
		.cmd = DEMOS_CMD_PEER_GET,
		.doit = demos_netlink_peer_get,
		.start = demos_netlink_dump_check,
		.dumpit = demos_netlink_peer_dump,
		.internal_flags = HOST,
	}, {
		.cmd = DEMOS_CMD_PROCESS_GET,
		.doit = demos_netlink_process_get,
		.start = demos_netlink_process_start,
		.dumpit = demos_netlink_process_dump,
		.done = demos_netlink_roll_done,
		.flags = ADMIN,
		.internal_flags = HOST,
	}, {
		.cmd = DEMOS_CMD_LINK_GET,
		.start = demos_netlink_dump_check,
		.dumpit = demos_netlink_link_dump,
		.flags = ADMIN,
	}, {
		.cmd = DEMOS_CMD_FORWARD_GET,
		.start = demos_netlink_forward_start,
		.dumpit = demos_netlink_forward_dump,
		.done = demos_netlink_roll_done,
		.flags = ADMIN,
	},
	DO(ATTACH, attach, ADMIN, HOST),
	CALL(SEND, send, 0),
	CALL(SEND_WAIT, send_wait, 0),
	CALL(RECEIVE, receive, 0),
	CALL(LINK_CREATE, link_create, 0),
	CALL(LINK_DUP, link_dup, 0),
	CALL(LINK_DESTROY, link_destroy, 0),
	CALL(LINK_INSPECT, link_inspect, 0),
	CALL(LINK_TO_KERNEL, link_to_kernel, ADMIN),
	CALL(MOVE_READ, move_read, 0),
	CALL(MOVE_WRITE, move_write, 0),
	CALL(BOOT_SET, boot_set, ADMIN),
	CALL(BOOT_GET, boot_get, 0),
	CALL(AREA_CREATE, area_create, 0),
	CALL(AREA_DESTROY, area_destroy, 0),
};

/**
 * demos_netlink_init() - register the family
 *
 * Return: 0 or a negative errno.
 */
int __init demos_netlink_init(void)
{
	demos_netlink_request_init(&demos_family);
	demos_family.ops = ops;
	demos_family.n_ops = ARRAY_SIZE(ops);
	return genl_register_family(&demos_family);
}

/**
 * demos_netlink_exit() - unregister the family, and wait for its requests
 */
void demos_netlink_exit(void)
{
	genl_unregister_family(&demos_family);
}
