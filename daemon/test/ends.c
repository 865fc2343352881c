// SPDX-License-Identifier: GPL-2.0
/*
 * A relay of demos-netd and both its ends. Each end sends a stream of its own
 * in random pieces, and checks that of the other.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/clock.h"
#include "netd/relay.h"
#include "test/ends.h"

#define SELF		1
#define OTHER		3
#define PRIORITY	"NORMAL:-VERS-ALL:+VERS-TLS1.3:-KX-ALL:+DHE-PSK"
#define STILL		100	/* ms without an event: nothing will come */

static const struct key key = { .secret = { 1 } };
struct loop ends_loop;
struct end peer, machine;
/* The socket of our side, which becomes the relay's */
static int relayed;

static const struct key *find(__u16 other)
{
	(void)other;
	return &key;
}

/**
 * ends_byte() - a byte of a stream
 * @stream: 0: the peer sends it, 1: the machine does
 * @at: which byte
 *
 * Return: the byte.
 */
unsigned char ends_byte(unsigned int stream, size_t at)
{
	__u64 mixed = (at / 8 + stream * 77777) * 0x9e3779b97f4a7c15;

	return (mixed ^ mixed >> 29) >> 8 * (at % 8);
}

/* Mostly small, some large */
static size_t random_size(void)
{
	return 1 + rand() % (rand() % 4 ? 300 : ENDS_PIECE);
}

/* ---- The ends */

static ssize_t send_some(struct end *end, const void *bytes, size_t size)
{
	ssize_t sent;

	if (!end->session) {
		sent = send(end->fd, bytes, size, MSG_NOSIGNAL);
		return sent < 0 ? -errno : sent;
	}
	sent = gnutls_record_send(end->session, bytes, size);
	return sent == GNUTLS_E_AGAIN ? -EAGAIN : sent;
}

static ssize_t receive_some(struct end *end, void *bytes, size_t room)
{
	ssize_t got;

	if (!end->session) {
		got = recv(end->fd, bytes, room, 0);
		return got < 0 ? -errno : got;
	}
	got = gnutls_record_recv(end->session, bytes, room);
	return got == GNUTLS_E_AGAIN ? -EAGAIN : got;
}

static void say_bye(struct end *end)
{
	if (end->session &&
	    gnutls_bye(end->session, GNUTLS_SHUT_WR) == GNUTLS_E_AGAIN)
		return;
	shutdown(end->fd, SHUT_WR);
	end->bye = true;
}

/**
 * ends_give() - send a piece
 * @end: the peer or the machine
 *
 * Return: something was done.
 */
bool ends_give(struct end *end)
{
	size_t size = random_size(), i;
	ssize_t sent;

	if (end->bye || end->error)
		return false;
	if (end->begin == end->end && end->sent == end->sends) {
		if (!end->stays)
			say_bye(end);
		return end->bye;
	}
	if (end->begin == end->end) {
		if (size > end->sends - end->sent)
			size = end->sends - end->sent;
		for (i = 0; i < size; i++)
			end->piece[i] = ends_byte(end->stream, end->sent + i);
		end->begin = 0;
		end->end = size;
	}
	sent = send_some(end, end->piece + end->begin, end->end - end->begin);
	if (sent > 0) {
		end->begin += sent;
		end->sent += sent;
	} else if (sent < 0 && sent != -EAGAIN) {
		end->error = sent;
	}
	return sent != -EAGAIN;
}

static bool take(struct end *end)
{
	unsigned char bytes[ENDS_PIECE];
	ssize_t got, i;

	if (end->deaf || end->closed || end->error)
		return false;
	got = receive_some(end, bytes, random_size());
	for (i = 0; i < got; i++)
		end->wrong |= bytes[i] != ends_byte(!end->stream, end->got++);
	if (!got)
		end->closed = true;
	else if (got < 0 && got != -EAGAIN)
		end->error = got;
	return got != -EAGAIN;
}

/* ---- All parts */

/**
 * ends_relay_once() - let the relay take one event
 *
 * Return: there was one.
 */
bool ends_relay_once(void)
{
	struct loop_source *source;
	struct epoll_event event;

	if (epoll_wait(ends_loop.epoll, &event, 1, 0) < 1)
		return false;
	source = event.data.ptr;
	source->ready(source, event.events);
	return true;
}

/**
 * ends_go_on() - do everything that can be done now, but not for ever
 */
void ends_go_on(void)
{
	__u64 end = demos_clock_ms() + ENDS_PATIENCE / 2;
	bool more = true;

	while (more && demos_clock_ms() < end) {
		more = ends_relay_once();
		if (peer.fd >= 0)
			more |= ends_give(&peer) | take(&peer);
		if (machine.fd >= 0)
			more |= ends_give(&machine) | take(&machine);
	}
}

static short wants(const struct end *end)
{
	return (end->deaf || end->closed ? 0 : POLLIN) |
	       (end->begin < end->end ? POLLOUT : 0);
}

/* Return: false: nothing happens for so long (ms) */
static bool event_within(int ms)
{
	struct pollfd polled[] = {
		{ .fd = ends_loop.epoll, .events = POLLIN },
		{ .fd = peer.error ? -1 : peer.fd, .events = wants(&peer) },
		{ .fd = machine.error ? -1 : machine.fd,
		  .events = wants(&machine) },
	};

	/* A descriptor that waits for nothing must not report a hang-up */
	polled[1].fd = polled[1].events ? polled[1].fd : -1;
	polled[2].fd = polled[2].events ? polled[2].fd : -1;
	return poll(polled, 3, ms) > 0;
}

