// SPDX-License-Identifier: GPL-2.0
/*
 * demos-netd's relays: TLS over TCP at one side, a machine's socket at the
 * other. No byte is lost, and an end of one side is an end of the other.
 *
 *	relay [SEED]	the same random pieces again
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gnutls/gnutls.h>

#include "lib/clock.h"
#include "netd/records.h"
#include "netd/relay.h"
#include "test/check.h"
#include "test/ends.h"
#include "test/logged.h"

#define MEBI	(1024 * 1024)

static bool both_closed(void)
{
	return (peer.closed || peer.error) && (machine.closed || machine.error);
}

static bool machine_closed(void)
{
	return machine.closed || machine.error;
}

static bool peer_closed(void)
{
	return peer.closed || peer.error;
}

static bool no_relay(void)
{
	return !relays_count();
}

static void open_all(size_t peer_sends, size_t machine_sends)
{
	struct tls *tls = ends_meet(peer_sends, machine_sends);

	CHECK(tls);
	if (!tls)
		exit(done());
	CHECK(!ends_hand_over(tls));
}

/* Whatever happened, the relay is gone when both ends are */
static void close_all(void)
{
	CHECK(!peer.wrong && !machine.wrong);
	ends_hang_up(&peer);
	ends_hang_up(&machine);
	CHECK(ends_until(no_relay));
	ends_forget();
}

/* ---- What must hold */

static void much_goes_both_ways_at_once(void)
{
	open_all(10 * MEBI, 10 * MEBI);
	CHECK(ends_until(both_closed));
	CHECK(peer.got == 10 * MEBI && machine.got == 10 * MEBI);
	CHECK(peer.closed && machine.closed);
	/* Both have said that it was all: the relay ends by itself */
	CHECK(ends_until(no_relay));
	close_all();
}

static void the_machine_may_end_first(void)
{
	open_all(0, MEBI);
	peer.stays = true;
	CHECK(ends_until(peer_closed));
	CHECK(peer.closed && peer.got == MEBI);
	/* It still listens */
	peer.sends = 100000;
	peer.stays = false;
	CHECK(ends_until(machine_closed));
	CHECK(machine.closed && machine.got == 100000);
	CHECK(ends_until(no_relay));
	close_all();
}

static void the_peer_may_end_first(void)
{
	open_all(MEBI, 0);
	machine.stays = true;
	CHECK(ends_until(machine_closed));
	CHECK(machine.closed && machine.got == MEBI);
	machine.sends = 100000;
	machine.stays = false;
	CHECK(ends_until(peer_closed));
	CHECK(peer.closed && peer.got == 100000);
	CHECK(ends_until(no_relay));
	close_all();
}

/* What it sent before still arrives, and that this was all */
static void the_machine_closes(void)
{
	open_all(0, 100000);
	peer.stays = true;
	peer.deaf = true;
	while (machine.sent < 100000)
		ends_give(&machine);
	ends_hang_up(&machine);
	peer.deaf = false;
	CHECK(ends_until(peer_closed));
	CHECK(peer.closed && peer.got == 100000);
	close_all();
}

/* Nobody reads what the peer still sends; that must not cut its last words */
static void the_machine_closes_early(void)
{
	open_all(10 * MEBI, 100000);
	machine.deaf = true;
	peer.deaf = true;
	CHECK(ends_still());
	ends_hang_up(&machine);
	peer.deaf = false;
	CHECK(ends_until(peer_closed));
	CHECK(peer.closed && peer.got == 100000);
	/* In good order, before its time is over */
	CHECK(ends_until(no_relay));
	CHECK(peer.bye && peer.sent == 10 * MEBI);
	close_all();
}

