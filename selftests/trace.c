// SPDX-License-Identifier: GPL-2.0
/*
 * Tracepoints (Documentation/observing.rst): events on two machines are seen in
 * tracefs, in a buffer of the test's own.
 */
#include "harness.h"
#include "frame.h"
#include "relay.h"

#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TRACEFS	"/sys/kernel/tracing"
#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)
#define LIAR	7
/* More bytes than a greeting has, fewer than a long message */
#define CUT	1000
#define NAME	32

/**
 * struct trace - a buffer of tracefs
 * @folder: its directory
 * @pipe: its trace_pipe
 * @wanted: the text searched for last
 * @used: bytes of @text
 * @text: the text read from it
 */
struct trace {
	char folder[64];
	int pipe;
	char wanted[160];
	size_t used;
	char text[1 << 20];
};

static struct trace trace;	/* each test is a process of its own */

FIXTURE(trace)
{
	struct machine m[2];
	struct process p[2];	/* one on each */
	uint32_t link;		/* p[0]'s to p[1], on channel 3 */
	char name[2][NAME];	/* their names in tracepoints */
};

static int put(const char *name, const char *value)
{
	char path[128];
	int fd, error = 0;

	snprintf(path, sizeof(path), "%s/%s", trace.folder, name);
	fd = open(path, O_WRONLY);
	if (fd < 0 || write(fd, value, strlen(value)) < 0)
		error = -errno;
	close(fd);
	return error;
}

static int trace_open(void)
{
	char path[128];
	int error;

	snprintf(trace.folder, sizeof(trace.folder),
		 TRACEFS "/instances/demos-%d", getpid());
	if (mkdir(trace.folder, 0700))
		return -errno;
	snprintf(path, sizeof(path), "%s/trace_pipe", trace.folder);
	trace.pipe = open(path, O_RDONLY | O_NONBLOCK);
	if (trace.pipe < 0)
		return -errno;
	/* If the file exists: let the first event wake up a poll */
	error = put("buffer_percent", "0");
	if (error == -ENOENT)
		error = 0;
	return error ? error : put("events/demos/enable", "1");
}

static void trace_close(void)
{
	put("events/demos/enable", "0");
	close(trace.pipe);
	rmdir(trace.folder);
}

/* Return: bytes read of new events; 0: there are none */
static ssize_t trace_read(void)
{
	size_t room = sizeof(trace.text) - 1 - trace.used;
	ssize_t got = read(trace.pipe, trace.text + trace.used, room);

	if (got < 0)
		return errno == EAGAIN ? 0 : -errno;
	if (!got && !room)
		return -ENOBUFS;
	trace.used += got;
	trace.text[trace.used] = '\0';
	return got;
}

/* Forget all events so far */
static void trace_forget(void)
{
	while (trace_read() > 0)
		;
	trace.used = 0;
	trace.text[0] = '\0';
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Wait until the trace has this text. Return: 0 or a negative errno */
static int trace_for(const char *format, ...)
{
	struct pollfd poll_fd = { .fd = trace.pipe, .events = POLLIN };
	int64_t end = now_ms() + SOON;
	va_list arguments;
	int64_t left;
	ssize_t got;

	va_start(arguments, format);
	vsnprintf(trace.wanted, sizeof(trace.wanted), format, arguments);
	va_end(arguments);
	/* There always are new events, if only keep-alives */
	while (!strstr(trace.text, trace.wanted)) {
		got = trace_read();
		if (got < 0)
			return got;
		left = end - now_ms();
		if (left <= 0)
			return -ETIMEDOUT;
		if (!got)
			poll(&poll_fd, 1, left);
	}
	return 0;
}

#define SEE(...) do { \
	int error_ = trace_for(__VA_ARGS__); \
	ASSERT_EQ(0, error_) \
		TH_LOG("%s: not seen: %s", strerror(-error_), trace.wanted); \
} while (0)

/* Write a process identifier as tracepoints show it */
static const char *name(char *text, uint64_t pid)
{
	snprintf(text, NAME, "%u.%llu", DEMOS_PID_MACHINE(pid),
		 (unsigned long long)DEMOS_PID_LOCAL(pid));
	return text;
}

