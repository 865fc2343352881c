// SPDX-License-Identifier: GPL-2.0
/*
 * demos-netd's handshakes: only a dialer that has the key gets in. A child
 * dials, so that each side has its own keys.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/demos.h>

#include "netd/tls.h"
#include "test/check.h"

static const struct key right = { .secret = { 1 } };
static const struct key wrong = { .secret = { 2 } };
static const struct key *dialers;
static bool dialer_has_aes = true;

/* Machine 1 has peers 3 and 4 */
static const struct key *find_right(__u16 machine)
{
	return machine == 3 || machine == 4 ? &right : NULL;
}

static const struct key *find_dialers(__u16 machine)
{
	(void)machine;
	return dialers;
}

static enum tls_step finish(struct tls *tls, int fd)
{
	enum tls_step step;

	while ((step = tls_step(tls)) == TLS_READS || step == TLS_WRITES) {
		struct pollfd wait = {
			.fd = fd,
			.events = step == TLS_READS ? POLLIN : POLLOUT,
		};

		if (poll(&wait, 1, 5000) != 1)
			return TLS_READS;
	}
	return step;
}

#define CONTENT	100

/*
 * In a child: machine @self dials machine @other. Return: CONTENT, or enum
 * tls_failure
 */
static int dial(int fd, __u16 self, __u16 other)
{
	int result = CONTENT;
	struct tls *tls;

	if (tls_open(self, find_dialers, dialer_has_aes))
		return -1;
	tls = tls_begin(fd, other);
	if (!tls)
		return -1;
	if (finish(tls, fd) != TLS_DONE || tls_machine(tls) != other)
		result = tls_failure(tls);
	tls_end(tls);
	tls_close();
	return result;
}

/* The result at the listener's end, and at the dialer's */
struct outcome {
	enum tls_step step;
	enum tls_failure failure;
	__u16 machine;
	char text[160];
	bool dialer_content;
	enum tls_failure dialer_failure;
};

static struct outcome listen_to(int fd)
{
	struct outcome outcome = { .step = TLS_FAILED };
	struct tls *tls = tls_begin(fd, 0);

	if (!tls)
		return outcome;
	outcome.step = finish(tls, fd);
	outcome.failure = tls_failure(tls);
	outcome.machine = tls_machine(tls);
	if (tls_text(tls))
		snprintf(outcome.text, sizeof(outcome.text), "%s",
			 tls_text(tls));
	tls_end(tls);
	return outcome;
}

static struct outcome meet(const struct key *key, __u16 self, __u16 other)
{
	struct outcome outcome = {};
	int ends[2];
	int status;
	pid_t child;

	dialers = key;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends))
		return outcome;
	child = fork();
	if (!child) {
		close(ends[0]);
		tls_close();
		_exit(dial(ends[1], self, other));
	}
	close(ends[1]);
	outcome = listen_to(ends[0]);
	close(ends[0]);
	waitpid(child, &status, 0);
	outcome.dialer_content = WEXITSTATUS(status) == CONTENT;
	outcome.dialer_failure = WEXITSTATUS(status);
	return outcome;
}

/* A dialer sends @bytes and hangs up, or stays */
static struct outcome hear(const void *bytes, size_t length, bool hangs_up)
{
	struct outcome outcome = {};
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends))
		return outcome;
	if (length && write(ends[1], bytes, length) != (long)length)
		return outcome;
	if (hangs_up)
		shutdown(ends[1], SHUT_WR);
	outcome = listen_to(ends[0]);
	close(ends[0]);
	close(ends[1]);
	return outcome;
}

static void a_dialer_with_the_key_gets_in(void)
{
	struct outcome outcome = meet(&right, 3, 1);

	CHECK(outcome.step == TLS_DONE && outcome.machine == 3);
	CHECK(outcome.dialer_content);
	outcome = meet(&right, 4, 1);
	CHECK(outcome.step == TLS_DONE && outcome.machine == 4);
}

static void a_dialer_without_it_does_not(void)
{
	struct outcome outcome = meet(&wrong, 3, 1);

	CHECK(outcome.step == TLS_FAILED && outcome.failure == TLS_KEY);
	CHECK(outcome.machine == 3 && !outcome.dialer_content);
	CHECK(outcome.dialer_failure == TLS_KEY);
	/* A stranger with the key; ourselves; one that wants another machine */
	outcome = meet(&right, 5, 1);
	CHECK(outcome.step == TLS_FAILED && outcome.failure == TLS_IDENTITY);
	CHECK(outcome.machine == 5 && !outcome.dialer_content);
	CHECK(outcome.dialer_failure == TLS_IDENTITY);
	outcome = meet(&right, 1, 1);
	CHECK(outcome.step == TLS_FAILED && outcome.failure == TLS_IDENTITY);
	outcome = meet(&right, 3, 2);
	CHECK(outcome.step == TLS_FAILED && outcome.failure == TLS_ADDRESS);
	CHECK(!strcmp(outcome.text, "it wants machine 2, this is machine 1"));
	CHECK(outcome.machine == 3 && outcome.dialer_failure == TLS_ADDRESS);
}

/* Is this the cipher, if the listener or the dialer has AES, or not? */
static bool uses(const char *cipher, bool listener, bool dialer)
{
	struct outcome outcome;

	tls_close();
	CHECK(!tls_open(1, find_right, listener));
	dialer_has_aes = dialer;
	outcome = meet(&right, 3, 1);
	return outcome.step == TLS_DONE && !strcmp(outcome.text, cipher);
}

