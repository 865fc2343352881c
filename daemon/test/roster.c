// SPDX-License-Identifier: GPL-2.0
/*
 * demos-netd's peers are the module's, too: they come and go together. The
 * module, and what goes on with connections, is played here.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "netd/netd.h"
#include "test/check.h"

#define SELF	2

struct netd netd = { .peers.self = SELF };

static int module_says;
static unsigned int deleted, reset, stopped;

void log_line(const char *format, ...)
{
	(void)format;
}

__u64 demos_clock_ms(void)
{
	return 1000;
}

const char *demos_error(const struct demos *demos)
{
	(void)demos;
	return "the module says no";
}

int demos_machine_get(struct demos *demos, struct demos_machine_info *info)
{
	(void)demos;
	info->id = SELF;
	return 0;
}

int demos_peer_add(struct demos *demos, __u16 machine)
{
	(void)demos;
	(void)machine;
	return module_says;
}

int demos_peer_del(struct demos *demos, __u16 machine)
{
	(void)demos;
	deleted = machine;
	return module_says;
}

int demos_peer_reset(struct demos *demos, __u16 machine)
{
	(void)demos;
	reset = machine;
	return module_says;
}

void netd_dial_stop(struct peer *peer)
{
	stopped = peer->machine;
}

static char error[KEY_ERROR];

static bool is_peer(__u16 machine)
{
	return peers_find(&netd.peers, machine);
}

static void who_is_forgotten_is_forgotten_by_both(void)
{
	CHECK(!netd_add_peer(1, "host1", "", error) && is_peer(1));
	/* A process is on its way */
	module_says = -EBUSY;
	CHECK(netd_del_peer(1, error) == -EBUSY);
	CHECK(!strcmp(error, "the module says no"));
	CHECK(deleted == 1 && is_peer(1) && !stopped);
	module_says = 0;
	CHECK(!netd_del_peer(1, error) && !is_peer(1) && stopped == 1);
	/* Known to one of the two only */
	CHECK(!netd_del_peer(3, error) && deleted == 3);
	CHECK(!netd_add_peer(3, "", "", error) && is_peer(3));
	module_says = -ENOENT;
	CHECK(!netd_del_peer(3, error) && !is_peer(3));
	CHECK(netd_del_peer(3, error) == -ENOENT);
	module_says = 0;
}

int main(void)
{
	netd.keyed = true;
	who_is_forgotten_is_forgotten_by_both();
	peers_clear(&netd.peers);
	return done();
}
