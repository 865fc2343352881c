// SPDX-License-Identifier: GPL-2.0
/*
 * Rubbish from another machine is counted and its connection is closed, and
 * everything else keeps working.
 */
#include "harness.h"
#include "frame.h"
#include "honest_fixture.h"

#include <errno.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LIAR	7
#define LEARNED	256	/* most peers that were not configured */

TEST_F(honest, an_honest_machine_is_heard)
{
	const uint64_t code = 3;
	struct message message;
	struct frame frame;
	struct liar liar;

	ASSERT_OK(liar_befriend(&liar, &self->m[0], LIAR));
	EXPECT_EQ(1, liar.hello.machine);
	EXPECT_EQ(DEMOS_GENL_VERSION, liar.hello.version);
	EXPECT_EQ(DEMOS_HELLO_MAGIC, liar.hello.magic);
	liar_message(&liar, &frame, self->p[0].pid, "honest", 6);
	frame.head.code = code;
	frame.head.channel = 4;
	frame.head.number = 1;
	ASSERT_OK(frame_send(&liar, &frame));
	ASSERT_OK(process_receive(&self->p[0], 1 << 4, SOON, &message));
	EXPECT_EQ(6, message.length);
	EXPECT_EQ(code, message.head.code);
	EXPECT_EQ(DEMOS_PID(LIAR, 7), message.head.from.pid);
	EXPECT_EQ(0, machine_counter(&self->m[0], DEMOS_C_REFUSED));
	close(liar.fd);
}

/* Connect, greet as machine @id, and leave. Return: 0 if it was accepted. */
static int pass_by(struct machine *machine, struct watch *watch, uint16_t id)
{
	struct demos_hello hello;
	struct frame answer;
	struct liar liar;
	int error;

	error = liar_meet_unnamed(&liar, machine, id);
	liar_hello(&liar, &hello);
	if (!error)
		error = liar_say_hello(&liar, &hello);
	/* The machine's round for the connection, or its end */
	if (!error)
		error = frame_read(liar.fd, &answer);
	close(liar.fd);
	if (!error)
		error = watch_for(watch, DEMOS_EVENT_PEER_DOWN, 0, id, NULL);
	return error;
}

TEST_F(honest, unconfigured_peers_are_bounded)
{
	struct watch watch;
	uint16_t id;

	ASSERT_OK(watch_open(&watch, &self->m[0]));
	for (id = 1000; id < 1000 + LEARNED; id++)
		ASSERT_OK(pass_by(&self->m[0], &watch, id));
	EXPECT_NE(0, pass_by(&self->m[0], &watch, id));
	EXPECT_EQ(1, machine_counter(&self->m[0], DEMOS_C_REFUSED_MACHINE));
	/* A known machine can return; a configured one has its own place */
	EXPECT_OK(pass_by(&self->m[0], &watch, 1000));
	ASSERT_OK(peer_command(&self->m[0], DEMOS_CMD_PEER_ADD, id));
	EXPECT_OK(pass_by(&self->m[0], &watch, id));
	EXPECT_EQ(-EEXIST, peer_command(&self->m[0], DEMOS_CMD_PEER_ADD, 1000));
	EXPECT_OK(pass_by(&self->m[0], &watch, ++id));
	EXPECT_NE(0, pass_by(&self->m[0], &watch, ++id));
	/* Forgetting a machine makes room */
	ASSERT_OK(peer_command(&self->m[0], DEMOS_CMD_PEER_DEL, 1001));
	EXPECT_OK(pass_by(&self->m[0], &watch, id));
	watch_close(&watch);
}

/* Send message @number of a pair as frame @seq of the session. */
static int say(struct liar *liar, uint64_t to, uint64_t seq, uint64_t number,
	       const char *what)
{
	struct frame frame;

	liar->seq = seq;
	liar_message(liar, &frame, to, what, strlen(what));
	frame.head.number = number;
	return frame_send(liar, &frame);
}

/* Is this the next message? */
static bool hears(struct process *p, const char *what)
{
	struct message message;

	return !process_receive(p, 1, SOON, &message) &&
	       message.length == strlen(what) &&
	       !memcmp(message.data, what, message.length);
}

