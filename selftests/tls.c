// SPDX-License-Identifier: GPL-2.0
/*
 * A stranger at the port of demos-netd, for tls.sh: it has the right key, a
 * wrong one or none, is honest or lies, listens on the wire, or comes by the
 * thousand. It shares no code with the daemon, and relies only on
 * Documentation/protocol.rst.
 *
 *	tls meet HOST KEY-FILE DIALER DIALLED [SAYS [bye|rekey]]
 *		handshake as machine DIALER; then send a HELLO as machine SAYS;
 *		then TLS's close notify, or a key update. Prints "refused", or
 *		"proved", then "stays" or "cut", then "cut" or "stays" again.
 *	tls cipher NAME HOST KEY-FILE DIALER DIALLED SAYS
 *		the same with only this cipher
 *	tls replay HOST KEY-FILE DIALER DIALLED SAYS
 *		the same, then replay all bytes sent over a new connection:
 *		prints "refused" if that is cut
 *	tls serve KEY-FILE|plain
 *		play machine 1, dialled once by machine 2, with that key, or
 *		with a HELLO without TLS: prints "refused" or "proved"
 *	tls flap HOST KEY-FILE DIALER DIALLED N
 *		get in N times, and leave at once; prints how often it got in
 *	tls old HOST KEY-FILE DIALER DIALLED
 *		the same with TLS 1.2
 *	tls plain HOST	a HELLO without TLS: prints "leaked" if one comes back
 *	tls noise HOST	random bytes
 *	tls slow HOST N	N connections, a byte a second on each; prints "ready",
 *			then how many seconds the last one lasted
 *	tls flood HOST N	N fast connections; prints how long they took
 *	tls sniff TEXT	until SIGTERM: prints "ready", then the number of TCP
 *			segments with data, and of those that contained TEXT
 *	tls notify PATH	print the datagrams sent to this socket
 */
#define _GNU_SOURCE	/* memmem() */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <linux/demos.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>

#define PORT		1983
#define PATIENCE	3000	/* ms */
#define STAYS		1000	/* less than a machine may be silent */
#define SECRET		32
#define SLOW_MOST	1000
#define POLITE		1000	/* closed normally; ports wait for a minute */

#define PSK_13 "NORMAL:-VERS-ALL:+VERS-TLS1.3:-KX-ALL:+DHE-PSK"
#define PSK_12 "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+PSK:+DHE-PSK:+ECDHE-PSK"

static int die(const char *what)
{
	fprintf(stderr, "tls: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int dial(const char *host)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(PORT),
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || inet_pton(AF_INET, host, &to.sin_addr) != 1)
		die(host);
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)))
		die("connect");
	return fd;
}

/* Does the other side hang up within that time? */
static bool hangs_up(int fd, int ms)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	char rest[4096];

	while (poll(&wait, 1, ms) == 1)
		if (read(fd, rest, sizeof(rest)) <= 0)
			return true;
	return false;
}

/* ---- Keys: the second word of the line, or the fourth, is the secret */

static void read_secret(const char *path, unsigned char secret[SECRET])
{
	FILE *file = fopen(path, "r");
	char line[256];
	char *text;
	int i;

	if (!file)
		die(path);
	do {
		if (!fgets(line, sizeof(line), file))
			die(path);
	} while (strncmp(line, "demos-key-1 ", 12));
	fclose(file);
	text = strrchr(line, ' ') + 1;
	for (i = 0; i < SECRET; i++)
		if (sscanf(text + 2 * i, "%2hhx", &secret[i]) != 1)
			die(path);
}

static void derive(const char *path, const char *identity,
		   unsigned char psk[SECRET])
{
	unsigned char secret[SECRET], extracted[SECRET];
	gnutls_datum_t key = { secret, SECRET };
	gnutls_datum_t salt = { (unsigned char *)"DEMOS/MP netd", 13 };
	gnutls_datum_t prk = { extracted, SECRET };
	gnutls_datum_t info = { (unsigned char *)identity, strlen(identity) };

	read_secret(path, secret);
	if (gnutls_hkdf_extract(GNUTLS_MAC_SHA256, &key, &salt, extracted) ||
	    gnutls_hkdf_expand(GNUTLS_MAC_SHA256, &prk, &info, psk, SECRET))
		die("derive");
}

