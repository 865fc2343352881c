// SPDX-License-Identifier: GPL-2.0
/*
 * What becomes of somebody who dials demos-netd and has the key, if his
 * machine is forgotten, or gets another key, before the handshake is over. A
 * child dials, and waits in the middle; the module is played here.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "netd/netd.h"
#include "netd/tls.h"
#include "test/check.h"

#define SELF	1
#define OTHER	3

struct netd netd = { .peers.self = SELF };

static const struct key old_key = { .secret = { 1 } };
static const struct key new_key = { .secret = { 2 } };
static bool module_knows;
static unsigned int handed_in;

void log_line(const char *format, ...)
{
	(void)format;
}

const char *demos_error(const struct demos *demos)
{
	(void)demos;
	return "";
}

int demos_machine_get(struct demos *demos, struct demos_machine_info *info)
{
	(void)demos;
	memset(info, 0, sizeof(*info));
	info->id = SELF;
	return 0;
}

int demos_peer_get(struct demos *demos, __u16 machine,
		   struct demos_peer_info *info)
{
	(void)demos;
	(void)machine;
	memset(info, 0, sizeof(*info));
	return module_knows ? 0 : -ENOENT;
}

int demos_peers(struct demos *demos, struct demos_peer_info **list)
{
	(void)demos;
	*list = NULL;
	return 0;
}

int demos_peer_add(struct demos *demos, __u16 machine)
{
	(void)demos;
	(void)machine;
	module_knows = true;
	return 0;
}

int demos_peer_del(struct demos *demos, __u16 machine)
{
	(void)demos;
	(void)machine;
	module_knows = false;
	return 0;
}

int demos_peer_reset(struct demos *demos, __u16 machine)
{
	(void)demos;
	(void)machine;
	return 0;
}

void netd_prepare(int fd)
{
	(void)fd;
}

int netd_hand_in(int fd, __u16 machine)
{
	handed_in = machine;
	close(fd);
	return 0;
}

void netd_dial_stop(struct peer *peer)
{
	(void)peer;
}

void netd_dial_proved(struct peer *peer, int fd)
{
	(void)peer;
	(void)fd;
}

void netd_dial_next(struct peer *peer, const char *why)
{
	(void)peer;
	(void)why;
}

/* This kernel need not know TLS: the linker puts it for tls_to_kernel() */
int __wrap_tls_to_kernel(struct tls *tls, int fd);
int __wrap_tls_to_kernel(struct tls *tls, int fd)
{
	(void)tls;
	(void)fd;
	return 0;
}

static const struct key *find_old(__u16 machine)
{
	(void)machine;
	return &old_key;
}

static void wait_for(int fd, short events)
{
	struct pollfd input = { .fd = fd, .events = events };

	poll(&input, 1, 5000);
}

/* In a child: says who he is, and the rest when @go says that he may */
static void dial(int fd, int go)
{
	enum tls_step step;
	struct tls *tls;
	char c;

	tls_close();
	if (tls_open(OTHER, find_old, true))
		_exit(1);
	tls = tls_begin(fd, SELF);
	if (!tls || tls_step(tls) != TLS_READS || read(go, &c, 1) < 0)
		_exit(1);
	while ((step = tls_step(tls)) == TLS_READS || step == TLS_WRITES)
		wait_for(fd, step == TLS_READS ? POLLIN : POLLOUT);
	_exit(0);
}

/* One event at the listener; @fd gets where */
static void go_on_once(int *fd)
{
	struct loop_source *source;
	struct epoll_event event;

	if (epoll_wait(netd.loop.epoll, &event, 1, 5000) < 1)
		return;
	source = event.data.ptr;
	*fd = source->fd;
	source->ready(source, event.events);
}

/* Return: whether he is handed in if @meanwhile happens */
static bool gets_in(void (*meanwhile)(void))
{
	struct address from;
	int ends[2], go[2], fd;
	pid_t child;

	handed_in = 0;
	if (address_parse("127.0.0.1:1", &from) || pipe(go) ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends))
		return false;
	child = fork();
	if (!child) {
		close(ends[0]);
		close(go[1]);
		dial(ends[1], go[0]);
	}
	close(ends[1]);
	close(go[0]);
	CHECK(!handshake_begin(ends[0], &from, NULL));
	go_on_once(&fd);
	CHECK(fd == ends[0] && handshakes_next() != PEER_NEVER);
	meanwhile();
	close(go[1]);
	while (handshakes_next() != PEER_NEVER) {
		go_on_once(&fd);
		handshakes_due(demos_clock_ms());
	}
	waitpid(child, NULL, 0);
	return handed_in == OTHER;
}

static void add(const struct key *key)
{
	char error[KEY_ERROR];

	netd_share_key(key);
	CHECK(!netd_add_peer(OTHER, "", "", error));
}

static void nothing(void)
{
}

static void forget(void)
{
	char error[KEY_ERROR];

	CHECK(!netd_del_peer(OTHER, error));
}

/* Afterwards there is a peer of that id again */
static void forget_and_add_with_another_key(void)
{
	forget();
	add(&new_key);
}

static void change_key(void)
{
	netd_share_key(&new_key);
}

/* Others than netd have told it so */
static void forget_in_the_module(void)
{
	module_knows = false;
}

static void who_has_the_key_gets_in(void)
{
	add(&old_key);
	CHECK(gets_in(nothing));
}

static void who_had_it_does_not(void)
{
	__u64 keys = refuse_count(REFUSED_KEY);

	CHECK(!gets_in(change_key));
	CHECK(refuse_count(REFUSED_KEY) == keys + 1);
	add(&old_key);
	CHECK(!gets_in(forget_and_add_with_another_key));
}

static void who_is_forgotten_does_not(void)
{
	__u64 count = refuse_count(REFUSED_IDENTITY);

	add(&old_key);
	CHECK(!gets_in(forget));
	add(&old_key);
	CHECK(!gets_in(forget_in_the_module));
	CHECK(!peers_find(&netd.peers, OTHER));
	CHECK(refuse_count(REFUSED_IDENTITY) == count + 2);
}

int main(void)
{
	CHECK(!loop_init(&netd.loop) && !tls_open(SELF, netd_find_key, true));
	who_has_the_key_gets_in();
	who_had_it_does_not();
	who_is_forgotten_does_not();
	peers_clear(&netd.peers);
	tls_close();
	return done();
}