TEST_F(honest, a_frame_seen_before_is_dropped)
{
	struct process *p = &self->p[0];
	struct demos_peer_info info;
	struct liar liar;

	ASSERT_OK(liar_befriend(&liar, &self->m[0], LIAR));
	/* Number 0: only the session can detect the double. */
	ASSERT_OK(say(&liar, p->pid, 1, 0, "one"));
	ASSERT_OK(say(&liar, p->pid, 1, 0, "one"));
	ASSERT_OK(say(&liar, p->pid, 2, 0, "two"));
	ASSERT_OK(say(&liar, p->pid, 1, 0, "one"));
	ASSERT_OK(say(&liar, p->pid, 3, 0, "three"));
	EXPECT_TRUE(hears(p, "one"));
	EXPECT_TRUE(hears(p, "two"));
	EXPECT_TRUE(hears(p, "three"));
	ASSERT_OK(peer_info(&self->m[0], LIAR, &info));
	EXPECT_EQ(DEMOS_PEER_UP, info.state);
	EXPECT_EQ(2, info.doubles);
	EXPECT_EQ(0, info.refused);
	close(liar.fd);
}

TEST_F(honest, messages_are_put_in_order)
{
	struct process *p = &self->p[0];
	struct message message;
	struct liar liar;

	ASSERT_OK(liar_befriend(&liar, &self->m[0], LIAR));
	ASSERT_OK(say(&liar, p->pid, 1, 3, "three"));
	ASSERT_OK(say(&liar, p->pid, 2, 2, "two"));
	EXPECT_EQ(DEMOS_ETIME, process_receive(p, ALL_CHANNELS, NEVER,
					       &message));
	ASSERT_OK(say(&liar, p->pid, 3, 2, "two"));
	ASSERT_OK(say(&liar, p->pid, 4, 1, "one"));
	ASSERT_OK(say(&liar, p->pid, 5, 1, "one"));
	ASSERT_OK(say(&liar, p->pid, 6, 4, "four"));
	EXPECT_TRUE(hears(p, "one"));
	EXPECT_TRUE(hears(p, "two"));
	EXPECT_TRUE(hears(p, "three"));
	EXPECT_TRUE(hears(p, "four"));
	EXPECT_EQ(2, machine_counter(&self->m[0], DEMOS_C_HELD_BACK));
	EXPECT_EQ(2, machine_counter(&self->m[0], DEMOS_C_DOUBLES));
	close(liar.fd);
}

static void put_hello(struct frame *frame, const struct liar *liar,
		      const struct demos_hello *hello, size_t size)
{
	frame_begin(frame, liar, DEMOS_CMD_HELLO);
	frame_put(frame, DEMOS_A_HELLO, hello, size);
}

/* Connect and greet with this frame: it must be refused and counted. */
#define THROWN_OUT_AFTER(statement) do { \
	uint64_t before_ = machine_counter(&self->m[0], DEMOS_C_REFUSED); \
	struct demos_hello hello; \
	struct frame frame; \
	struct liar liar; \
	ASSERT_OK(liar_meet(&liar, &self->m[0], LIAR)); \
	liar_hello(&liar, &hello); \
	put_hello(&frame, &liar, &hello, sizeof(hello)); \
	statement; \
	frame_send(&liar, &frame); \
	EXPECT_EQ(0, liar_gone(&liar)) \
		TH_LOG("not disconnected: %s", #statement); \
	EXPECT_EQ(before_ + 1, machine_counter(&self->m[0], \
					       DEMOS_C_REFUSED)) \
		TH_LOG("not counted: %s", #statement); \
} while (0)

#define GREETING(statement) THROWN_OUT_AFTER({ \
	statement; \
	put_hello(&frame, &liar, &hello, sizeof(hello)); \
})

