// SPDX-License-Identifier: GPL-2.0
/*
 * demos-netd dials: when it goes on, and when it gives a peer up, or itself.
 * The module, and who is dialled, is played here.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "netd/netd.h"
#include "test/check.h"

#define SELF	2

struct netd netd = { .peers.self = SELF };

static int peer_says;
static bool machine_is_gone;
static bool has_key = true;
static unsigned int forgotten, asked;

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

int demos_peer_get(struct demos *demos, __u16 machine,
		   struct demos_peer_info *info)
{
	(void)demos;
	(void)machine;
	memset(info, 0, sizeof(*info));
	return peer_says;
}

int demos_peer_connect(struct demos *demos, int fd, __u16 machine)
{
	(void)demos;
	(void)fd;
	(void)machine;
	return 0;
}

int netd_check_machine(void)
{
	netd.failed |= machine_is_gone;
	return machine_is_gone ? -ENONET : 0;
}

const struct key *netd_find_key(__u16 machine)
{
	static const struct key key;

	(void)machine;
	return has_key ? &key : NULL;
}

void netd_forget(struct peer *peer)
{
	forgotten = peer->machine;
	peers_remove(&netd.peers, peer);
}

/* Names are looked up for ever */
int resolve_begin(__u64 id, const char *where)
{
	(void)id;
	(void)where;
	asked++;
	return 0;
}

int handshake_begin(int fd, const struct address *with, struct peer *peer)
{
	(void)fd;
	(void)with;
	(void)peer;
	return -ENOMEM;
}

void handshake_cancel(struct handshake *handshake)
{
	(void)handshake;
}

static struct peer *fresh_peer(void)
{
	forgotten = 0;
	asked = 0;
	netd.failed = false;
	peers_clear(&netd.peers);
	return peers_add(&netd.peers, 1, "host1", 1000);
}

static void it_dials_who_is_down(void)
{
	struct peer *peer = fresh_peer();

	netd_dial(peer);
	CHECK(asked == 1 && peer->state == PEER_RESOLVING && !netd.failed);
}

static void who_is_forgotten_by_the_module_is_forgotten(void)
{
	peer_says = -ENOENT;
	netd_dial(fresh_peer());
	CHECK(forgotten == 1 && !asked && !netd.failed);
	peer_says = 0;
}

/* Then no peer is known, but that is no reason to forget them and stay */
static void a_machine_that_has_gone_is_the_end(void)
{
	machine_is_gone = true;
	peer_says = -ENOENT;
	netd_dial(fresh_peer());
	CHECK(netd.failed && !forgotten && !asked);
	peer_says = -ENONET;
	netd_dial(fresh_peer());
	CHECK(netd.failed && !forgotten && !asked);
	peer_says = 0;
	machine_is_gone = false;
}

static void without_a_key_it_waits(void)
{
	struct peer *peer = fresh_peer();

	has_key = false;
	netd_dial(peer);
	CHECK(!asked && peer->state == PEER_WAITING && peer->due > 1000);
	CHECK(strstr(peer->error, "no key"));
	netd.config.insecure = true;
	netd_dial(peer);
	CHECK(asked == 1);
	netd.config.insecure = false;
	has_key = true;
}

int main(void)
{
	it_dials_who_is_down();
	who_is_forgotten_by_the_module_is_forgotten();
	a_machine_that_has_gone_is_the_end();
	without_a_key_it_waits();
	peers_clear(&netd.peers);
	return done();
}
