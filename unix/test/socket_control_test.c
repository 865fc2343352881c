// SPDX-License-Identifier: GPL-2.0
/*
 * Sockets: TLS records that are not data, files sent over a Unix socket,
 * entries of the error queue, and sockets that a program has made linger.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <linux/tls.h>
#include <linux/uio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ends.h"
#include "expect.h"
#include "transport/socket.h"

#ifndef SOL_TLS
#define SOL_TLS	282
#endif

#define ALERT		21
#define HANDSHAKE	22

static int receive(struct socket *sock)
{
	char bytes[64];

	return demos_socket_receive(sock, bytes, sizeof(bytes));
}

/* Both directions use the same key: good enough for a test */
static bool start_tls(int fd)
{
	struct tls12_crypto_info_aes_gcm_128 keys = {
		.info.version = TLS_1_3_VERSION,
		.info.cipher_type = TLS_CIPHER_AES_GCM_128,
		.key = "a key of a test",
	};

	return !setsockopt(fd, IPPROTO_TCP, TCP_ULP, "tls", 4) &&
	       !setsockopt(fd, SOL_TLS, TLS_TX, &keys, sizeof(keys)) &&
	       !setsockopt(fd, SOL_TLS, TLS_RX, &keys, sizeof(keys));
}

/* Two bytes with a control message */
static bool send_with(int fd, int level, int type, const void *data,
		      size_t size)
{
	union {
		struct cmsghdr cmsg;
		char room[CMSG_SPACE(sizeof(int))];
	} control = { };
	struct iovec vec = { .iov_base = "\1", .iov_len = 2 };
	struct msghdr msg = {
		.msg_iov = &vec,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = CMSG_SPACE(size),
	};

	control.cmsg.cmsg_level = level;
	control.cmsg.cmsg_type = type;
	control.cmsg.cmsg_len = CMSG_LEN(size);
	memcpy(CMSG_DATA(&control.cmsg), data, size);
	return sendmsg(fd, &msg, 0) == 2;
}

static int send_record(struct ends *ends, unsigned char type)
{
	if (!send_with(ends->fds[0], SOL_TLS, TLS_SET_RECORD_TYPE, &type,
		       sizeof(type)))
		perror("sendmsg");
	return receive(ends->other);
}

static struct ends tls_create(void)
{
	struct ends ends = ends_create(&ends_tcp);

	if (!start_tls(ends.fds[0]) || !start_tls(ends.fds[1]))
		perror("TLS");
	demos_socket_prepare(ends.one);
	return ends;
}

static void test_tls(void)
{
	struct ends ends = ends_create(&ends_tcp);
	const char forged[5 + 32] = "\27\3\3\0\40a record of 32 bytes";
	struct kvec vec = { .iov_base = "hello", .iov_len = 5 };
	bool can = start_tls(ends.fds[0]);

	ends_end(&ends);
	if (!can) {
		expect_skip("TLS: this kernel does none");
		return;
	}
	ends = tls_create();
	expect(!demos_socket_send(ends.one, &vec, 1, 5, false) &&
	       demos_socket_send(ends.one, &vec, 1, 5, true) == 5 &&
	       receive(ends.other) == 5, "TLS: data is received");
	expect(send_record(&ends, ALERT) == 0, "TLS: an alert is the end");
	ends_end(&ends);
	ends = tls_create();
	expect(send_record(&ends, HANDSHAKE) == -EBADMSG,
	       "TLS: a handshake is an error");
	ends_end(&ends);
	ends = ends_create(&ends_tcp);
	start_tls(ends.fds[1]);
	expect(write(ends.fds[0], forged, sizeof(forged)) == sizeof(forged) &&
	       receive(ends.other) == -EBADMSG,
	       "TLS: forged data is an error");
	ends_end(&ends);
}

/* Received files are closed, and do not fill the table of descriptors */
static void test_files(void)
{
	struct ends ends = ends_create(&ends_unix);
	int fds[2];
	char byte;

	if (pipe(fds))
		perror("pipe");
	expect(send_with(ends.fds[0], SOL_SOCKET, SCM_RIGHTS, &fds[1],
			 sizeof(int)) && receive(ends.other) == 2,
	       "bytes with a file are received");
	close(fds[1]);
	expect(read(fds[0], &byte, 1) == 0, "the file is closed");
	close(fds[0]);
	ends_end(&ends);
}

static long call_receive(void *with)
{
	return receive(with);
}

/* A program requests a report for each byte sent, and never reads them */
static void test_errors(void)
{
	const int stamps = SOF_TIMESTAMPING_TX_SOFTWARE |
			   SOF_TIMESTAMPING_SOFTWARE |
			   SOF_TIMESTAMPING_OPT_TSONLY;
	const struct kind kind = { "", tcp_pair, true };
	struct ends ends = ends_create(&kind);
	struct expect_thread receiver = {
		.call = call_receive, .with = ends.one
	};
	struct pollfd wait = { .fd = ends.fds[0] };
	int i;

	setsockopt(ends.fds[0], SOL_SOCKET, SO_TIMESTAMPING, &stamps,
		   sizeof(stamps));
	for (i = 0; i < 3; i++)
		expect(write(ends.fds[0], "x", 1) == 1, "a byte is sent");
	poll(&wait, 1, -1);
	expect(wait.revents & POLLERR, "and reported");
	expect_blocked(&receiver);
	expect(write(ends.fds[1], "y", 1) == 1 && expect_joined(&receiver) == 1,
	       "waiting for a byte costs no time of the processor");
	ends_end(&ends);
}

/* The other end does not read, so the socket could linger for a minute */
static void test_linger(void)
{
	const struct linger minute = { .l_onoff = 1, .l_linger = 60 };
	struct ends ends = ends_create(&ends_tcp);
	static char bytes[1 << 16];
	long sent = 0, got = 0, more;

	while ((more = send(ends.fds[0], bytes, sizeof(bytes),
			    MSG_DONTWAIT)) > 0)
		sent += more;
	setsockopt(ends.fds[0], SOL_SOCKET, SO_LINGER, &minute, sizeof(minute));
	close(ends.fds[0]);
	alarm(30);
	demos_socket_end(ends.one);
	alarm(EXPECT_TIME);
	while ((more = read(ends.fds[1], bytes, sizeof(bytes))) > 0)
		got += more;
	expect(got == sent, "the end of a socket waits for nobody");
	close(ends.fds[1]);
	demos_socket_end(ends.other);
}

int main(void)
{
	expect_begin();
	test_tls();
	test_files();
	test_errors();
	test_linger();
	return expect_end();
}
