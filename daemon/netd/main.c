// SPDX-License-Identifier: GPL-2.0
/*
 * demos-netd: connects this machine with others, and hands the connections to
 * the module. It dials, redials and listens; whatever goes over a connection
 * is the module's affair. It may be stopped and started again: connections
 * that the module has stay.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"
#include "common/options.h"
#include "netd/netd.h"

static const char help[] =
"Usage: demos-netd --insecure [OPTION]...\n"
"Connects this DEMOS machine with others. Needs a machine that is up\n"
"(demosctl machine up) and CAP_NET_ADMIN.\n\n"
"  -i, --insecure            connect without authentication and encryption:\n"
"                            whoever reaches the port can be any machine and\n"
"                            do anything with processes here\n"
"  -l, --listen ADDR[:PORT]  where to listen (default: everywhere, port\n"
"                            " ADDRESS_PORT "); may be repeated\n"
"  -p, --peer ID=ADDR[:PORT] a machine to be connected with; may be repeated;\n"
"                            our own id is passed over, so that all machines\n"
"                            can be given the same list\n"
"  -c, --control PATH        control socket (default:\n"
"                            " DEMOS_NETD_SOCKET ")\n"
OPTIONS_STANDARD_HELP
"\nADDR is an IPv4 or IPv6 address; with a port: 10.0.0.3:1983,\n"
"[fd00::3]:1983. Of two machines, the one with the higher id dials.\n";

/**
 * struct asked - what the command line asks for
 * @insecure: --insecure
 * @listen: --listen
 * @nlisten: how many of them
 * @peers: --peer, as given, checked
 * @npeers: how many of them
 */
struct asked {
	bool insecure;
	struct address listen[NETD_LISTENERS];
	unsigned int nlisten;
	const char **peers;
	unsigned int npeers;
};

struct netd netd = { .path = DEMOS_NETD_SOCKET, .control.fd = -1 };

static const struct option options[] = {
	{ "insecure", no_argument, NULL, 'i' },
	{ "listen", required_argument, NULL, 'l' },
	{ "peer", required_argument, NULL, 'p' },
	{ "control", required_argument, NULL, 'c' },
	{ "foreground", no_argument, NULL, 'f' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{},
};

static void wrong(const char *option, const char *text, const char *like)
{
	log_line("%s %s: not like %s", option, text, like);
	exit(2);
}

static void read_option(struct asked *asked, int option)
{
	struct address address;
	__u16 machine;

	switch (option) {
	case 'i':
		asked->insecure = true;
		break;
	case 'l':
		if (asked->nlisten == NETD_LISTENERS ||
		    address_parse(optarg, &asked->listen[asked->nlisten++]))
			wrong("--listen", optarg,
			      "10.0.0.3:1983 or [fd00::3]:1983");
		break;
	case 'p':
		if (peer_parse(optarg, '=', &machine, &address))
			wrong("--peer", optarg,
			      "3=10.0.0.3:1983 or 3=[fd00::3]:1983");
		asked->peers[asked->npeers++] = optarg;
		break;
	case 'c':
		netd.path = optarg;
		break;
	default:
		options_standard(option, "demos-netd", help);
	}
}

static void read_options(struct asked *asked, int argc, char **argv)
{
	int option;

	while ((option = getopt_long(argc, argv, "il:p:c:fhV", options,
				     NULL)) != -1)
		read_option(asked, option);
	if (optind < argc) {
		log_line("'%s' is not expected", argv[optind]);
		options_standard('?', "demos-netd", help);
	}
	if (asked->insecure)
		return;
	log_line("refuses to start: there are no keys yet to know others by");
	log_line("on a network that you trust, and only there: --insecure");
	exit(2);
}

/* Are we still on the machine that we began on? If not, that is the end. */
static int check_machine(void)
{
	struct demos_machine_info info;
	int err = demos_machine_get(netd.demos, &info);

	if (!err && info.id == netd.peers.self)
		return 0;
	if (err)
		log_line("ends: %s", demos_error(netd.demos));
	else
		log_line("ends: this is machine %u now, it was %u", info.id,
			 netd.peers.self);
	netd.failed = true;
	return err ? err : -ENONET;
}

/**
 * netd_add_peer() - make a machine known, and see that we get connected
 * @machine: its id
 * @address: where it listens
 *
 * Return: 0 or a negative errno (demos_error() says why).
 */
int netd_add_peer(__u16 machine, const struct address *address)
{
	char text[ADDRESS_TEXT];
	int err = check_machine();

	if (err)
		return err;
	err = demos_peer_add(netd.demos, machine);
	if (err && err != -EEXIST)
		return err;
	if (!peers_add(&netd.peers, machine, address, demos_clock_ms()))
		return -ENOMEM;
	log_line("machine %u is at %s; %s", machine,
		 address_format(address, text),
		 machine > netd.peers.self ? "waits for it to dial" : "dials");
	return 0;
}

static void peer_event(const struct demos_event *event)
{
	struct peer *peer = peers_find(&netd.peers, event->peer);

	if (event->kind == DEMOS_EVENT_PEER_UP) {
		log_line("machine %u is connected", event->peer);
		if (peer)
			peer_up(peer);
	} else if (event->kind == DEMOS_EVENT_PEER_DOWN) {
		log_line("machine %u: a connection has ended: %s", event->peer,
			 event->value ? strerror(event->value) : "closed");
		if (peer)
			peer_down(peer, demos_clock_ms(), netd_random());
		check_machine();
	}
}

/* Events were lost: look at everybody whom we dial */
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
	int err;

	(void)source;
	(void)events;
	do {
		err = demos_events_next(netd.events, 0, &event);
		if (err == 1)
			peer_event(&event);
		if (err == -ENOBUFS)
			look_at_all();
	} while (err == 1 || err == -ENOBUFS);
	netd.failed |= err < 0;
}

