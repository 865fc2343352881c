// SPDX-License-Identifier: GPL-2.0
/*
 * demos-netd's addresses, and when it dials its peers.
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
	CHECK(!address_parse("::ffff:10.0.0.3", &address) &&
	      address.any.ss_family == AF_INET);
	CHECK(reads_as("unix:/run/3", "unix:/run/3"));
	CHECK(address_parse("unix:", &address));
	CHECK(address_parse("unix:run/3", &address));
	CHECK(address_parse("unix:/run/a b", &address));
	snprintf(text, sizeof(text), "unix:/%0106d", 0);
	CHECK(reads_as(text, text));
	snprintf(text, sizeof(text), "unix:/%0107d", 0);
	CHECK(address_parse(text, &address));
	CHECK(!address_check("unix:/run/3") && address_check("unix:3") &&
	      !address_check("host3") && address_check("no/where"));
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
	CHECK(address_parse("10.0.0.3:123456789", &address));
	memset(text, '0', sizeof(text) - 1);
	CHECK(address_parse(text, &address));
}

static bool splits_as(const char *text, const char *host, const char *port)
{
	char is_host[ADDRESS_HOST], is_port[8];

	return !address_split(text, is_host, is_port) &&
	       !strcmp(is_host, host) && !strcmp(is_port, port);
}

static void names_are_read(void)
{
	char text[2 * ADDRESS_HOST] = "";
	char host[ADDRESS_HOST], port[8];

	CHECK(splits_as("host3", "host3", "1983"));
	CHECK(splits_as("host3.example:77", "host3.example", "77"));
	CHECK(splits_as("fe80::3%eth0", "fe80::3%eth0", "1983"));
	CHECK(splits_as("[fe80::3%eth0]:5", "fe80::3%eth0", "5"));
	CHECK(address_split("", host, port));
	CHECK(address_split("a b", host, port));
	CHECK(address_split("-x", host, port));
	CHECK(address_split("no/where", host, port));
	CHECK(address_split("host3:", host, port));
	CHECK(address_split("host3:0", host, port));
	CHECK(address_split("host3:99999", host, port));
	CHECK(address_split("[host3", host, port));
	memset(text, 'a', ADDRESS_HOST - 1);
	CHECK(!address_split(text, host, port));
	memset(text, 'a', ADDRESS_HOST);
	CHECK(address_split(text, host, port));
	memset(text, 'a', sizeof(text) - 1);
	CHECK(address_split(text, host, port));
}

static bool are_near(const char *one, const char *other)
{
	struct address a, b;

	return !address_parse(one, &a) && !address_parse(other, &b) &&
	       address_owner(&a) == address_owner(&b);
}

static void neighbours_are_known(void)
{
	CHECK(are_near("10.0.0.3:5", "10.0.0.3:6"));
	CHECK(are_near("10.0.0.3:5", "::ffff:10.0.0.3"));
	CHECK(!are_near("10.0.0.3", "10.0.0.4"));
	CHECK(!are_near("::ffff:10.0.0.3", "::ffff:10.0.0.4"));
	CHECK(are_near("2001:db8::1", "2001:db8::ffff:1"));
	CHECK(!are_near("2001:db8::1", "2001:db8:0:1::1"));
	CHECK(!are_near("10.0.0.3", "2001:db8::1"));
	CHECK(are_near("10.0.0.3", "2002:0a00:0003::1"));
}

static void the_higher_one_dials(void)
{
	struct peers peers = { .self = 2 };
	struct peer *peer;

	CHECK(peers_add(&peers, 3, "10.0.0.3", 100)->state == PEER_PASSIVE);
	CHECK(!peers_due(&peers, 100000));
	CHECK(peers_next(&peers) == PEER_NEVER);
	peer = peers_add(&peers, 1, "", 100);
	CHECK(peer->state == PEER_PASSIVE && peer->due == PEER_NEVER);
	/* Added again, with an address: another address, nothing else */
	CHECK(peers_add(&peers, 1, "host1", 100) == peer);
	CHECK(peer->state == PEER_WAITING && !strcmp(peer->where, "host1"));
	CHECK(!peers_due(&peers, 99));
	CHECK(peers_due(&peers, 100) == peer);
	CHECK(peers_next(&peers) == 100);
	CHECK(peers_add(&peers, 1, "10.0.0.1", 200) == peer);
	CHECK(peer->due == 200);
	peers_remove(&peers, peers_find(&peers, 3));
	CHECK(!peers_find(&peers, 3) && peers_find(&peers, 1) == peer);
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
}

