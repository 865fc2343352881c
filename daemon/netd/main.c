// SPDX-License-Identifier: GPL-2.0
/*
 * demos-netd: connects this machine with others, and hands the connections to
 * the module. It dials, redials, listens and authenticates; the traffic over a
 * connection is the module's affair. It may be stopped and started again:
 * connections that the module has stay, except those that it relays because the
 * kernel has no TLS.
 *
 * Until it is set up, -EINVAL means that the configuration is wrong; an error
 * that a restart may cure has another errno.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/claim.h"
#include "common/log.h"
#include "lib/netd.h"
#include "netd/netd.h"
#include "netd/protection.h"
#include "netd/relay.h"
#include "netd/tls.h"

static void peer_event(const struct demos_event *event)
{
	/* If we are insecure, strangers may connect, too */
	static struct ration strangers;
	struct peer *peer = peers_find(&netd.peers, event->peer);
	struct ration *ration = peer ? &peer->ration : &strangers;
	__u64 now = demos_clock_ms();

	if (event->kind == DEMOS_EVENT_PEER_UP) {
		ration_line(ration, now, "machine %u is connected",
			    event->peer);
		if (peer)
			peer_up(peer, now);
	} else if (event->kind == DEMOS_EVENT_PEER_DOWN) {
		ration_line(ration, now,
			    "machine %u: a connection has ended: %s",
			    event->peer, demos_peer_error(event->value));
		if (peer)
			peer_down(peer, now, netd_random(),
				  demos_peer_error(event->value));
		netd_check_machine();
	} else if (event->kind == DEMOS_EVENT_MACHINE_DOWN) {
		netd_check_machine();
	}
}

/* Events were lost: look at every peer that we dial */
static void look_at_all(void)
{
	struct peer *peer;

	for (peer = netd.peers.first; peer; peer = peer->next) {
		if (peer->state == PEER_WATCHED)
			peer->due = 0;
	}
}

static void event_ready(struct loop_source *source, __u32 events)
{
	struct demos_event event;
	char why[80];
	int err;

	(void)source;
	(void)events;
	do {
		err = demos_events_next(netd.events, 0, &event);
		if (err == 1)
			peer_event(&event);
		if (err == -ENOBUFS)
			look_at_all();
	} while (!netd.failed && (err == 1 || err == -ENOBUFS));
	/* If the machine has ended, log that as the reason */
	if (err < 0 && err != -ENOBUFS && !netd_check_machine()) {
		snprintf(why, sizeof(why), "cannot listen to events: %s",
			 strerror(-err));
		netd_end(why);
	}
}

static int turn(void *arg)
{
	__u64 now = demos_clock_ms();
	struct peer *peer;
	__u64 next;

	(void)arg;
	netd_control_due(now);
	handshakes_due(now);
	relays_due(now);
	while (!netd.failed && (peer = peers_due(&netd.peers, now)))
		netd_dial(peer);
	if (netd.failed)
		return -2;
	next = netd_control_next();
	if (peers_next(&netd.peers) < next)
		next = peers_next(&netd.peers);
	if (handshakes_next() < next)
		next = handshakes_next();
	if (relays_next() < next)
		next = relays_next();
	if (next == PEER_NEVER)
		return -1;
	now = demos_clock_ms();
	return next <= now ? 0 : (int)(next - now);
}

static int listen_all(void)
{
	struct address everywhere;
	unsigned int i;
	int err = 0;

	for (i = 0; i < netd.config.nlisten && !err; i++)
		err = netd_listen(&netd.config.listen[i]);
	if (netd.config.nlisten)
		return err;
	if (!netd.config.insecure && !config_has_keys(&netd.config))
		return 0;	/* nobody could be let in */
	/* Listen everywhere; there may be no IPv6 */
	address_parse("::", &everywhere);
	err = netd_listen(&everywhere);
	if (err && err != -EAFNOSUPPORT)
		return err;
	address_parse("0.0.0.0", &everywhere);
	return netd_listen(&everywhere);
}

static int add_all(void)
{
	const struct config_peer *peer;
	char error[KEY_ERROR];
	int err;

	for (peer = netd.config.peers; peer; peer = peer->next) {
		if (peer->machine == netd.peers.self)
			continue;
		err = netd_add_peer(peer->machine, peer->where, peer->key,
				    error);
		if (err) {
			log_line("peer %u: %s", peer->machine, error);
			return err;
		}
	}
	return 0;
}