static int turn(void *arg)
{
	__u64 now = demos_clock_ms();
	struct peer *peer;
	__u64 next;

	(void)arg;
	netd_control_due(now);
	while (!netd.failed && (peer = peers_due(&netd.peers, now)))
		netd_dial(peer);
	if (netd.failed)
		return -2;
	next = netd_control_next();
	if (peers_next(&netd.peers) < next)
		next = peers_next(&netd.peers);
	if (next == PEER_NEVER)
		return -1;
	now = demos_clock_ms();
	return next <= now ? 0 : (int)(next - now);
}

static int listen_all(struct asked *asked)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < asked->nlisten && !err; i++)
		err = netd_listen(&asked->listen[i]);
	if (asked->nlisten)
		return err;
	/* Everywhere; without IPv6, wherever IPv4 is */
	address_parse("::", &asked->listen[0]);
	if (!netd_listen(&asked->listen[0]))
		return 0;
	address_parse("0.0.0.0", &asked->listen[0]);
	return netd_listen(&asked->listen[0]);
}

static int add_all(const struct asked *asked)
{
	struct address address;
	unsigned int i;
	__u16 machine;
	int err;

	for (i = 0; i < asked->npeers; i++) {
		peer_parse(asked->peers[i], '=', &machine, &address);
		if (machine == netd.peers.self)
			continue;
		err = netd_add_peer(machine, &address);
		if (err) {
			log_line("--peer %s: %s", asked->peers[i],
				 demos_error(netd.demos));
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
	netd.peers.self = info.id;
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

static int set_up(struct asked *asked)
{
	int err = loop_init(&netd.loop);

	if (err) {
		log_line("cannot start: %s", strerror(-err));
		return err;
	}
	err = open_machine();
	if (!err)
		err = netd_control_open();
	if (!err)
		err = listen_all(asked);
	if (!err)
		err = add_all(asked);
	return err;
}

static void say_ready(void)
{
	char status[64];

	log_line("INSECURE: no connection is authenticated or encrypted");
	snprintf(status, sizeof(status), "connects machine %u",
		 netd.peers.self);
	loop_ready(status);
}

int main(int argc, char **argv)
{
	struct asked asked = {};
	int err;

	log_begin("demos-netd");
	asked.peers = calloc(argc, sizeof(*asked.peers));
	if (!asked.peers)
		return 1;
	read_options(&asked, argc, argv);
	err = set_up(&asked);
	if (!err) {
		say_ready();
		err = loop_run(&netd.loop, turn, NULL);
	}
	netd_control_close();
	demos_events_close(netd.events);
	demos_close(netd.demos);
	peers_clear(&netd.peers);
	free(asked.peers);
	return err ? 1 : 0;
}
