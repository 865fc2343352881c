// SPDX-License-Identifier: GPL-2.0
/*
 * Sockets: refused descriptors; bytes arrive, in pieces of any size; shutting a
 * socket down ends all waits of other threads; a program that keeps a
 * descriptor does no harm with it.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/err.h>
#include <linux/sockios.h>
#include <linux/uio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ends.h"
#include "expect.h"
#include "transport/socket.h"

#define MUCH	(4 << 20)
#define PIECES	192

static int error_of(int fd)
{
	struct socket *sock = demos_socket_get(fd);
	int err;

	if (IS_ERR(sock))
		return PTR_ERR(sock);
	err = demos_socket_check(sock);
	demos_socket_put(sock);
	return err;
}

static void expect_error(int fd, int err, const char *what)
{
	int got = error_of(fd);

	expect(got == err, "%s: %s (%s)", what, strerror(-err), strerror(-got));
	close(fd);
}

/* The other side has shut down sending, and we have received that */
static int half_closed(void)
{
	struct pollfd wait = { .events = POLLRDHUP };
	int fds[2];

	tcp_pair(fds);
	close(fds[1]);
	wait.fd = fds[0];
	poll(&wait, 1, -1);
	return fds[0];
}

static void test_refused(void)
{
	int fds[2];

	expect_error(-1, -EBADF, "no descriptor");
	expect_error(open("/", O_RDONLY), -ENOTSOCK, "a folder");
	expect_error(open("/", O_PATH), -EBADF, "a place");
	expect_error(socket(AF_INET, SOCK_DGRAM, 0), -EPROTOTYPE, "UDP");
	expect_error(socket(AF_INET, SOCK_STREAM, 0), -ENOTCONN, "TCP");
	expect_error(socket(AF_UNIX, SOCK_STREAM, 0), -ENOTCONN, "Unix");
	expect_error(tcp_listener(NULL), -ENOTCONN, "a listener");
	expect_error(half_closed(), -ENOTCONN, "TCP closed by the other side");
	tcp_pair(fds);
	expect_error(fds[0], 0, "TCP, connected");
	close(fds[1]);
	unix_pair(fds);
	expect_error(fds[0], 0, "Unix, connected");
	close(fds[1]);
}

static u8 byte_at(u32 at)
{
	return at * 7 + at / 251;
}

/**
 * struct stream - bytes that a thread sends
 * @sock: over this socket
 * @seed: of the sizes of pieces
 */
struct stream {
	struct socket *sock;
	unsigned int seed;
};

/* Many pieces of odd sizes, some empty, as in batches of frames */
static u32 cut(struct kvec *vec, u8 *from, u32 most, unsigned int *seed)
{
	u32 bytes = 0;
	u32 i, size;

	for (i = 0; i < PIECES; i++) {
		size = min_t(u32, rand_r(seed) % 3000, most - bytes);
		vec[i].iov_base = from + bytes;
		vec[i].iov_len = size;
		bytes += size;
	}
	return bytes;
}

static long send_much(void *with)
{
	struct stream *stream = with;
	struct kvec vec[PIECES];
	u8 *bytes = malloc(MUCH);
	u32 at, size;
	int sent = 0;

	for (at = 0; at < MUCH; at++)
		bytes[at] = byte_at(at);
	for (at = 0; sent >= 0 && at < MUCH; at += sent) {
		demos_socket_await_room(stream->sock);
		size = cut(vec, bytes + at, MUCH - at, &stream->seed);
		sent = demos_socket_send(stream->sock, vec, PIECES, size, true);
	}
	free(bytes);
	return min(sent, 0);
}

/* Return: the number of bytes that were received as they were sent */
static u32 receive_much(struct socket *sock, unsigned int *seed)
{
	u8 *bytes = malloc(100000);
	u32 at = 0;
	int got, i;

	while (at < MUCH) {
		got = demos_socket_receive(sock, bytes,
					   1 + rand_r(seed) % 100000);
		for (i = 0; i < got && bytes[i] == byte_at(at); i++)
			at++;
		if (got <= 0 || i < got)
			break;
	}
	free(bytes);
	return at;
}

