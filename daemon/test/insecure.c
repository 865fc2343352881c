// SPDX-License-Identifier: GPL-2.0
/*
 * An insecure demos-netd hands in dialers that greet without TLS, and names all
 * others. The dialers are real, the module is not there.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <linux/demos.h>

#include "netd/netd.h"
#include "netd/tls.h"
#include "test/check.h"

struct netd netd = { .config.insecure = true, .peers.self = 1 };
static struct address port;
static unsigned int handed_in;
static char waiting[200];
static char last[512];

void log_line(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(last, sizeof(last), format, args);
	va_end(args);
}

const char *demos_error(const struct demos *demos)
{
	(void)demos;
	return "";
}

void netd_prepare(int fd)
{
	(void)fd;
}

int netd_check_machine(void)
{
	return 0;
}

/* What was looked at is still there for the module */
int netd_hand_in(int fd, __u16 machine)
{
	CHECK(!machine);
	CHECK(recv(fd, waiting, sizeof(waiting), MSG_DONTWAIT) > 0);
	handed_in++;
	close(fd);
	return 0;
}

int netd_look_at(struct peer *peer, struct demos_peer_info *info)
{
	(void)peer;
	(void)info;
	return 0;
}

static void go_on_once(void)
{
	struct loop_source *source;
	struct epoll_event event;

	if (epoll_wait(netd.loop.epoll, &event, 1, 5000) < 1)
		return;
	source = event.data.ptr;
	source->ready(source, event.events);
}

static int connect_here(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	CHECK(!connect(fd, (struct sockaddr *)&port.any, port.length));
	CHECK(!fcntl(fd, F_SETFL, O_NONBLOCK));
	go_on_once();		/* accept it */
	return fd;
}

/* Dial, say this, and go on until the handshake has ended */
static int say(const void *bytes, size_t length)
{
	int fd = connect_here();

	CHECK(write(fd, bytes, length) == (long)length);
	while (handshakes_next() != PEER_NEVER)
		go_on_once();
	return fd;
}

static void one_that_is_insecure_too_gets_in(void)
{
	char hello[120] = "\x78\0\0\0\x53\x44";
	int fd = say(hello, sizeof(hello));

	CHECK(handed_in == 1 && !memcmp(waiting, hello, sizeof(hello)));
	close(fd);
	/* In two parts: the first one does not tell what it is */
	fd = connect_here();
	CHECK(write(fd, hello, 3) == 3);
	CHECK(epoll_wait(netd.loop.epoll, &(struct epoll_event){}, 1, 0) == 0);
	CHECK(write(fd, hello + 3, sizeof(hello) - 3) > 0);
	while (handshakes_next() != PEER_NEVER)
		go_on_once();
	CHECK(handed_in == 2);
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
	while (handshakes_next() != PEER_NEVER)
		go_on_once();
	CHECK(poll(&input, 1, 5000) == 1);
	CHECK(tls_step(tls) == TLS_FAILED && tls_failure(tls) == TLS_INSECURE);
	CHECK(refuse_count(REFUSED_SECURE) == 1 && handed_in == 2);
	CHECK(strstr(last, "as machine 3: it wants a key, and this"));
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
	CHECK(strstr(last, "it speaks HTTP"));
	close(say("SSH-2.0-x\r\n", 11));
	CHECK(strstr(last, "it speaks SSH"));
	close(say("\0\0\0\0\0\0\0\0", 8));
	CHECK(strstr(last, "neither TLS nor DEMOS"));
	CHECK(refuse_count(REFUSED_PROTOCOL) == 3 && handed_in == 2);
	close(connect_here());
	while (handshakes_next() != PEER_NEVER)
		go_on_once();
	CHECK(refuse_count(REFUSED_CLOSED) == 1);
	close(connect_here());
	handshakes_due(demos_clock_ms() + NETD_PATIENCE + 1);
	CHECK(refuse_count(REFUSED_SLOW) + refuse_count(REFUSED_CLOSED) == 2);
}

int main(void)
{
	CHECK(!address_parse("127.0.0.1:1", &port));
	((struct sockaddr_in *)&port.any)->sin_port = 0;
	CHECK(!loop_init(&netd.loop) && !netd_listen(&port));
	CHECK(!getsockname(netd.listeners[0].socket.fd,
			   (struct sockaddr *)&port.any, &port.length));
	one_that_is_insecure_too_gets_in();
	a_secure_one_is_told();
	others_are_named();
	netd_listen_close();
	peers_clear(&netd.peers);
	return done();
}