/* All bytes sent, if they are to be replayed */
static struct {
	bool on;
	size_t length;
	unsigned char bytes[65536];
} said;

static ssize_t say(gnutls_transport_ptr_t to, const void *bytes, size_t length)
{
	if (said.length + length > sizeof(said.bytes))
		die("too much to replay");
	memcpy(said.bytes + said.length, bytes, length);
	said.length += length;
	return send((long)to, bytes, length, MSG_NOSIGNAL);
}

static int shake_hands(gnutls_session_t session)
{
	int err;

	gnutls_handshake_set_timeout(session, PATIENCE);
	do {
		err = gnutls_handshake(session);
	} while (err && !gnutls_error_is_fatal(err));
	if (err)
		fprintf(stderr, "tls: %s\n", gnutls_strerror(err));
	return err;
}

/* Return: the session after a successful handshake, or NULL if refused */
static gnutls_session_t prove(int fd, char **argv, const char *priority)
{
	gnutls_psk_client_credentials_t client;
	gnutls_datum_t psk, user;
	gnutls_session_t session;
	unsigned char bytes[SECRET];
	char identity[64];

	snprintf(identity, sizeof(identity), "demos-1 %s %s", argv[1],
		 argv[2]);
	derive(argv[0], identity, bytes);
	psk = (gnutls_datum_t){ bytes, SECRET };
	user = (gnutls_datum_t){ (unsigned char *)identity,
				 strlen(identity) };
	if (gnutls_init(&session, GNUTLS_CLIENT) ||
	    gnutls_psk_allocate_client_credentials(&client) ||
	    gnutls_psk_set_client_credentials2(client, &user, &psk,
					       GNUTLS_PSK_KEY_RAW) ||
	    gnutls_credentials_set(session, GNUTLS_CRD_PSK, client) ||
	    gnutls_priority_set_direct(session, priority, NULL))
		die("GnuTLS");
	gnutls_transport_set_int(session, fd);
	if (said.on)
		gnutls_transport_set_push_function(session, say);
	return shake_hands(session) ? NULL : session;
}

/* ---- A HELLO: the one received, with another sender */

static struct demos_hello *find_hello(unsigned char *bytes, ssize_t length)
{
	const uint32_t magic = DEMOS_HELLO_MAGIC;
	unsigned char *at;

	if (length < (ssize_t)sizeof(struct demos_hello))
		return NULL;
	at = memmem(bytes, length, &magic, sizeof(magic));
	if (!at || at + sizeof(struct demos_hello) > bytes + length)
		return NULL;
	return (struct demos_hello *)at;
}

static bool answer_hello(gnutls_session_t session, const char *says)
{
	unsigned char bytes[4096] __attribute((aligned(8)));
	ssize_t length = gnutls_record_recv(session, bytes, sizeof(bytes));
	struct demos_hello *found = find_hello(bytes, length);
	struct demos_hello hello;

	if (!found) {
		fprintf(stderr, "tls: %zd bytes are no HELLO\n", length);
		return false;
	}
	memcpy(&hello, found, sizeof(hello));
	hello.to = hello.machine;
	hello.to_incarnation = hello.incarnation;
	hello.machine = atoi(says);
	hello.incarnation = time(NULL);
	hello.round = 0;
	hello.accepted = 1;
	memcpy(found, &hello, sizeof(hello));
	return gnutls_record_send(session, bytes, length) == length;
}

static int meet(char **argv, const char *priority)
{
	int fd = dial(argv[0]);
	gnutls_session_t session = prove(fd, argv + 1, priority);
	const char *says = argv[4];

	puts(session ? "proved" : "refused");
	if (!session || !says)
		return 0;
	if (!answer_hello(session, says))
		return 1;
	puts(hangs_up(fd, STAYS) ? "cut" : "stays");
	if (!argv[5])
		return 0;
	if (!strcmp(argv[5], "bye"))
		gnutls_bye(session, GNUTLS_SHUT_WR);
	else
		gnutls_session_key_update(session, 0);
	puts(hangs_up(fd, PATIENCE) ? "cut" : "stays");
	return 0;
}

