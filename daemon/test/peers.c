// SPDX-License-Identifier: GPL-2.0
/*
 * demos-netd's addresses, and when it dials whom.
 */
#include <string.h>

#include "netd/peer.h"
#include "test/check.h"

static bool reads_as(const char *text, const char *expected)
{
	struct address address;
	char again[ADDRESS_TEXT];

	return !address_parse(text, &address) &&
	       !strcmp(address_format(&address, again), expected);
}

static void addresses_are_read(void)
{
	char text[2 * ADDRESS_TEXT] = "";
	struct address address;

	CHECK(reads_as("10.0.0.3", "10.0.0.3:1983"));
	CHECK(reads_as("10.0.0.3:77", "10.0.0.3:77"));
	CHECK(reads_as("::1", "[::1]:1983"));
	CHECK(reads_as("[::1]", "[::1]:1983"));
	CHECK(reads_as("[fd00::3]:65535", "[fd00::3]:65535"));
	CHECK(reads_as("::ffff:10.0.0.3", "10.0.0.3:1983"));
	CHECK(address_parse("", &address));
	CHECK(address_parse(":1983", &address));
	CHECK(address_parse("10.0.0.3:", &address));
	CHECK(address_parse("10.0.0.3:0", &address));
	CHECK(address_parse("10.0.0.3:65536", &address));
	CHECK(address_parse("10.0.0.3:7x", &address));
	CHECK(address_parse("10.0.0.256", &address));
	CHECK(address_parse("[::1", &address));
	CHECK(address_parse("[::1]7", &address));
	CHECK(address_parse("somewhere", &address));
	memset(text, '0', sizeof(text) - 1);
	CHECK(address_parse(text, &address));
}

static void peers_are_read(void)
{
	struct address address;
	__u16 machine = 0;

	CHECK(!peer_parse("2=10.0.0.2", '=', &machine, &address));
	CHECK(machine == 2);
	CHECK(!peer_parse("65534 [::1]:5", ' ', &machine, &address));
	CHECK(machine == 65534);
	CHECK(peer_parse("0=10.0.0.2", '=', &machine, &address));
	CHECK(peer_parse("=10.0.0.2", '=', &machine, &address));
	CHECK(peer_parse("2=", '=', &machine, &address));
	CHECK(peer_parse("10.0.0.2", '=', &machine, &address));
	CHECK(peer_parse("123456789=10.0.0.2", '=', &machine, &address));
}

static void the_higher_one_dials(void)
{
	struct peers peers = { .self = 2 };
	struct address address;

	address_parse("10.0.0.1", &address);
	CHECK(peers_add(&peers, 3, &address, 100)->state == PEER_PASSIVE);
	CHECK(!peers_due(&peers, 100000));
	CHECK(peers_next(&peers) == PEER_NEVER);
	CHECK(peers_add(&peers, 1, &address, 100)->state == PEER_WAITING);
	CHECK(!peers_due(&peers, 99));
	CHECK(peers_due(&peers, 100)->machine == 1);
	CHECK(peers_next(&peers) == 100);
	/* Added again: another address, nothing else */
	CHECK(peers_add(&peers, 1, &address, 200) == peers_find(&peers, 1));
	peers_remove(&peers, peers_find(&peers, 3));
	CHECK(!peers_find(&peers, 3) && peers_find(&peers, 1));
	peers_clear(&peers);
}

static void waits_grow_and_jitter(void)
{
	__u64 most = PEER_DELAY_FIRST;
	struct peer peer = {};
	int i;

	for (i = 0; i < 100; i++) {
		peer_failed(&peer, 1000, i * 2654435761U);
		CHECK(peer.due >= 1000 + most / 2);
		CHECK(peer.due <= 1000 + most);
		most = most * 2 < PEER_DELAY_MOST ? most * 2 :
						    PEER_DELAY_MOST;
	}
	peer_up(&peer);
	peer_failed(&peer, 1000, ~0U);
	CHECK(peer.due <= 1000 + PEER_DELAY_FIRST);
}

static void what_the_module_says_counts(void)
{
	struct peer peer = { .state = PEER_WAITING, .due = 5 };

	peer_dialing(&peer, 10);
	CHECK(peer.state == PEER_DIALING && peer.due > 10);
	/* The end of an earlier connection */
	CHECK(!peer_down(&peer, 20, 0) && peer.state == PEER_DIALING);
	peer_handed(&peer, 30);
	CHECK(peer.state == PEER_WATCHED && peer.due != PEER_NEVER);
	peer_up(&peer);
	CHECK(peer.state == PEER_WATCHED && peer.due == PEER_NEVER);
	CHECK(peer_down(&peer, 40, 0) && peer.state == PEER_WAITING);
	CHECK(!peer_down(&peer, 50, 0));
	peer_up(&peer);
	CHECK(peer.state == PEER_WATCHED);
	peer.state = PEER_PASSIVE;
	peer_up(&peer);
	CHECK(peer.state == PEER_PASSIVE && !peer_down(&peer, 60, 0));
}

int main(void)
{
	addresses_are_read();
	peers_are_read();
	the_higher_one_dials();
	waits_grow_and_jitter();
	what_the_module_says_counts();
	return done();
}