TEST_F_TIMEOUT(honest, a_wrong_greeting, LONG_TEST)
{
	struct demos_peer_info info;
	uint16_t short_name = 0;

	GREETING(hello.magic = 0);
	GREETING(hello.magic = __builtin_bswap32(DEMOS_HELLO_MAGIC));
	GREETING(hello.version = 0);
	GREETING(hello.least = 0);
	GREETING(hello.least = 2; hello.version = 2);
	GREETING(hello.machine = 0);
	GREETING(hello.machine = 1);
	GREETING(hello.machine = 65535);
	GREETING(hello.machine = 8);
	GREETING(hello.to = 2);
	GREETING(hello.incarnation = 0);
	GREETING(hello.round = 1);
	THROWN_OUT_AFTER(put_hello(&frame, &liar, &hello, sizeof(hello) - 8));
	THROWN_OUT_AFTER(put_hello(&frame, &liar, &hello, 0));
	THROWN_OUT_AFTER(frame_begin(&frame, &liar, DEMOS_CMD_HELLO));
	THROWN_OUT_AFTER(frame_put(&frame, DEMOS_A_HELLO, &hello,
				   sizeof(hello)));
	THROWN_OUT_AFTER(frame_put(&frame, DEMOS_A_MACHINE, &short_name, 2));
	THROWN_OUT_AFTER(frame.genl.cmd = DEMOS_CMD_MESSAGE);
	THROWN_OUT_AFTER(frame.genl.cmd = DEMOS_CMD_ATTACH);
	THROWN_OUT_AFTER(frame.genl.cmd = 200);
	THROWN_OUT_AFTER(frame.genl.version = 9);
	THROWN_OUT_AFTER(frame.nlh.nlmsg_type++);
	ASSERT_OK(honest_work_on(self->p, self->there));
	if (!peer_info(&self->m[0], LIAR, &info)) {
		EXPECT_NE(DEMOS_PEER_UP, info.state);
		EXPECT_NE(0, info.refused);
	}
}

TEST_F(honest, a_wrong_length)
{
	THROWN_OUT_AFTER(frame.nlh.nlmsg_len = 0;
			 send(liar.fd, &frame, 100, MSG_NOSIGNAL));
	THROWN_OUT_AFTER(frame.nlh.nlmsg_len = 15;
			 send(liar.fd, &frame, 100, MSG_NOSIGNAL));
	THROWN_OUT_AFTER(frame.nlh.nlmsg_len = 60;
			 send(liar.fd, &frame, 100, MSG_NOSIGNAL));
	THROWN_OUT_AFTER(frame.nlh.nlmsg_len = 0xffffffff);
	THROWN_OUT_AFTER(frame.nlh.nlmsg_len = 0x7fffffff);
	THROWN_OUT_AFTER(frame.nlh.nlmsg_len = FRAME_MAX);
	ASSERT_OK(honest_work_on(self->p, self->there));
}

/* As an accepted peer, send this instead of an honest message. */
#define BETRAYED_BY(statement) do { \
	uint64_t before_ = machine_counter(&self->m[0], DEMOS_C_REFUSED); \
	static uint8_t big[2 * DEMOS_PACKET_MAX]; \
	const uint64_t number = 1; \
	struct demos_link link = { .to = { .pid = self->p[0].pid, \
					   .machine = 1 } }; \
	struct frame frame; \
	struct liar liar; \
	(void)big; \
	(void)number; \
	(void)link; \
	ASSERT_OK(liar_befriend(&liar, &self->m[0], LIAR)); \
	liar_message(&liar, &frame, self->p[0].pid, "lie", 3); \
	statement; \
	frame_send(&liar, &frame); \
	EXPECT_EQ(0, liar_gone(&liar)) \
		TH_LOG("not disconnected: %s", #statement); \
	EXPECT_EQ(before_ + 1, machine_counter(&self->m[0], \
					       DEMOS_C_REFUSED)) \
		TH_LOG("not counted: %s", #statement); \
} while (0)

/* The same, with attributes of another choice: SEQ and ACK, then these. */
#define BETRAYED_BY_ATTRIBUTES(seq, statement) BETRAYED_BY({ \
	const uint64_t seq_ = seq; \
	frame_begin(&frame, &liar, DEMOS_CMD_MESSAGE); \
	frame.head.to.pid = self->p[0].pid; \
	frame.head.to.machine = 1; \
	frame.head.from.pid = DEMOS_PID(LIAR, 7); \
	frame.head.from.machine = LIAR; \
	frame_put(&frame, DEMOS_A_SEQ, &seq_, 8); \
	statement; \
})

#define ACKED	frame_put(&frame, DEMOS_A_ACK, &number, 8)