static int open_machine(void)
{
	struct demos_machine_info info;
	int err = demos_open(&netd.demos);

	if (!err)
		err = demos_machine_get(netd.demos, &info);
	if (err) {
		log_line("cannot start: %s", demos_error(netd.demos));
		return err;
	}
	if (netd.config.machine && netd.config.machine != info.id) {
		log_line("cannot start: this is machine %u, but should be %u",
			 info.id, netd.config.machine);
		return -EINVAL;
	}
	netd.peers.self = info.id;
	netd.incarnation = info.incarnation;
	err = demos_events_open(&netd.events);
	if (!err) {
		netd.machine.fd = demos_events_fd(netd.events);
		netd.machine.ready = event_ready;
		err = loop_add(&netd.loop, &netd.machine, EPOLLIN);
	}
	if (err)
		log_line("cannot listen to events: %s", strerror(-err));
	return err;
}

/* On failure, netd.no_tls says why */
static int open_tls(void)
{
	int err = protection_open(config_has_keys(&netd.config));

	if (err)
		return err;
	err = tls_open(netd.peers.self, netd_find_key,
		       tls_cpu_has_aes("/proc/cpuinfo"));
	if (err)
		strcpy(netd.no_tls, "GnuTLS cannot do TLS 1.3 with keys");
	return err;
}

static int open_security(void)
{
	char error[KEY_ERROR];
	int err;

	if (netd.config.insecure)
		return 0;
	err = open_tls();
	/* Machines of one host need no TLS, so this is no failure yet */
	if (err && !config_has_keys(&netd.config))
		return 0;
	if (err) {
		log_line("cannot start: %s", netd.no_tls);
		return err;
	}
	if (!*netd.config.key)
		return 0;
	err = key_read(netd.config.key, &netd.key, error);
	if (err)
		log_line("cannot start: %s", error);
	else
		netd.keyed = true;
	return err;
}

static int set_up(void)
{
	int err = loop_init(&netd.loop);

	if (!err)
		err = resolve_open(&netd.loop, netd_dial_resolved);
	if (err) {
		log_line("cannot start: %s", strerror(-err));
		return err;
	}
	netd.loop.hangup = netd_reload;
	err = open_machine();
	if (!err)
		err = open_security();
	if (!err)
		err = netd_control_open();
	if (!err)
		err = add_all();
	if (!err)
		netd_log_found();
	if (!err)
		err = listen_all();
	return err;
}

static void say_ready(void)
{
	char status[100];

	if (netd.config.insecure)
		log_line("%s",
			 "INSECURE: no connection is authenticated or encrypted; anyone who reaches our port can pose as any machine");
	snprintf(status, sizeof(status), "connecting machine %u%s",
		 netd.peers.self, netd.config.insecure ? ", INSECURE" : "");
	loop_ready(status);
}

/* End all handshakes and relays; connections that the kernel encrypts stay */
static void tear_down(void)
{
	struct peer *peer;
	unsigned int relayed;

	loop_stopping();
	netd_control_close();
	netd_listen_close();
	for (peer = netd.peers.first; peer; peer = peer->next)
		netd_hang_up(peer);
	handshakes_clear();
	relayed = relays_clear();
	if (relayed)
		log_line("connections that were encrypted here and end: %u",
			 relayed);
	tls_close();
	demos_events_close(netd.events);
	demos_close(netd.demos);
	peers_clear(&netd.peers);
	config_clear(&netd.config);
	explicit_bzero(&netd.key, sizeof(netd.key));
}

int main(int argc, char **argv)
{
	int err, status;

	log_begin("demos-netd");
	options_read(&netd.config, argc, argv);
	err = claim(DEMOS_NETD_CLAIM);
	if (!err)
		err = set_up();
	/* A wrong configuration stays wrong: a restart would not help */
	status = err == -EINVAL ? 2 : err ? 1 : 0;
	if (!err) {
		say_ready();
		status = loop_run(&netd.loop, turn, NULL) ? 1 : 0;
	}
	tear_down();
	return status;
}