/* Connected, up, and gone at once, again and again */
static void a_short_connection_is_no_success(void)
{
	struct peer peer = { .state = PEER_WAITING };
	__u64 now = 1000;
	int i;

	for (i = 0; i < 20; i++) {
		peer_handed(&peer, now);
		peer_up(&peer, now);
		CHECK(peer.due == now + (i ? PEER_STEADY : PEER_LOOK));
		CHECK(peer_down(&peer, now + 10, ~0U, "cut"));
		now = peer.due;
	}
	CHECK(now - 1000 > 12 * PEER_DELAY_MOST / 2);
	/* Up for a while, as its end or a look shows */
	peer_handed(&peer, now);
	peer_up(&peer, now);
	CHECK(peer_down(&peer, now + PEER_STEADY, ~0U, "cut"));
	CHECK(peer.due <= now + PEER_STEADY + PEER_DELAY_FIRST);
	peer.tries = 9;
	peer_still_up(&peer, now);
	CHECK(peer.tries == 9 && peer.due == now + PEER_STEADY);
	peer_still_up(&peer, now + PEER_STEADY);
	CHECK(!peer.tries && peer.due == now + PEER_STEADY + PEER_LOOK);
}

static void events_of_the_module_count(void)
{
	struct peer peer = { .state = PEER_WAITING, .due = 5 };

	peer_dialing(&peer, 10);
	CHECK(peer.state == PEER_DIALING && peer.due > 10);
	/* The end of an earlier connection */
	CHECK(!peer_down(&peer, 20, 0, "cut") && peer.state == PEER_DIALING);
	peer_handed(&peer, 30);
	CHECK(peer.state == PEER_WATCHED && peer.due != PEER_NEVER);
	peer_up(&peer, 35);
	CHECK(peer.state == PEER_WATCHED && peer.due == 35 + PEER_LOOK);
	CHECK(peer_down(&peer, 40, 0, "cut") && peer.state == PEER_WAITING);
	CHECK(!peer_down(&peer, 50, 0, "cut"));
	peer_up(&peer, 35);
	CHECK(peer.state == PEER_WATCHED);
	CHECK(!strcmp(peer.error, ""));
	CHECK(peer_down(&peer, 40, 0, "cut") && !strcmp(peer.error, "cut"));
	/* One that dials us, too, is up and then down for a reason */
	peer.state = PEER_PASSIVE;
	peer_up(&peer, 35);
	CHECK(peer.state == PEER_PASSIVE && peer.up && !*peer.error);
	CHECK(!peer_down(&peer, 60, 0, "cut again") && !peer.up);
	CHECK(!strcmp(peer.error, "cut again"));
	/* A connection that never came up hides no other reason */
	CHECK(!peer_down(&peer, 70, 0, "other"));
	CHECK(!strcmp(peer.error, "cut again"));
}

static void dialing_goes_through_its_states(void)
{
	struct peer peer = { .state = PEER_WAITING, .due = 5 };

	peer_resolving(&peer);
	CHECK(peer.state == PEER_RESOLVING && peer.due == PEER_NEVER);
	peer_up(&peer, 10);
	CHECK(peer.state == PEER_RESOLVING);
	peer_dialing(&peer, 20);
	CHECK(peer.state == PEER_DIALING && peer.due > 20 &&
	      peer.due != PEER_NEVER);
	peer_proving(&peer, NULL);
	CHECK(peer.state == PEER_PROVING && peer.due == PEER_NEVER);
	peer_up(&peer, 30);
	CHECK(peer.state == PEER_PROVING && !peer_down(&peer, 30, 0, "cut"));
	peer_failed(&peer, 40, 0);
	CHECK(peer.state == PEER_WAITING && peer.due > 40);
}

static void keys_are_used_up(void)
{
	struct peer peer = {};

	CHECK(!peer_used_up(&peer, 1, 1000, 1000));
	CHECK(peer_used_up(&peer, 1, 1001, 1000));
	CHECK(!peer_used_up(&peer, 1, 1001, 0));
	/* A new connection, a new key */
	CHECK(!peer_used_up(&peer, 2, 6002, 1000));
	CHECK(!peer_used_up(&peer, 2, 7002, 1000));
	CHECK(peer_used_up(&peer, 2, 7003, 1000));
	/* It may have carried all that before this daemon was started */
	memset(&peer, 0, sizeof(peer));
	CHECK(peer_used_up(&peer, 2, 7003, 1000));
	CHECK(!peer_used_up(&peer, 3, 7004, 1000));
}

int main(void)
{
	addresses_are_read();
	names_are_read();
	neighbours_are_known();
	the_higher_one_dials();
	waits_grow_and_jitter();
	a_short_connection_is_no_success();
	events_of_the_module_count();
	dialing_goes_through_its_states();
	keys_are_used_up();
	return done();
}
