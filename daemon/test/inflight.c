// SPDX-License-Identifier: GPL-2.0
/*
 * A dialer that has the key must not get in if its machine is forgotten, or
 * gets another key, before the handshake is over. A child dials, and waits in
 * the middle; this test plays the module.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "netd/netd.h"
#include "netd/tls.h"
#include "test/check.h"
#include "test/listener.h"

#define OTHER	3

static const struct key old_key = { .secret = { 1 } };
static const struct key new_key = { .secret = { 2 } };

/* Replaces tls_to_kernel(), since this kernel need not know TLS */
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
	int fd = listener_dial();
	enum tls_step step;
	struct tls *tls;
	char c;

	tls_close();
	if (fd < 0 || fcntl(fd, F_SETFL, O_NONBLOCK))
		_exit(1);
	if (tls_open(OTHER, find_old, true))
		_exit(1);
	tls = tls_begin(fd, LISTENER_SELF);
	if (!tls || tls_step(tls) != TLS_READS || read(go, &c, 1) < 0)
		_exit(1);
	while ((step = tls_step(tls)) == TLS_READS || step == TLS_WRITES)
		wait_for(fd, step == TLS_READS ? POLLIN : POLLOUT);
	_exit(0);
}

/* Return: is a dialer handed in if @meanwhile happens? */
static bool gets_in(void (*meanwhile)(void))
{
	int go[2];
	pid_t child;

	handed_in.count = 0;
	if (pipe(go))
		return false;
	child = fork();
	if (!child) {
		close(go[1]);
		dial(go[0]);
	}
	close(go[0]);
	/* Accept it, and take its identity */
	listener_once();
	listener_once();
	CHECK(handshakes_next() != PEER_NEVER);
	meanwhile();
	close(go[1]);
	while (handshakes_next() != PEER_NEVER) {
		listener_once();
		handshakes_due(demos_clock_ms());
	}
	waitpid(child, NULL, 0);
	return handed_in.count && handed_in.machine == OTHER;
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
	listener_module_knows = false;
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
	CHECK(!tls_open(LISTENER_SELF, netd_find_key, true));
	CHECK(!listener_open("127.0.0.1:1"));
	a_dialer_with_the_key_gets_in();
	a_dialer_with_the_old_key_does_not();
	a_forgotten_dialer_does_not();
	netd_listen_close();
	peers_clear(&netd.peers);
	tls_close();
	return done();
}
