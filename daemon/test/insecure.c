// SPDX-License-Identifier: GPL-2.0
/*
 * An insecure demos-netd hands in dialers that greet without TLS, and names all
 * others. The dialers are real, the module is not there.
 */
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include <linux/demos.h>

#include "netd/netd.h"
#include "netd/tls.h"
#include "test/check.h"
#include "test/listener.h"
#include "test/logged.h"

static int connect_here(void)
{
	int fd = listener_dial();

	CHECK(!fcntl(fd, F_SETFL, O_NONBLOCK));
	listener_once();	/* accept it */
	return fd;
}

/* Dial, say this, and go on until the handshake has ended */
static int say(const void *bytes, size_t length)
{
	int fd = connect_here();

	CHECK(write(fd, bytes, length) == (long)length);
	listener_settle();
	return fd;
}

static void one_that_is_insecure_too_gets_in(void)
{
	char hello[120] = "\x78\0\0\0\x53\x44";
	int fd = say(hello, sizeof(hello));

	CHECK(handed_in.count == 1 && !handed_in.machine);
	/* The handshake has looked at the bytes, but left them there */
	CHECK(handed_in.got == sizeof(hello) &&
	      !memcmp(handed_in.bytes, hello, sizeof(hello)));
	close(fd);
	/* In two parts: the first one does not tell what it is */
	fd = connect_here();
	CHECK(write(fd, hello, 3) == 3);
	CHECK(epoll_wait(netd.loop.epoll, &(struct epoll_event){}, 1, 0) == 0);
	CHECK(write(fd, hello + 3, sizeof(hello) - 3) > 0);
	listener_settle();
	CHECK(handed_in.count == 2 && !handed_in.machine);
	close(fd);
}

static const struct key *find(__u16 machine)
{
	static const struct key key;

	(void)machine;
	return &key;
}

/* Machine 3 has a key; it is told, and shown as a peer that was refused */
static void a_secure_one_is_told(void)
{
	struct peer *peer = peers_add(&netd.peers, 3, "", 1);
	struct pollfd input = { .events = POLLIN };
	struct tls *tls;

	CHECK(!tls_open(3, find, true));
	input.fd = connect_here();
	tls = tls_begin(input.fd, 1);
	CHECK(tls_step(tls) == TLS_READS);
	listener_settle();
	CHECK(poll(&input, 1, 5000) == 1);
	CHECK(tls_step(tls) == TLS_FAILED && tls_failure(tls) == TLS_INSECURE);
	CHECK(refuse_count(REFUSED_SECURE) == 1 && handed_in.count == 2);
	CHECK(strstr(logged, "as machine 3: it wants a key, and this"));
	CHECK(strstr(peer->error, "127.0.0.1") &&
	      strstr(peer->error, "it wants a key"));
	tls_end(tls);
	close(input.fd);
	tls_close();
}

static void others_are_named(void)
{
	static const char http[] = "GET / HTTP/1.1\r\n\r\n";

	close(say(http, strlen(http)));
	CHECK(strstr(logged, "it speaks HTTP"));
	close(say("SSH-2.0-x\r\n", 11));
	CHECK(strstr(logged, "it speaks SSH"));
	close(say("\0\0\0\0\0\0\0\0", 8));
	CHECK(strstr(logged, "neither TLS nor DEMOS"));
	CHECK(refuse_count(REFUSED_PROTOCOL) == 3 && handed_in.count == 2);
	close(connect_here());
	listener_settle();
	CHECK(refuse_count(REFUSED_CLOSED) == 1);
	close(connect_here());
	handshakes_due(demos_clock_ms() + NETD_PATIENCE + 1);
	CHECK(refuse_count(REFUSED_SLOW) + refuse_count(REFUSED_CLOSED) == 2);
}

int main(void)
{
	netd.config.insecure = true;
	CHECK(!listener_open("127.0.0.1:1"));
	one_that_is_insecure_too_gets_in();
	a_secure_one_is_told();
	others_are_named();
	netd_listen_close();
	peers_clear(&netd.peers);
	return done();
}