static void test_much(const struct kind *kind, unsigned int seed)
{
	struct ends ends = ends_create(kind);
	struct stream stream = { ends.one, seed };
	struct expect_thread sender = { .call = send_much, .with = &stream };
	u32 got;

	expect_blocked(&sender);
	got = receive_much(ends.other, &seed);
	expect(!expect_joined(&sender) && got == MUCH,
	       "%s: all bytes arrive (%u)", kind->name, got);
	ends_close(&ends);
	demos_socket_end(ends.one);
	expect(!demos_socket_receive(ends.other, &got, sizeof(got)),
	       "%s: then the end", kind->name);
	demos_socket_end(ends.other);
}

static long call_receive(void *with)
{
	char byte;

	return demos_socket_receive(with, &byte, 1);
}

static long call_room(void *with)
{
	demos_socket_await_room(with);
	return 0;
}

static long call_send(void *with)
{
	u8 *bytes = calloc(1, MUCH);
	struct kvec vec = { .iov_base = bytes, .iov_len = MUCH };
	int sent = 0;

	while (vec.iov_len && sent >= 0) {
		sent = demos_socket_send(with, &vec, 1, vec.iov_len, true);
		vec.iov_len -= sent;
	}
	free(bytes);
	return min(sent, 0);
}

/* Each wait of another thread ends when the socket is shut down */
static void test_shutdown(const struct kind *kind)
{
	struct ends ends = ends_create(kind);
	struct expect_thread receiver = {
		.call = call_receive, .with = ends.one
	};
	struct expect_thread sender = {
		.call = call_send, .with = ends.one
	};
	struct expect_thread waiter = {
		.call = call_room, .with = ends.one
	};
	long err;

	expect_blocked(&receiver);
	expect_blocked(&sender);
	expect_blocked(&waiter);
	demos_socket_shutdown(ends.one);
	err = expect_joined(&receiver);
	expect(!err, "%s: shutdown ends receiving (%ld)", kind->name, err);
	err = expect_joined(&sender);
	expect(err == -EPIPE, "%s: and sending (%ld)", kind->name, err);
	expect_joined(&waiter);
	expect(true, "%s: and waiting for room", kind->name);
	demos_socket_shutdown(ends.one);
	demos_socket_await_room(ends.one);
	expect(call_receive(ends.one) == 0 && call_send(ends.one) == -EPIPE,
	       "%s: later calls do not wait", kind->name);
	ends_end(&ends);
}

/* Without waiting a socket takes as much as it has room for, then nothing */
static void test_now(const struct kind *kind, unsigned int seed)
{
	struct ends ends = ends_create(kind);
	struct kvec vec[PIECES];
	u8 *bytes = malloc(MUCH);
	u32 at, size;
	int sent = 1;

	for (at = 0; at < MUCH; at++)
		bytes[at] = byte_at(at);
	for (at = 0; sent > 0; at += sent) {
		size = cut(vec, bytes + at % 256, MUCH / 2, &seed);
		sent = demos_socket_send(ends.one, vec, PIECES, size, false);
	}
	free(bytes);
	expect(!sent && at, "%s: takes %u bytes at once", kind->name, at);
	demos_socket_shutdown(ends.one);
	expect(demos_socket_send(ends.one, vec, 1, 1, false) == -EPIPE,
	       "%s: and none after its end", kind->name);
	ends_end(&ends);
}

/* A program that has kept its descriptor sets flags and options on it */
static void test_flags(const struct kind *kind)
{
	struct timeval short_time = { .tv_usec = 1 };
	struct ends ends = ends_create(kind);
	struct expect_thread receiver = {
		.call = call_receive, .with = ends.one
	};
	struct expect_thread sender = {
		.call = call_send, .with = ends.one
	};
	u8 *bytes = malloc(MUCH);
	u32 got = 0;
	int more;

	setsockopt(ends.fds[0], SOL_SOCKET, SO_RCVTIMEO, &short_time,
		   sizeof(short_time));
	setsockopt(ends.fds[0], SOL_SOCKET, SO_SNDTIMEO, &short_time,
		   sizeof(short_time));
	expect_blocked(&receiver);
	expect_blocked(&sender);
	expect(write(ends.fds[1], "x", 1) == 1 && expect_joined(&receiver) == 1,
	       "%s: receives in spite of time limits", kind->name);
	do {
		more = demos_socket_receive(ends.other, bytes, MUCH);
		got += more;
	} while (more > 0 && got < MUCH);
	expect(got == MUCH && !expect_joined(&sender), "%s: and sends",
	       kind->name);
	free(bytes);
	ends_end(&ends);
}

