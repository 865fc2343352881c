// SPDX-License-Identifier: GPL-2.0
/*
 * A dialer that has the key must not get in if its machine is forgotten, or
 * gets another key, before the handshake is over. A child dials, and waits in
 * the middle; this test plays the module.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
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

static const struct key old_key = { .secret = { 1 } };
static const struct key new_key = { .secret = { 2 } };
static struct address port;
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

void netd_hang_up(struct peer *peer)
{
	(void)peer;
}

/* Replaces tls_to_kernel(), since this kernel need not know TLS */
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

/* In a child: send the identity, and the rest when @go allows it */
static void dial(int go)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	enum tls_step step;
	struct tls *tls;
	char c;

	tls_close();
	if (connect(fd, (struct sockaddr *)&port.any, port.length) ||
	    fcntl(fd, F_SETFL, O_NONBLOCK))
		_exit(1);
	if (tls_open(OTHER, find_old, true))
		_exit(1);
	tls = tls_begin(fd, SELF);
	if (!tls || tls_step(tls) != TLS_READS || read(go, &c, 1) < 0)
		_exit(1);
	while ((step = tls_step(tls)) == TLS_READS || step == TLS_WRITES)
		wait_for(fd, step == TLS_READS ? POLLIN : POLLOUT);
	_exit(0);
}

/* One event */
static void go_on_once(void)
{
	struct loop_source *source;
	struct epoll_event event;

	if (epoll_wait(netd.loop.epoll, &event, 1, 5000) < 1)
		return;
	source = event.data.ptr;
	source->ready(source, event.events);
}

/* Return: is a dialer handed in if @meanwhile happens? */
static bool gets_in(void (*meanwhile)(void))
{
	int go[2];
	pid_t child;

	handed_in = 0;
	if (pipe(go))
		return false;
	child = fork();
	if (!child) {
		close(go[1]);
		dial(go[0]);
	}
	close(go[0]);
	/* Accept it, and take its identity */
	go_on_once();
	go_on_once();
	CHECK(handshakes_next() != PEER_NEVER);
	meanwhile();
	close(go[1]);
	while (handshakes_next() != PEER_NEVER) {
		go_on_once();
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

/* Not at the request of netd */
static void forget_in_the_module(void)
{
	module_knows = false;
}

static void a_dialer_with_the_key_gets_in(void)
{
	add(&old_key);
	CHECK(gets_in(nothing));
}

static void a_dialer_with_the_old_key_does_not(void)
{
	__u64 keys = refuse_count(REFUSED_KEY);

	CHECK(!gets_in(change_key));
	CHECK(refuse_count(REFUSED_KEY) == keys + 1);
	add(&old_key);
	CHECK(!gets_in(forget_and_add_with_another_key));
}

static void a_forgotten_dialer_does_not(void)
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
	netd.peers.self = SELF;
	CHECK(!address_parse("127.0.0.1:1", &port));
	((struct sockaddr_in *)&port.any)->sin_port = 0;
	CHECK(!loop_init(&netd.loop) && !tls_open(SELF, netd_find_key, true));
	CHECK(!netd_listen(&port));
	CHECK(!getsockname(netd.listeners[0].socket.fd,
			   (struct sockaddr *)&port.any, &port.length));
	a_dialer_with_the_key_gets_in();
	a_dialer_with_the_old_key_does_not();
	a_forgotten_dialer_does_not();
	netd_listen_close();
	peers_clear(&netd.peers);
	tls_close();
	return done();
}