TEST_F_TIMEOUT(honest, a_wrong_message, LONG_TEST)
{
	struct message message;
	int i;

	BETRAYED_BY(frame.head.reserved = 1);
	BETRAYED_BY(frame.head.to.reserved = 1);
	BETRAYED_BY(frame.head.from.reserved = 1);
	BETRAYED_BY(frame.head.flags = 0x80000000);
	BETRAYED_BY(frame.head.channel = DEMOS_CHANNELS);
	BETRAYED_BY(frame.nlh.nlmsg_type = 16);
	BETRAYED_BY(frame.nlh.nlmsg_len = 76);
	BETRAYED_BY(frame_put(&frame, DEMOS_A_DATA, big, 1));
	BETRAYED_BY(frame_put(&frame, DEMOS_A_LINK, big, 4));
	BETRAYED_BY(frame_put(&frame, 60, big, 4));
	BETRAYED_BY(put_hello(&frame, &liar, (struct demos_hello *)big,
			      sizeof(struct demos_hello)));
	BETRAYED_BY_ATTRIBUTES(1, /* no ACK */);
	BETRAYED_BY_ATTRIBUTES(0, ACKED);
	BETRAYED_BY_ATTRIBUTES(2, ACKED);
	BETRAYED_BY_ATTRIBUTES(UINT64_MAX, ACKED);
	BETRAYED_BY_ATTRIBUTES(1, frame_put(&frame, DEMOS_A_ACK, big, 8));
	BETRAYED_BY_ATTRIBUTES(1, {
		const uint64_t far = 1000000;

		frame_put(&frame, DEMOS_A_ACK, &far, 8);
	});
	BETRAYED_BY_ATTRIBUTES(1, frame_put(&frame, DEMOS_A_ACK, big, 4));
	BETRAYED_BY_ATTRIBUTES(1, {
		ACKED;
		frame_put(&frame, DEMOS_A_DATA, big, DEMOS_DATA_MAX + 1);
	});
	BETRAYED_BY_ATTRIBUTES(1, {
		ACKED;
		frame_put(&frame, DEMOS_A_LINK_BODY, &link, sizeof(link) - 4);
	});
	BETRAYED_BY_ATTRIBUTES(1, {
		ACKED;
		for (i = 0; i < DEMOS_LINKS_MAX + 1; i++)
			frame_put(&frame, DEMOS_A_LINK_BODY, &link,
				  sizeof(link));
	});
	BETRAYED_BY_ATTRIBUTES(1, {
		ACKED;
		link.flags = 0x8000;
		frame_put(&frame, DEMOS_A_LINK_BODY, &link, sizeof(link));
	});
	BETRAYED_BY_ATTRIBUTES(1, {
		ACKED;
		link.channel = DEMOS_CHANNELS;
		frame_put(&frame, DEMOS_A_LINK_BODY, &link, sizeof(link));
	});
	BETRAYED_BY_ATTRIBUTES(1, {
		struct nlattr *nla = (struct nlattr *)frame.rest;

		ACKED;
		nla->nla_len = 40000;
	});
	BETRAYED_BY_ATTRIBUTES(1, {
		struct nlattr *nla = (struct nlattr *)frame.rest;

		ACKED;
		nla->nla_len = 3;
	});
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->p[0], ALL_CHANNELS, 0,
					       &message));
	ASSERT_OK(honest_work_on(self->p, self->there));
}

TEST_F(honest, a_frame_that_is_cut_short)
{
	struct demos_peer_info info;
	struct message message;
	struct frame frame;
	struct watch watch;
	struct liar liar;
	uint32_t size;

	ASSERT_OK(watch_open(&watch, &self->m[0]));
	for (size = 1; size < 100; size += 11) {
		ASSERT_OK(liar_befriend(&liar, &self->m[0], LIAR));
		liar_message(&liar, &frame, self->p[0].pid, "cut", 3);
		ASSERT_EQ(size, send(liar.fd, &frame, size, MSG_NOSIGNAL));
		close(liar.fd);
		ASSERT_OK(watch_for(&watch, DEMOS_EVENT_PEER_DOWN, 0, LIAR,
				    NULL));
	}
	ASSERT_OK(peer_info(&self->m[0], LIAR, &info));
	EXPECT_EQ(DEMOS_PEER_DOWN, info.state);
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->p[0], ALL_CHANNELS, 0,
					       &message));
	ASSERT_OK(honest_work_on(self->p, self->there));
	watch_close(&watch);
}

TEST_F(honest, bytes_at_random)
{
	unsigned int seed;
	uint8_t bytes[1000];
	struct liar liar;
	size_t i;

	for (seed = 1; seed <= 50; seed++) {
		if (seed % 2)
			ASSERT_OK(liar_befriend(&liar, &self->m[0], LIAR));
		else
			ASSERT_OK(liar_meet(&liar, &self->m[0], LIAR));
		for (i = 0; i < sizeof(bytes); i++)
			bytes[i] = rand_r(&seed);
		send(liar.fd, bytes, sizeof(bytes), MSG_NOSIGNAL);
		shutdown(liar.fd, SHUT_WR);
		EXPECT_EQ(0, liar_gone(&liar));
	}
	ASSERT_OK(honest_work_on(self->p, self->there));
}