static int cipher(const char *name, char **argv)
{
	char priority[128];

	snprintf(priority, sizeof(priority), PSK_13 ":-CIPHER-ALL:+%s", name);
	return meet(argv, priority);
}

static int replay(char **argv)
{
	int fd, err;

	said.on = true;
	err = meet(argv, PSK_13);
	if (err)
		return err;
	fd = dial(argv[0]);
	if (send(fd, said.bytes, said.length, MSG_NOSIGNAL) < 0)
		die("send");
	puts(hangs_up(fd, PATIENCE) ? "refused" : "stays");
	return 0;
}

/* ---- Dialled by machine 2 */

static const char *key_file;

static int give_key(gnutls_session_t session, const char *user,
		    gnutls_datum_t *psk)
{
	(void)session;
	psk->data = gnutls_malloc(SECRET);
	psk->size = SECRET;
	derive(key_file, user, psk->data);
	return 0;
}

static int accept_one(void)
{
	struct sockaddr_in at = {
		.sin_family = AF_INET,
		.sin_port = htons(PORT),
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int one = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) || listen(fd, 1))
		die("listen");
	return accept(fd, NULL, NULL);
}

static int serve(const char *path)
{
	gnutls_psk_server_credentials_t server;
	gnutls_session_t session;
	int fd = accept_one();

	key_file = path;
	if (gnutls_init(&session, GNUTLS_SERVER) ||
	    gnutls_psk_allocate_server_credentials(&server) ||
	    gnutls_credentials_set(session, GNUTLS_CRD_PSK, server) ||
	    gnutls_priority_set_direct(session, PSK_13, NULL))
		die("GnuTLS");
	gnutls_psk_set_server_credentials_function(server, give_key);
	gnutls_transport_set_int(session, fd);
	puts(shake_hands(session) ? "refused" : "proved");
	/* Until the dialling side has seen the outcome */
	hangs_up(fd, PATIENCE);
	return 0;
}

static int flap(char **argv)
{
	unsigned int met = 0;
	int i, fd;

	for (i = 0; i < atoi(argv[4]); i++) {
		gnutls_session_t session;

		fd = dial(argv[0]);
		session = prove(fd, argv + 1, PSK_13);
		met += session && answer_hello(session, argv[2]) &&
		       !hangs_up(fd, 50);
		close(fd);
	}
	printf("%u\n", met);
	return 0;
}

/* ---- Without TLS */

static void send_hello(int fd)
{
	struct {
		struct nlmsghdr nlh;
		struct genlmsghdr genl;
	} hello = {
		.nlh.nlmsg_len = sizeof(hello),
		.nlh.nlmsg_type = 0x4453,
		.genl.cmd = DEMOS_CMD_HELLO,
	};

	if (write(fd, &hello, sizeof(hello)) != sizeof(hello))
		die("write");
}

static int plain(const char *host)
{
	int fd = dial(host);
	char answer[256];
	ssize_t got;

	/* Nothing that it sends may be answered */
	send_hello(fd);
	/* An alert is an answer too: seven bytes */
	got = recv(fd, answer, sizeof(answer), 0);
	puts(got > 7 ? "leaked" : "refused");
	return 0;
}

static int serve_plain(void)
{
	int fd = accept_one();

	send_hello(fd);
	puts(hangs_up(fd, PATIENCE) ? "refused" : "proved");
	return 0;
}

static int noise(const char *host)
{
	unsigned char bytes[4096];
	int fd = dial(host);

	if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes))
		die("getrandom");
	if (send(fd, bytes, sizeof(bytes), MSG_NOSIGNAL) < 0)
		die("send");
	/* The noise may look like the beginning of a long record */
	puts(hangs_up(fd, 3 * PATIENCE) ? "refused" : "stays");
	return 0;
}

