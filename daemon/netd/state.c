// SPDX-License-Identifier: GPL-2.0
/*
 * The state that the parts of the daemon share, and a check that it may go on.
 */
#include <errno.h>
#include <stdio.h>

#include "common/log.h"
#include "netd/netd.h"

struct netd netd = { .local = { .fd = -1, .place = -1 } };

/**
 * netd_end() - end the daemon, because of an error
 * @why: for a person; logged once
 */
void netd_end(const char *why)
{
	if (!netd.failed)
		log_line("ending: %s", why);
	netd.failed = true;
}

/**
 * netd_check_machine() - are we still on the machine that we started on?
 *
 * If not, the daemon ends: a machine that has been down has lost its peers.
 *
 * Return: 0 or a negative errno.
 */
int netd_check_machine(void)
{
	struct demos_machine_info info;
	int err = demos_machine_get(netd.demos, &info);
	char why[80];

	if (!err && info.id == netd.peers.self &&
	    info.incarnation == netd.incarnation)
		return 0;
	if (!err && info.id != netd.peers.self)
		snprintf(why, sizeof(why), "this is machine %u now, it was %u",
			 info.id, netd.peers.self);
	else
		snprintf(why, sizeof(why),
			 "machine %u has been down and is up again",
			 netd.peers.self);
	netd_end(err ? demos_error(netd.demos) : why);
	return err ? err : -ENONET;
}