/* Without close_notify: the machine gets what came before, then an end */
static void a_cut_ends_both(void)
{
	open_all(200000, 0);
	machine.stays = true;
	peer.stays = true;
	while (peer.sent < 200000)
		ends_go_on();
	shutdown(peer.fd, SHUT_WR);
	CHECK(ends_until(machine_closed));
	CHECK(machine.closed && machine.got == 200000);
	/* The machine need not do anything */
	CHECK(ends_until(no_relay) && !logged_lines);
	close_all();
}

static void bad_bytes_end_both(const void *bytes, size_t size)
{
	open_all(1000, 0);
	machine.stays = true;
	peer.stays = true;
	CHECK(ends_still());
	CHECK(send(peer.fd, bytes, size, MSG_NOSIGNAL) == (ssize_t)size);
	CHECK(ends_until(machine_closed));
	CHECK(machine.closed && machine.got == 1000);
	CHECK(ends_until(no_relay));
	close_all();
}

static void nonsense_ends_both(void)
{
	static const unsigned char forged[5 + 40] = "\x17\x03\x03\0\x28";
	static const unsigned char huge[5] = "\x17\x03\x03\xff\xff";

	logged_lines = 0;
	bad_bytes_end_both(forged, sizeof(forged));
	bad_bytes_end_both(huge, sizeof(huge));
	bad_bytes_end_both("GET / HTTP/1.0\r\n\r\n", 18);
	CHECK(logged_lines == 3);
	logged_lines = 0;
}

static void an_alert_ends_both(gnutls_alert_level_t level,
			       gnutls_alert_description_t alert)
{
	open_all(1000, 0);
	machine.stays = true;
	peer.stays = true;
	CHECK(ends_still());
	CHECK(!gnutls_alert_send(peer.session, level, alert));
	CHECK(ends_until(machine_closed));
	CHECK(machine.closed && machine.got == 1000);
	CHECK(ends_until(no_relay));
	close_all();
	logged_lines = 0;
}

/* New keys, also of ours, and records without data, are no end */
static void other_records_are_taken(void)
{
	open_all(1000, 0);
	machine.stays = true;
	peer.stays = true;
	CHECK(ends_still());
	CHECK(!gnutls_session_key_update(peer.session, GNUTLS_KU_PEER));
	CHECK(!gnutls_record_send2(peer.session, "", 0, 9, 0));
	peer.sends += 200000;
	machine.sends += 200000;
	CHECK(ends_still());
	CHECK(machine.got == 201000 && peer.got == 200000);
	CHECK(!machine.closed && !peer.closed && !peer.error);
	close_all();
}

/* Not even GnuTLS may keep bytes to itself */
static void bytes_at_the_handover_arrive(size_t decrypted)
{
	struct tls *tls = ends_meet(100000, 0);
	unsigned char bytes[100];
	size_t i;

	CHECK(tls);
	peer.stays = true;
	machine.stays = true;
	while (peer.sent < 50)
		CHECK(ends_give(&peer));
	if (decrypted)
		CHECK(gnutls_record_recv(tls_session(tls), bytes, decrypted) ==
		      (ssize_t)decrypted);
	for (i = 0; i < decrypted; i++)
		CHECK(bytes[i] == ends_byte(0, i));
	machine.got = decrypted;
	peer.sends = peer.sent;
	peer.end = peer.begin;
	CHECK(!ends_hand_over(tls));
	CHECK(ends_still());
	CHECK(machine.got == peer.sent);
	close_all();
}

/* A machine that does not read: the peer must wait, and nobody else */
static void a_slow_machine_stops_one_way(void)
{
	open_all(10 * MEBI, 0);
	machine.stays = true;
	machine.deaf = true;
	CHECK(ends_still());
	CHECK(peer.sent < MEBI);
	machine.sends = 2 * MEBI;
	CHECK(ends_still());
	CHECK(peer.got == 2 * MEBI && peer.sent < MEBI);
	machine.deaf = false;
	CHECK(ends_until(machine_closed));
	CHECK(machine.got == 10 * MEBI);
	close_all();
}