static bool has_aes(const char *cpuinfo)
{
	char path[] = "/tmp/netd-cpuinfo.XXXXXX";
	int fd = mkstemp(path);
	bool has;

	CHECK(write(fd, cpuinfo, strlen(cpuinfo)) == (long)strlen(cpuinfo));
	close(fd);
	has = tls_cpu_has_aes(path);
	unlink(path);
	return has;
}

static void aes_is_seen(void)
{
	CHECK(has_aes("processor : 0\nflags\t\t: fpu aes xsave\n"));
	CHECK(has_aes("Features\t: fp asimd aes\n"));
	CHECK(!has_aes("processor : 0\nflags\t\t: fpu vaes xsave\n\n"));
	CHECK(!has_aes("Features\t: fp asimd evtstrm crc32 cpuid\n"));
	/* Other processors list no such thing */
	CHECK(has_aes("isa\t: rv64imafdc\n"));
	CHECK(tls_cpu_has_aes("/nowhere/cpuinfo"));
}

static void aes_is_used_if_both_have_it(void)
{
	CHECK(uses("CHACHA20-POLY1305", false, false));
	CHECK(uses("CHACHA20-POLY1305", false, true));
	CHECK(uses("CHACHA20-POLY1305", true, false));
	CHECK(uses("AES-128-GCM", true, true));
}

/* HELLO of machine 3, as an insecure machine sends it */
static const char *hello_of_3(void)
{
	static char bytes[120] = "\x78\0\0\0\x53\x44";
	const struct demos_hello hello = {
		.magic = DEMOS_HELLO_MAGIC, .version = 1, .machine = 3,
	};

	memcpy(bytes + sizeof(bytes) - sizeof(hello), &hello, sizeof(hello));
	return bytes;
}

/* Machine 3 dials machine 1, where @bytes come back. Return: why it fails */
static enum tls_failure dials_into(const char *bytes, size_t length,
				   const char *text)
{
	enum tls_failure failure = TLS_CLOSED;
	const char *said;
	struct tls *tls;
	int ends[2];

	dialers = &right;
	tls_close();
	CHECK(!tls_open(3, find_dialers, true));
	CHECK(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends));
	CHECK(write(ends[1], bytes, length) == (long)length);
	tls = tls_begin(ends[0], 1);
	CHECK(tls && finish(tls, ends[0]) == TLS_FAILED);
	failure = tls_failure(tls);
	said = tls_text(tls);
	CHECK(text ? said && strstr(said, text) : !said);
	if (text && said && !strstr(said, text))
		printf("# %s\n", said);
	tls_end(tls);
	close(ends[0]);
	close(ends[1]);
	tls_close();
	CHECK(!tls_open(1, find_right, true));
	return failure;
}

static void a_wrong_port_is_named(void)
{
	static const char http[] = "HTTP/1.1 400 Bad Request\r\n\r\n";
	static const char ssh[] = "SSH-2.0-OpenSSH_9.2p1\r\n";
	/* Alerts: of a web server, of an insecure netd */
	static const char https[] = "\x15\x03\x03\0\x02\x02\x28";

	CHECK(dials_into(http, strlen(http), "it speaks HTTP") ==
	      TLS_PROTOCOL);
	CHECK(dials_into(ssh, strlen(ssh), "it speaks SSH") == TLS_PROTOCOL);
	CHECK(dials_into("220 mail\r\n", 10, "neither TLS nor DEMOS") ==
	      TLS_PROTOCOL);
	CHECK(dials_into(https, 7, "it is not demos-netd") == TLS_PROTOCOL);
	CHECK(dials_into(TLS_ALERT_INSECURE, 7, NULL) == TLS_INSECURE);
	CHECK(dials_into(hello_of_3(), 120, NULL) == TLS_INSECURE);
}

static void an_insecure_dialer_is_named(void)
{
	struct outcome outcome = hear(hello_of_3(), 120, false);

	CHECK(outcome.step == TLS_FAILED && outcome.failure == TLS_INSECURE);
	CHECK(outcome.machine == 3 && !*outcome.text);
	outcome = hear("SSH-2.0-OpenSSH_9.2p1\r\n", 23, false);
	CHECK(outcome.failure == TLS_PROTOCOL);
	CHECK(!strcmp(outcome.text, "it speaks SSH"));
}

static void rubbish_is_refused(void)
{
	static const char http[] = "GET / HTTP/1.0\r\n\r\n";
	unsigned char noise[4096];
	unsigned int i;

	CHECK(hear(http, sizeof(http) - 1, false).failure == TLS_PROTOCOL);
	CHECK(hear(http, sizeof(http) - 1, false).step == TLS_FAILED);
	CHECK(hear("", 0, true).failure == TLS_CLOSED);
	CHECK(hear("\26\3\1\2", 4, true).step == TLS_FAILED);
	srand(1);
	for (i = 0; i < sizeof(noise); i++)
		noise[i] = rand();
	for (i = 0; i < 200; i++)
		CHECK(hear(noise + i, sizeof(noise) - i, true).step ==
		      TLS_FAILED);
	/* With a record header that promises more than there is */
	memcpy(noise, "\26\3\1\20\0", 5);
	CHECK(hear(noise, sizeof(noise), true).step == TLS_FAILED);
	memcpy(noise + 5, "\1\0\17\374\3\3", 6);
	CHECK(hear(noise, sizeof(noise), true).step == TLS_FAILED);
}

int main(void)
{
	CHECK(!tls_open(1, find_right, true));
	a_dialer_with_the_key_gets_in();
	a_dialer_without_it_does_not();
	aes_is_seen();
	aes_is_used_if_both_have_it();
	a_wrong_port_is_named();
	an_insecure_dialer_is_named();
	rubbish_is_refused();
	tls_close();
	return done();
}