/**
 * ends_still() - go on until nothing moves
 *
 * Return: false: the relay runs in circles.
 */
bool ends_still(void)
{
	__u64 end = demos_clock_ms() + ENDS_PATIENCE / 2;

	do
		ends_go_on();
	while (event_within(STILL) && demos_clock_ms() < end);
	return demos_clock_ms() < end;
}

/**
 * ends_until() - go on until something is so
 * @so: is it?
 *
 * Return: false: it never was.
 */
bool ends_until(bool (*so)(void))
{
	__u64 end = demos_clock_ms() + ENDS_PATIENCE;

	ends_go_on();
	while (!so() && demos_clock_ms() < end) {
		event_within(1000);
		ends_go_on();
	}
	return so();
}

/* ---- A connection */

static void set_small(int fd, int option)
{
	int size = 65536;

	setsockopt(fd, SOL_SOCKET, option, &size, sizeof(size));
}

/* A connection over TCP, non-blocking, with buffers of 128 KiB */
static int connect_tcp(int ends[2])
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t length = sizeof(at);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ends[0] = socket(AF_INET, SOCK_STREAM, 0);
	set_small(listener, SO_RCVBUF);
	set_small(listener, SO_SNDBUF);
	set_small(ends[0], SO_RCVBUF);
	set_small(ends[0], SO_SNDBUF);
	if (bind(listener, (struct sockaddr *)&at, length) ||
	    listen(listener, 1) ||
	    getsockname(listener, (struct sockaddr *)&at, &length) ||
	    connect(ends[0], (struct sockaddr *)&at, length))
		return -errno;
	ends[1] = accept(listener, NULL, NULL);
	close(listener);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	return 0;
}

/* Machine OTHER dials, with a TLS library that is not told about us */
static void begin_peer(void)
{
	char identity[KEY_IDENTITY];
	unsigned char bytes[KEY_BYTES];
	gnutls_datum_t user = { .data = (unsigned char *)identity };
	const gnutls_datum_t psk = { .data = bytes, .size = KEY_BYTES };

	key_identity(OTHER, SELF, identity);
	user.size = strlen(identity);
	if (key_derive(&key, OTHER, SELF, bytes))
		abort();
	gnutls_init(&peer.session, GNUTLS_CLIENT | GNUTLS_NONBLOCK |
		    GNUTLS_NO_SIGNAL);
	gnutls_psk_allocate_client_credentials(&peer.credentials);
	gnutls_psk_set_client_credentials2(peer.credentials, &user, &psk,
					   GNUTLS_PSK_KEY_RAW);
	gnutls_credentials_set(peer.session, GNUTLS_CRD_PSK, peer.credentials);
	gnutls_priority_set_direct(peer.session, PRIORITY, NULL);
	gnutls_transport_set_int(peer.session, peer.fd);
}

/* Return: the handshake at our side, done; NULL: it failed */
static struct tls *shake_hands(int fd)
{
	struct tls *tls = tls_begin(fd, 0);
	enum tls_step step = TLS_READS;
	int err = GNUTLS_E_AGAIN;
	struct pollfd polled[] = {
		{ .fd = fd, .events = POLLIN },
		{ .fd = peer.fd, .events = POLLIN },
	};

	while (step != TLS_DONE || err) {
		if (err)
			err = gnutls_handshake(peer.session);
		if (step != TLS_DONE)
			step = tls_step(tls);
		if (step == TLS_FAILED || (err && gnutls_error_is_fatal(err)) ||
		    (err && poll(polled, 2, ENDS_PATIENCE) < 1))
			return NULL;
	}
	return tls;
}

/**
 * ends_prepare() - begin; once
 *
 * Return: 0 or a negative errno.
 */
int ends_prepare(void)
{
	int err = loop_init(&ends_loop);

	return err ? err : tls_open(SELF, find, true);
}

/**
 * ends_meet() - connect the peer, up to the end of the handshake
 * @peer_sends: how many bytes it will send
 * @machine_sends: how many the machine will send
 *
 * Return: our side of the handshake, or NULL: it failed.
 */
struct tls *ends_meet(size_t peer_sends, size_t machine_sends)
{
	int ends[2];

	memset(&peer, 0, sizeof(peer));
	memset(&machine, 0, sizeof(machine));
	if (connect_tcp(ends))
		return NULL;
	peer.fd = ends[0];
	machine.fd = -1;
	relayed = ends[1];
	peer.sends = peer_sends;
	machine.sends = machine_sends;
	machine.stream = 1;
	begin_peer();
	return shake_hands(relayed);
}

/**
 * ends_hand_over() - begin the relay, and the machine
 * @tls: from ends_meet()
 *
 * Return: 0 or a negative errno.
 */
int ends_hand_over(struct tls *tls)
{
	machine.fd = relay_begin(&ends_loop, tls, relayed);
	return machine.fd < 0 ? machine.fd : 0;
}

/**
 * ends_hang_up() - close an end
 * @end: the peer or the machine
 */
void ends_hang_up(struct end *end)
{
	if (end->fd >= 0)
		close(end->fd);
	end->fd = -1;
}

/**
 * ends_forget() - free what belongs to both ends
 */
void ends_forget(void)
{
	ends_hang_up(&peer);
	ends_hang_up(&machine);
	gnutls_deinit(peer.session);
	gnutls_psk_free_client_credentials(peer.credentials);
}
