// SPDX-License-Identifier: GPL-2.0
/*
 * demos-netd dials: when it tries again, forgets a peer, or ends. This test
 * plays the module and the peer.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"
#include "netd/netd.h"
#include "test/check.h"
#include "test/logged.h"

#define SELF	2

struct netd netd = { .peers.self = SELF };

static int look_says, connect_says;
static bool has_key = true;
static unsigned int asked, connected;
static handshake_fn handshake_done;

/* Where the peer listens */
static char port[32];

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
	log_line("ending: %s", why);
	netd.failed = true;
}

const struct key *netd_find_key(__u16 machine)
{
	static const struct key key;

	(void)machine;
	return has_key ? &key : NULL;
}

/* A look-up of a name never ends */
int resolve_begin(__u64 id, const char *where)
{
	(void)id;
	(void)where;
	asked++;
	return 0;
}

/* The test ends it */
int handshake_begin(int fd, const struct address *with, struct peer *peer,
		    handshake_fn fn)
{
	(void)with;
	close(fd);
	peer_proving(peer, NULL);
	handshake_done = fn;
	return 0;
}

void handshake_cancel(struct handshake *handshake)
{
	(void)handshake;
}

static int open_null(void)
{
	return open("/dev/null", O_RDWR);
}

/* Listen at some port of 127.0.0.1 */
static int listen_here(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK(!bind(fd, (struct sockaddr *)&address, size));
	CHECK(!listen(fd, 8));
	CHECK(!getsockname(fd, (struct sockaddr *)&address, &size));
	snprintf(port, sizeof(port), "127.0.0.1:%u", ntohs(address.sin_port));
	return fd;
}

static struct peer *fresh_peer(void)
{
	asked = 0;
	connected = 0;
	peers_clear(&netd.peers);
	return peers_add(&netd.peers, 1, "host1", 1000);
}

static void a_peer_that_is_down_is_dialled(void)
{
	struct peer *peer = fresh_peer();

	netd_dial(peer);
	CHECK(asked == 1 && peer->state == PEER_RESOLVING);
}

/* A peer that is connected, and whose handshake is under way */
static struct peer *proving_peer(void)
{
	struct peer *peer = fresh_peer();
	struct loop_source *source;
	struct epoll_event event;

	strcpy(peer->where, port);
	netd_dial(peer);
	CHECK(peer->state == PEER_DIALING);
	CHECK(epoll_wait(netd.loop.epoll, &event, 1, 5000) == 1);
	source = event.data.ptr;
	source->ready(source, event.events);
	CHECK(peer->state == PEER_PROVING);
	return peer;
}

static void prove(struct peer *peer, int fd)
{
	const struct handshake_end end = { .peer = peer, .fd = fd };

	handshake_done(&end);
}

/* It has been freed, too: nothing may touch it */
static void a_forgotten_peer_is_left_alone(void)
{
	struct peer *peer;
	int ends[2];

	look_says = -ENOENT;
	netd_dial(fresh_peer());
	CHECK(!asked && !netd.peers.first);
	/* Even if it is connected by then, it must not be added again */
	CHECK(!pipe(ends));
	look_says = 0;
	peer = proving_peer();
	look_says = -ENOENT;
	prove(peer, ends[0]);
	CHECK(!connected && !netd.peers.first);
	CHECK(write(ends[1], "", 1) < 0 && errno == EPIPE);
	close(ends[1]);
	look_says = 0;
}

static void a_failed_handshake_is_tried_again(void)
{
	struct peer *peer = proving_peer();
	struct handshake_end end = { .fd = -1, .peer = peer,
				     .why = REFUSED_SLOW };

	handshake_done(&end);
	CHECK(peer->state == PEER_WAITING && !connected);
	CHECK(strstr(logged, "the handshake took too long; will try again"));
	end.text = "in other words";
	peer = proving_peer();
	end.peer = peer;
	handshake_done(&end);
	CHECK(!strcmp(peer->error, "in other words"));
}

static void a_proved_connection_is_handed_in(void)
{
	struct peer *peer = proving_peer();

	prove(peer, open_null());
	CHECK(connected == 1 && peer->state == PEER_WATCHED);
}

/* It must not say that it tries again if it does not */
static void a_refusal_of_the_module_is_logged(void)
{
	struct peer *peer = proving_peer();

	connect_says = -EUSERS;
	prove(peer, open_null());
	CHECK(strstr(logged, "the module says no; will try again"));
	CHECK(peer->state == PEER_WAITING && !netd.failed);
	connect_says = -ENONET;
	prove(proving_peer(), open_null());
	CHECK(!strcmp(logged, "ending: the module says no") && netd.failed);
	netd.failed = false;
	connect_says = 0;
}

/* Nothing listens at this port of ours */
static void a_closed_port_is_explained(void)
{
	struct peer *peer = fresh_peer();
	struct loop_source *source;
	struct epoll_event event;

	strcpy(peer->where, "127.0.0.1:1");
	netd_dial(peer);
	if (peer->state == PEER_DIALING) {
		CHECK(epoll_wait(netd.loop.epoll, &event, 1, 5000) == 1);
		source = event.data.ptr;
		source->ready(source, event.events);
	}
	CHECK(peer->state == PEER_WAITING);
	CHECK(strstr(peer->error, "no demos-netd listens at that port"));
}

/* No key, and no handshake: who listens there is our own user */
static void a_socket_of_our_user_is_dialled(void)
{
	char folder[] = "/tmp/netd-dial-XXXXXX", path[64], error[LOCAL_ERROR];
	struct peer *peer = fresh_peer();
	struct loop_source *source;
	struct epoll_event event;
	struct local local;

	CHECK(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/1", folder);
	snprintf(peer->where, sizeof(peer->where), "unix:%s", path);
	has_key = false;
	netd_dial(peer);
	CHECK(peer->state == PEER_WAITING && !asked);
	CHECK(strstr(peer->error, "no demos-netd listens at that path"));
	CHECK(!local_open(&local, path, 1, error));
	netd_dial(peer);
	CHECK(peer->state == PEER_DIALING);
	CHECK(epoll_wait(netd.loop.epoll, &event, 1, 5000) == 1);
	source = event.data.ptr;
	source->ready(source, event.events);
	CHECK(connected == 1 && peer->state == PEER_WATCHED);
	has_key = true;
	local_close(&local);
	CHECK(!rmdir(folder));
}

static void a_name_that_is_not_known_is_explained(void)
{
	struct resolved none = { .error = "unknown" };
	struct peer *peer = fresh_peer();

	netd_dial(peer);
	none.id = peer->question;
	netd_dial_resolved(&none);
	CHECK(!strcmp(peer->error, "cannot resolve the name: unknown"));
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
	int listener = listen_here();

	signal(SIGPIPE, SIG_IGN);
	CHECK(!loop_init(&netd.loop));
	a_peer_that_is_down_is_dialled();
	a_forgotten_peer_is_left_alone();
	a_failed_handshake_is_tried_again();
	a_proved_connection_is_handed_in();
	a_refusal_of_the_module_is_logged();
	a_closed_port_is_explained();
	a_socket_of_our_user_is_dialled();
	a_name_that_is_not_known_is_explained();
	without_a_key_it_waits();
	close(listener);
	peers_clear(&netd.peers);
	return done();
}