static void test_prepared(const struct kind *kind)
{
	struct timeval times[2];
	struct ends ends;
	socklen_t size = sizeof(times[0]);
	struct timeval set = { .tv_sec = 5 };
	u32 i;

	ends = ends_begin(kind);
	for (i = 0; i < 2; i++)
		setsockopt(ends.fds[0], SOL_SOCKET,
			   i ? SO_SNDTIMEO : SO_RCVTIMEO, &set, sizeof(set));
	fcntl(ends.fds[0], F_SETFL, O_NONBLOCK);
	demos_socket_prepare(ends.one);
	for (i = 0; i < 2; i++)
		getsockopt(ends.fds[0], SOL_SOCKET,
			   i ? SO_SNDTIMEO : SO_RCVTIMEO, &times[i], &size);
	expect(!times[0].tv_sec && !times[1].tv_sec &&
	       !(fcntl(ends.fds[0], F_GETFL) & O_NONBLOCK),
	       "%s: no time limits, and it blocks", kind->name);
	ends_end(&ends);
}

/* The socket has room only if few bytes are unsent, however large its buffer */
static void test_unsent(void)
{
	struct ends ends = ends_create(&ends_tcp);
	struct expect_thread waiter = {
		.call = call_room, .with = ends.one
	};
	static u8 bytes[1 << 16];
	int unsent = 0, on = 0;
	socklen_t size = sizeof(on);

	getsockopt(ends.fds[0], IPPROTO_TCP, TCP_NODELAY, &on, &size);
	expect(on == 1, "TCP sends at once");
	while (send(ends.fds[0], bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
		;
	expect_blocked(&waiter);
	ioctl(ends.fds[0], SIOCOUTQNSD, &unsent);
	expect(unsent >= DEMOS_SOCKET_UNSENT && unsent < 8 *
	       DEMOS_SOCKET_UNSENT, "no room while %d are unsent", unsent);
	while (unsent && read(ends.fds[1], bytes, sizeof(bytes)) > 0)
		ioctl(ends.fds[0], SIOCOUTQNSD, &unsent);
	expect_joined(&waiter);
	expect(true, "room once they are sent");
	ends_end(&ends);
}

static void test_round_trip(void)
{
	struct ends ends = ends_create(&ends_tcp);
	struct tcp_info info = { };
	socklen_t size = sizeof(info);

	getsockopt(ends.fds[0], IPPROTO_TCP, TCP_INFO, &info, &size);
	expect(info.tcpi_rtt &&
	       demos_socket_round_trip(ends.one) == info.tcpi_rtt,
	       "TCP knows its round trip");
	ends_end(&ends);
	ends = ends_create(&ends_unix);
	expect(!demos_socket_round_trip(ends.one), "Unix sockets do not");
	expect(demos_socket_unpin(ends.one, NULL), "nothing is pinned");
	ends_end(&ends);
}

int main(int argc, char **argv)
{
	const struct kind kinds[] = {
		ends_unix, ends_tcp,
		{ "Unix, O_NONBLOCK", unix_pair, true },
		{ "TCP, O_NONBLOCK", tcp_pair, true },
	};
	unsigned int seed = argc > 1 ? atoi(argv[1]) : getpid();
	u32 i;

	expect_begin();
	printf("# seed %u\n", seed);
	test_refused();
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		test_much(&kinds[i], seed);
		test_now(&kinds[i], seed);
		test_shutdown(&kinds[i]);
		test_flags(&kinds[i]);
		test_prepared(&kinds[i]);
	}
	test_unsent();
	test_round_trip();
	return expect_end();
}