static void a_slow_peer_stops_one_way(void)
{
	open_all(0, 10 * MEBI);
	peer.stays = true;
	peer.deaf = true;
	CHECK(ends_still());
	CHECK(machine.sent < MEBI);
	peer.sends = 2 * MEBI;
	CHECK(ends_still());
	CHECK(machine.got == 2 * MEBI && machine.sent < MEBI);
	peer.deaf = false;
	CHECK(ends_until(peer_closed));
	CHECK(peer.got == 10 * MEBI);
	close_all();
}

/* Many small records are work, too: one turn takes what one call receives */
static void a_turn_is_short(void)
{
	size_t most = RECORDS_AHEAD / 22;	/* each has a byte */

	open_all(0, 0);
	peer.stays = true;
	machine.stays = true;
	CHECK(ends_still());
	for (; gnutls_record_send(peer.session, "", 1) == 1; peer.sent++)
		;
	CHECK(peer.sent > 2 * most);
	CHECK(ends_relay_once());
	machine.got = recv(machine.fd, peer.piece, ENDS_PIECE, 0);
	CHECK(machine.got && machine.got <= most);
	close_all();
}

/* A peer that never takes what a machine sent before it ended */
static void a_stuck_relay_ends(void)
{
	open_all(0, 10 * MEBI);
	peer.stays = true;
	peer.deaf = true;
	CHECK(ends_still());
	CHECK(relays_next() == (__u64)-1);
	ends_hang_up(&machine);
	CHECK(ends_still());
	CHECK(relays_count() == 1);
	CHECK(relays_next() <= demos_clock_ms() + RELAY_PATIENCE);
	relays_due(relays_next() - 1);
	CHECK(relays_count() == 1);
	relays_due(relays_next());
	CHECK(!relays_count());
	close_all();
}

/* A peer that has hung up while the machine does not read */
static void a_lost_peer_costs_nothing(void)
{
	open_all(10 * MEBI, 0);
	machine.stays = true;
	machine.deaf = true;
	CHECK(ends_still());
	ends_hang_up(&peer);
	machine.sends = 100;
	CHECK(ends_still());
	machine.deaf = false;
	CHECK(ends_until(machine_closed));
	CHECK(machine.got && !machine.wrong);
	close_all();
}

static void the_daemon_ends(void)
{
	open_all(1000, 1000);
	peer.stays = true;
	machine.stays = true;
	CHECK(ends_still());
	CHECK(relays_clear() == 1);
	CHECK(ends_until(both_closed));
	CHECK(peer.closed && machine.closed);
	CHECK(peer.got == 1000 && machine.got == 1000);
	close_all();
}

int main(int argc, char **argv)
{
	unsigned int seed = 0;

	if (argc > 1)
		seed = strtoul(argv[1], NULL, 0);
	else if (getrandom(&seed, sizeof(seed), 0) < 0)
		return 1;
	printf("# seed %u\n", seed);
	fflush(stdout);
	/* The loop blocks the signals that would end a test that hangs */
	alarm(600);
	srand(seed);
	CHECK(!ends_prepare());
	much_goes_both_ways_at_once();
	the_machine_may_end_first();
	the_peer_may_end_first();
	the_machine_closes();
	the_machine_closes_early();
	a_cut_ends_both();
	nonsense_ends_both();
	an_alert_ends_both(GNUTLS_AL_FATAL, GNUTLS_A_INTERNAL_ERROR);
	an_alert_ends_both(GNUTLS_AL_WARNING, GNUTLS_A_USER_CANCELED);
	other_records_are_taken();
	bytes_at_the_handover_arrive(0);
	bytes_at_the_handover_arrive(20);
	a_slow_machine_stops_one_way();
	a_slow_peer_stops_one_way();
	a_turn_is_short();
	a_stuck_relay_ends();
	a_lost_peer_costs_nothing();
	the_daemon_ends();
	tls_close();
	return done();
}
