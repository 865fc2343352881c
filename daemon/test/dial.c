// SPDX-License-Identifier: GPL-2.0
/*
 * demos-netd dials: when it goes on, and when it gives a peer up, or itself.
 * The module, and who is dialled, is played here.
 */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "netd/netd.h"
#include "test/check.h"

#define SELF	2

struct netd netd = { .peers.self = SELF };

static int look_says, connect_says;
static bool has_key = true;
static unsigned int asked, connected;

/* The last line */
static char log_text[512];

void log_line(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(log_text, sizeof(log_text), format, args);
	va_end(args);
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

int netd_look_at(struct peer *peer, struct demos_peer_info *info)
{
	memset(info, 0, sizeof(*info));
	if (look_says == -ENOENT)
		peers_remove(&netd.peers, peer);
	return look_says;
}

int demos_peer_connect(struct demos *demos, int fd, __u16 machine)
{
	(void)demos;
	(void)fd;
	connected = machine;
	return connect_says;
}

void netd_end(const char *why)
{
	log_line("ends: %s", why);
	netd.failed = true;
}

const struct key *netd_find_key(__u16 machine)
{
	static const struct key key;

	(void)machine;
	return has_key ? &key : NULL;
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
	asked = 0;
	connected = 0;
	peers_clear(&netd.peers);
	return peers_add(&netd.peers, 1, "host1", 1000);
}

static void it_dials_who_is_down(void)
{
	struct peer *peer = fresh_peer();

	netd_dial(peer);
	CHECK(asked == 1 && peer->state == PEER_RESOLVING);
}

/* It has been freed, too: nobody touches it */
static void who_is_forgotten_meanwhile_is_left_alone(void)
{
	int ends[2];

	look_says = -ENOENT;
	netd_dial(fresh_peer());
	CHECK(!asked && !netd.peers.first);
	/* By then it is connected; it is not to be known again by that */
	CHECK(!pipe(ends));
	netd_dial_proved(fresh_peer(), ends[0]);
	CHECK(!connected && !netd.peers.first);
	CHECK(write(ends[1], "", 1) < 0 && errno == EPIPE);
	close(ends[1]);
	look_says = 0;
}

static void who_has_proved_itself_is_handed_in(void)
{
	struct peer *peer = fresh_peer();

	netd_dial_proved(peer, -1);
	CHECK(connected == 1 && peer->state == PEER_WATCHED);
}

/* Not that it tries again, if it does not */
static void why_it_is_not_handed_in_is_told(void)
{
	struct peer *peer = fresh_peer();

	connect_says = -EUSERS;
	netd_dial_proved(peer, -1);
	CHECK(strstr(log_text, "the module says no; tries again"));
	CHECK(peer->state == PEER_WAITING && !netd.failed);
	connect_says = -ENONET;
	netd_dial_proved(fresh_peer(), -1);
	CHECK(!strcmp(log_text, "ends: the module says no") && netd.failed);
	netd.failed = false;
	connect_says = 0;
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
	signal(SIGPIPE, SIG_IGN);
	it_dials_who_is_down();
	who_is_forgotten_meanwhile_is_left_alone();
	who_has_proved_itself_is_handed_in();
	why_it_is_not_handed_in_is_told();
	without_a_key_it_waits();
	peers_clear(&netd.peers);
	return done();
}