/* QEMU can fail when code is patched while another thread may run it */
static void __attribute__((constructor)) skip_if_there_is_no_tracing(void)
{
	const char *threads = getenv("BED_THREADS");

	if (access(TRACEFS "/events/demos/enable", W_OK))
		ksft_exit_skip("no events/demos in " TRACEFS "\n");
	if (threads && !strcmp(threads, "multi"))
		ksft_exit_skip("this emulator cannot run patched code\n");
}

FIXTURE_SETUP(trace)
{
	uint32_t link;
	int i;

	ASSERT_OK(trace_open());
	ASSERT_OK(machine_lan(self->m, 2));
	for (i = 0; i < 2; i++) {
		ASSERT_OK(process_attach(&self->p[i], &self->m[i], "p"));
		name(self->name[i], self->p[i].pid);
	}
	ASSERT_OK(link_create(&self->p[1], 11, 3, FREE, &link));
	ASSERT_OK(link_exchange(&self->p[1], &self->p[0], link, &self->link));
}

FIXTURE_TEARDOWN(trace)
{
	int i;

	for (i = 0; i < 2; i++) {
		process_close(&self->p[i]);
		machine_leave(&self->m[i]);
	}
	trace_close();
}

TEST_F(trace, machines_meet)
{
	SEE("demos_peer: 1: peer 2 GREETING error 0");
	SEE("demos_frame: 1: to 2 HELLO seq 0 ack 0 length 120");
	SEE("demos_frame: 2: from 1 HELLO seq 1 ack 1 length 120");
	SEE("demos_peer: 1: peer 2 UP error 0");
	SEE("demos_peer: 2: peer 1 UP error 0");
	SEE("demos_process: 1: ENTER %s (p) moves 0",
	    self->name[0]);
}

/* From the send to the receive, with all steps in between */
TEST_F(trace, a_message_is_sent_and_received)
{
	struct message message;

	trace_forget();
	ASSERT_OK(process_say(&self->p[0], self->link, "hello", 5));
	ASSERT_OK(process_receive(&self->p[1], 1 << 3, SOON, &message));
	SEE("demos_message: 1: SENT %s to %s on 2 number", self->name[0],
	    self->name[1]);
	SEE("demos_call: 1: %s SEND OK", self->name[0]);
	SEE("demos_frame: 1: to 2 MESSAGE seq");
	SEE("demos_frame: 2: from 1 MESSAGE seq");
	SEE("demos_message: 2: DELIVERED %s to %s on 2", self->name[0],
	    self->name[1]);
	SEE("demos_call: 2: %s RECEIVE OK", self->name[1]);
	SEE("demos_message: 2: RECEIVED %s to %s on 2", self->name[0],
	    self->name[1]);
	SEE("demos_ack: 1: peer 2 has accepted all below");
	SEE("flags  code 11 channel 3 length 5 links 0 hops 0");
}

static int say_until_full(struct process *process, uint32_t link)
{
	int error;

	do {
		error = process_say(process, link, "more", 4);
	} while (!error);
	return error;
}

static int link_until_full(struct process *process)
{
	uint32_t link;
	int error;

	do {
		error = link_create(process, 0, 0, 0, &link);
	} while (!error);
	return error;
}

TEST_F(trace, calls_and_results_have_names)
{
	struct client *client = &self->p[0].client;
	struct nl_msg *msg;
	uint32_t seq;

	EXPECT_REFUSED(DEMOS_EFULL, say_until_full(&self->p[0], self->link));
	SEE("demos_call: 1: %s SEND EFULL", self->name[0]);
	msg = client_request(client, DEMOS_CMD_SEND_WAIT, 0);
	nla_put_u32(msg, DEMOS_A_LINK, self->link);
	ASSERT_OK(client_send(client, msg, &seq));
	SEE("demos_call: 1: %s SEND_WAIT OK", self->name[0]);
	msg = client_request(client, DEMOS_CMD_AREA_DESTROY, 0);
	nla_put_u32(msg, DEMOS_A_AREA, 4096);
	EXPECT_REFUSED(DEMOS_EADDRESS, client_ask(client, msg, NULL));
	SEE("demos_call: 1: %s AREA_DESTROY EADDRESS",
	    self->name[0]);
	ASSERT_OK(machine_set_limit(&self->m[0], DEMOS_LIMIT_PROCESS_LINKS,
				    0));
	EXPECT_REFUSED(DEMOS_EROOM, link_until_full(&self->p[0]));
	SEE("demos_call: 1: %s LINK_CREATE EROOM", self->name[0]);
}

