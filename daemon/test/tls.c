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

/* In a child: machine @self dials machine @other */
static int dial(int fd, __u16 self, __u16 other)
{
	struct tls *tls;
	bool content;

	if (tls_open(self, find_dialers, dialer_has_aes))
		return 2;
	tls = tls_begin(fd, other);
	content = tls && finish(tls, fd) == TLS_DONE &&
		  tls_machine(tls) == other;
	if (tls)
		tls_end(tls);
	tls_close();
	return !content;
}

/* The result at the listener's end, and at the dialer's */
struct outcome {
	enum tls_step step;
	enum tls_failure failure;
	__u16 machine;
	char text[40];
	bool dialer_content;
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
	snprintf(outcome.text, sizeof(outcome.text), "%s", tls_text(tls));
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
	outcome.dialer_content = !status;
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
	/* A stranger with the key; ourselves; one that wants another machine */
	outcome = meet(&right, 5, 1);
	CHECK(outcome.step == TLS_FAILED && outcome.failure == TLS_IDENTITY);
	CHECK(!outcome.dialer_content);
	outcome = meet(&right, 1, 1);
	CHECK(outcome.step == TLS_FAILED && outcome.failure == TLS_IDENTITY);
	outcome = meet(&right, 3, 2);
	CHECK(outcome.step == TLS_FAILED && outcome.failure == TLS_IDENTITY);
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
	rubbish_is_refused();
	tls_close();
	return done();
}