/* Send the beginning of a record, a byte at a time, and never finish it */
static int slow(const char *host, unsigned int count)
{
	static const char record[] = "\26\3\1\1\0\1\0\0\374\3\3";
	static struct pollfd all[SLOW_MOST];
	time_t begin = time(NULL);
	unsigned int at = 0;
	unsigned int i, open = count;

	if (count > SLOW_MOST)
		die("slow");
	for (i = 0; i < count; i++)
		all[i] = (struct pollfd){ dial(host), POLLIN, 0 };
	puts("ready");
	fflush(stdout);
	while (open) {
		for (i = 0; i < count; i++)
			if (all[i].fd >= 0)
				send(all[i].fd, &record[at % 11], 1,
				     MSG_NOSIGNAL);
		at++;
		if (poll(all, count, 1000) <= 0)
			continue;
		for (i = 0; i < count; i++) {
			if (all[i].fd < 0 || !all[i].revents)
				continue;
			close(all[i].fd);
			all[i].fd = -1;
			open--;
		}
	}
	printf("%ld\n", (long)(time(NULL) - begin));
	return 0;
}

/* End a connection as a crashed program does; no state of it remains here */
static void reset(int fd)
{
	const struct linger none = { .l_onoff = 1 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	close(fd);
}

static int flood(const char *host, int count)
{
	struct timespec begin, end;
	int i, fd;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (i = 0; i < count; i++) {
		fd = dial(host);
		if (i % 2)
			send(fd, "GET / HTTP/1.0\r\n\r\n", 18, MSG_NOSIGNAL);
		if (i < POLITE)
			close(fd);
		else
			reset(fd);
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	printf("%d in %ld ms\n", count, (end.tv_sec - begin.tv_sec) * 1000 +
	       (end.tv_nsec - begin.tv_nsec) / 1000000);
	return 0;
}

/* ---- Listening on the wire */

static sig_atomic_t stop;

static void ask_to_stop(int signal)
{
	(void)signal;
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
}

static int open_raw(int family)
{
	int fd = socket(family, SOCK_RAW, IPPROTO_TCP);
	int room = 4 << 20;

	if (fd < 0)
		die("raw socket");
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	return fd;
}

static int sniff(const char *text)
{
	const struct sigaction action = { .sa_handler = ask_to_stop };
	struct pollfd wires[2] = {
		{ open_raw(AF_INET), POLLIN, 0 },
		{ open_raw(AF_INET6), POLLIN, 0 },
	};
	unsigned int segments = 0, found = 0;
	char bytes[65536];
	ssize_t got;
	int i;

	sigaction(SIGTERM, &action, NULL);
	puts("ready");
	fflush(stdout);
	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
		poll(wires, 2, 1000);
		for (i = 0; i < 2; i++) {
			got = recv(wires[i].fd, bytes, sizeof(bytes),
				   MSG_DONTWAIT);
			/* More than headers */
			if (got <= 60)
				continue;
			segments++;
			found += !!memmem(bytes, got, text, strlen(text));
		}
	}
	printf("%u %u\n", segments, found);
	return 0;
}

static int notify(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	char text[512];
	ssize_t got;

	strncpy(at.sun_path, path, sizeof(at.sun_path) - 1);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)))
		die(path);
	while ((got = recv(fd, text, sizeof(text), 0)) > 0) {
		printf("%.*s\n", (int)got, text);
		fflush(stdout);
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	signal(SIGPIPE, SIG_IGN);
	if (!strcmp(what, "meet") && argc >= 6)
		return meet(argv + 2, PSK_13);
	if (!strcmp(what, "cipher") && argc == 8)
		return cipher(argv[2], argv + 3);
	if (!strcmp(what, "replay") && argc == 7)
		return replay(argv + 2);
	if (!strcmp(what, "serve") && argc == 3)
		return strcmp(argv[2], "plain") ? serve(argv[2]) :
						  serve_plain();
	if (!strcmp(what, "flap") && argc == 7)
		return flap(argv + 2);
	if (!strcmp(what, "old") && argc == 6)
		return meet(argv + 2, PSK_12);
	if (!strcmp(what, "plain") && argc == 3)
		return plain(argv[2]);
	if (!strcmp(what, "noise") && argc == 3)
		return noise(argv[2]);
	if (!strcmp(what, "slow") && argc == 4)
		return slow(argv[2], atoi(argv[3]));
	if (!strcmp(what, "flood") && argc == 4)
		return flood(argv[2], atoi(argv[3]));
	if (!strcmp(what, "sniff") && argc == 3)
		return sniff(argv[2]);
	if (!strcmp(what, "notify") && argc == 3)
		return notify(argv[2]);
	fprintf(stderr, "tls: unknown command or wrong arguments\n");
	return 2;
}