/*
 * While a process is moving there the machine cannot be forgotten. Once it no
 * longer answers it can, and the process continues here.
 */
TEST_F(honest, a_destination_that_never_answers)
{
	const struct program program = Z8002(spin);
	struct demos_migrated migrated;
	struct demos_status status;
	struct message answer;
	struct guest guest;
	struct watch watch;
	struct liar liar;
	uint32_t credit;

	ASSERT_OK(liar_befriend(&liar, &self->m[0], LIAR));
	ASSERT_OK(guest_start(&self->p[0], 1, &program, &guest));
	ASSERT_OK(watch_open(&watch, &self->m[0]));
	ASSERT_OK(guest_migrate_begin(&self->p[0], &guest, LIAR, &credit));
	ASSERT_OK(watch_for(&watch, DEMOS_EVENT_STEP, guest.pid, LIAR, NULL));
	EXPECT_EQ(-EBUSY, peer_command(&self->m[0], DEMOS_CMD_PEER_DEL, LIAR));
	close(liar.fd);
	ASSERT_OK(watch_for(&watch, DEMOS_EVENT_PEER_DOWN, 0, LIAR, NULL));
	ASSERT_OK(peer_command(&self->m[0], DEMOS_CMD_PEER_DEL, LIAR));
	ASSERT_OK(process_await(&self->p[0], credit, SOON, &answer));
	EXPECT_EQ(DEMOS_EUNREACHABLE, guest_migrate_end(&answer, &migrated));
	ASSERT_OK(guest_status(&self->p[0], &guest, &status));
	EXPECT_EQ(0, status.moves);
	watch_close(&watch);
}

#define LATE	30	/* messages, more than a socket takes */
#define TRIES	3	/* the host may be busy */
#define KEPT	1000	/* least ms until a keep-alive is sent */

/* Send much to process @pid of the liar, which has not begun to read */
static int say_much(struct liar *liar, struct process *p, uint64_t pid)
{
	const struct demos_link there = {
		.to = { .pid = pid, .machine = LIAR },
		.flags = DEMOS_LINK_DUP | DEMOS_LINK_PASS,
	};
	static const uint8_t data[DEMOS_DATA_MAX];
	struct message message;
	struct frame frame;
	int i, error;

	liar_message(liar, &frame, p->pid, "there", 5);
	frame_put(&frame, DEMOS_A_LINK_BODY, &there, sizeof(there));
	frame.head.channel = 4;		/* notices of old lives use 0 */
	error = frame_send(liar, &frame);
	if (!error)
		error = process_receive(p, 1 << 4, SOON, &message);
	/* Once it has been acknowledged, nothing else remains to be sent */
	do {
		if (!error)
			error = frame_read(liar->fd, &frame);
	} while (!error && frame.genl.cmd != DEMOS_CMD_ACK);
	for (i = 0; i < LATE && !error; i++)
		error = process_say(p, message.links[0], data, sizeof(data));
	return error;
}

static int read_all(struct liar *liar, int *ms)
{
	struct timespec began, now;
	struct frame frame;
	int read = 0, error = 0;

	clock_gettime(CLOCK_MONOTONIC, &began);
	while (read < LATE && !error) {
		error = frame_read(liar->fd, &frame);
		read += frame.genl.cmd == DEMOS_CMD_MESSAGE;
	}
	clock_gettime(CLOCK_MONOTONIC, &now);
	*ms = (now.tv_sec - began.tv_sec) * 1000 +
	      (now.tv_nsec - began.tv_nsec) / 1000000;
	return error;
}

/* Data that a socket did not take is sent as soon as it has room again */
TEST_F(honest, late_reader_gets_the_rest_at_once)
{
	int i, ms, best = SOON;
	struct liar liar;

	for (i = 0; i < TRIES; i++) {
		ASSERT_OK(liar_befriend(&liar, &self->m[0], LIAR));
		ASSERT_OK(say_much(&liar, &self->p[0], DEMOS_PID(LIAR, 9 + i)));
		ASSERT_OK(read_all(&liar, &ms));
		if (ms < best)
			best = ms;
		close(liar.fd);
	}
	EXPECT_GT(KEPT, best);
}

TEST_HARNESS_MAIN
