// SPDX-License-Identifier: GPL-2.0
/*
 * The module: loading and unloading. Nothing happens before a program asks for
 * it over the netlink family.
 *
 * Each machine holds the module. If it is unloaded by force all the same, the
 * machines are ended first, while programs can still be told; then the family,
 * so that no more requests come; then what requests used.
 */
#include <linux/module.h>
#include <net/genetlink.h>

#include "../../version.h"
#include "core/packet.h"
#include "door/host.h"
#include "door/native.h"
#include "door/netlink.h"
#include "guest/guest.h"

static int __init demos_init(void)
{
	int err;

	err = demos_guest_init();
	if (err)
		return err;
	err = demos_host_init();
	if (err)
		goto exit_guest;
	err = demos_native_init();
	if (err)
		goto exit_host;
	err = demos_netlink_init();
	if (err)
		goto exit_native;
	return 0;

exit_native:
	demos_native_exit();
exit_host:
	demos_host_close();
	demos_host_exit();
exit_guest:
	demos_guest_exit();
	return err;
}

static void __exit demos_exit(void)
{
	demos_host_close();
	demos_netlink_exit();
	demos_native_exit();
	demos_host_exit();
	demos_guest_exit();
	demos_packet_exit();
	/* No RCU callback may run in the module's text after this */
	rcu_barrier();
}

module_init(demos_init);
module_exit(demos_exit);

MODULE_DESCRIPTION("DEMOS/MP: processes that move between machines");
MODULE_LICENSE("GPL");
MODULE_VERSION(DEMOS_VERSION);
MODULE_ALIAS_GENL_FAMILY(DEMOS_GENL_NAME);