TEST_F(trace, a_message_finds_no_receiver)
{
	process_close(&self->p[1]);
	SEE("demos_process: 2: END %s (p) moves 0", self->name[1]);
	SEE("demos_process: 2: GONE %s (p) moves 0", self->name[1]);
	ASSERT_OK(process_say(&self->p[0], self->link, "hello", 5));
	SEE("demos_message: 2: REFUSED %s to %s on 2",
	    self->name[0], self->name[1]);
}

TEST_F(trace, a_process_is_looked_up)
{
	ASSERT_OK(machine_down(&self->m[1]));
	ASSERT_OK(process_say(&self->p[0], self->link, "hello", 5));
	SEE("demos_message: 1: SOUGHT %s to %s on 2", self->name[0],
	    self->name[1]);
	SEE("demos_seek: 1: look-up of %s BEGUN", self->name[1]);
	SEE("demos_seek: 1: look-up of %s DEAD", self->name[1]);
}

TEST_F(trace, a_frame_is_sent_again)
{
	static uint8_t data[DEMOS_DATA_MAX];
	struct message message;
	pid_t child;

	ASSERT_OK(peer_command(&self->m[0], DEMOS_CMD_PEER_RESET, 2));
	SEE("demos_peer: 1: peer 2 DOWN");
	SEE("demos_peer: 2: peer 1 DOWN");
	trace_forget();
	ASSERT_OK(relay_join(&self->m[0], &self->m[1], CUT, &child));
	ASSERT_OK(process_say(&self->p[0], self->link, data, sizeof(data)));
	ASSERT_EQ(child, waitpid(child, NULL, 0));
	SEE("demos_peer: 1: peer 2 DOWN");
	SEE("demos_peer: 2: peer 1 DOWN");
	EXPECT_EQ(NULL, strstr(trace.text, "demos_resend"));
	ASSERT_OK(peer_join(&self->m[0], &self->m[1]));
	SEE("demos_resend: 1: to 2 again: seq");
	ASSERT_OK(process_receive(&self->p[1], 1 << 3, SOON, &message));
	EXPECT_EQ(sizeof(data), message.length);
}

TEST_F(trace, a_frame_is_refused)
{
	struct demos_hello hello;
	struct liar liar;

	ASSERT_OK(liar_meet(&liar, &self->m[0], LIAR));
	liar_hello(&liar, &hello);
	hello.magic = 0;
	ASSERT_OK(liar_say_hello(&liar, &hello));
	SEE("demos_refuse: 1: frame from %u refused: hello: no magic", LIAR);
	SEE("demos_peer: 1: peer %u DOWN error %d", LIAR, -EBADMSG);
	close(liar.fd);
}

TEST_F(trace, a_process_moves)
{
	const struct program puppet = Z8002(puppet);
	/* The machine that does each step of section 3.1 */
	const int does_step[] = { 0, 1, 1, 2, 2, 2, 1, 1, 2 };
	struct demos_migrated migrated;
	uint16_t r[14] = { 0 };
	struct guest guest;
	char moved[NAME];
	uint32_t link;
	int step;

	ASSERT_OK(guest_start(&self->p[0], 1, &puppet, &guest));
	ASSERT_OK(guest_hello(&self->p[0], &link));
	name(moved, guest.pid);
	SEE("demos_process: 1: RESUME %s", moved);
	ASSERT_OK(guest_migrate(&self->p[0], &guest, 2, &migrated));
	for (step = 1; step <= 8; step++)
		SEE("demos_migrate: %d: %s peer %d step %d OK",
		    does_step[step], moved, 3 - does_step[step], step);
	SEE("demos_process: 2: ENTER %s", moved);
	SEE("demos_process: 1: GONE %s", moved);
	ASSERT_OK(puppet_do(&self->p[0], link, DEMOS_SC_YIELD, r));
	SEE("demos_message: 1: FORWARDED %s to %s on 2",
	    self->name[0], moved);
	SEE("demos_call: 2: %s SC_YIELD OK", moved);
	ASSERT_OK(machine_set_limit(&self->m[0], DEMOS_LIMIT_ARRIVALS, 0));
	EXPECT_EQ(DEMOS_EBUSY, guest_migrate(&self->p[0], &guest, 1,
					     &migrated));
	SEE("demos_migrate: 2: %s peer 1 step 0 EBUSY", moved);
}

TEST_HARNESS_MAIN
