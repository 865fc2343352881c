// SPDX-License-Identifier: GPL-2.0
/*
 * A machine that lies about itself or about the frames it received: which of
 * its connections is used, replayed captures, silence, greed. Each reason for a
 * refusal has a counter. Others do not notice anything.
 */
#include "harness.h"
#include "frame.h"
#include "memory.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)
#define LOW	3		/* machine ids: here the liar chooses, */
#define OWN	5
#define HIGH	7		/* here the machine does */
#define THIRD	9		/* is not connected */
#define SILENCE	"/sys/module/demos/parameters/silence"

FIXTURE(hostile_session)
{
	struct machine m;
	struct process p;
	struct watch watch;
};

FIXTURE_SETUP(hostile_session)
{
	ASSERT_OK(machine_make(&self->m, OWN));
	ASSERT_OK(process_attach(&self->p, &self->m, "honest"));
	ASSERT_OK(watch_open(&self->watch, &self->m));
}

FIXTURE_TEARDOWN(hostile_session)
{
	watch_close(&self->watch);
	process_close(&self->p);
	machine_leave(&self->m);
}

/* Greet as machine @id in a life, on connection @round of that life. */
static int greet(struct liar *liar, struct machine *machine, uint16_t id,
		 uint64_t life, uint32_t round)
{
	struct demos_hello hello;
	int error = liar_meet(liar, machine, id);

	liar->incarnation = life << DEMOS_LIFE_SHIFT;
	liar_hello(liar, &hello);
	hello.round = round;
	return error ? error : liar_say_hello(liar, &hello);
}

static int come_up(struct liar *liar, struct machine *machine,
		   struct watch *watch, uint16_t id, uint64_t life,
		   uint32_t round)
{
	int error = greet(liar, machine, id, life, round);

	return error ? error : watch_for(watch, DEMOS_EVENT_PEER_UP, 0, id,
					 NULL);
}

static int say(struct liar *liar, uint64_t to, uint64_t seq, const char *what)
{
	struct frame frame;

	liar->seq = seq;
	liar_message(liar, &frame, to, what, strlen(what));
	return frame_send(liar, &frame);
}

static bool hears(struct process *p, const char *what)
{
	struct message message;

	return !process_receive(p, 1, SOON, &message) &&
	       message.length == strlen(what) &&
	       !memcmp(message.data, what, message.length);
}

static bool hears_nothing(struct process *p)
{
	struct message message;

	return process_receive(p, ALL_CHANNELS, NEVER, &message) ==
	       DEMOS_ETIME;
}

/* Read the HELLO that says that this connection is chosen. */
static int chosen(struct liar *liar, uint32_t *round)
{
	const struct nlattr *nla;
	struct demos_hello hello;
	struct frame frame;
	int error;

	do {
		error = frame_read(liar->fd, &frame);
		if (error)
			return error;
	} while (frame.genl.cmd != DEMOS_CMD_HELLO);
	nla = frame_find(&frame, DEMOS_A_HELLO);
	if (!nla)
		return -EBADMSG;
	memcpy(&hello, (const char *)nla + NLA_HDRLEN, sizeof(hello));
	*round = hello.round;
	return 0;
}

TEST_F(hostile_session, the_lower_id_chooses_the_latest)
{
	struct liar one, two;
	uint32_t round;

	ASSERT_OK(greet(&one, &self->m, HIGH, 100, 0));
	ASSERT_OK(chosen(&one, &round));
	EXPECT_EQ(1, round);
	ASSERT_OK(greet(&two, &self->m, HIGH, 100, 0));
	ASSERT_OK(chosen(&two, &round));
	EXPECT_EQ(2, round);
	EXPECT_EQ(0, liar_gone(&one));
	ASSERT_OK(say(&two, self->p.pid, 1, "two"));
	EXPECT_TRUE(hears(&self->p, "two"));
	close(two.fd);
}

TEST_F(hostile_session, the_higher_id_follows)
{
	struct liar one, two, late;
	struct demos_peer_info info;
	struct demos_hello hello;

	/* Greeted, but not chosen: the machine waits */
	ASSERT_OK(greet(&one, &self->m, LOW, 100, 0));
	ASSERT_OK(come_up(&two, &self->m, &self->watch, LOW, 100, 2));
	ASSERT_OK(peer_info(&self->m, LOW, &info));
	EXPECT_EQ(1, info.connections);
	/* A connection given up earlier, whose greeting arrives late */
	liar_hello(&one, &hello);
	hello.round = 1;
	ASSERT_OK(liar_say_hello(&one, &hello));
	EXPECT_EQ(0, liar_gone(&one));
	ASSERT_OK(greet(&late, &self->m, LOW, 100, 2));
	EXPECT_EQ(0, liar_gone(&late));
	EXPECT_EQ(0, machine_counter(&self->m, DEMOS_C_REFUSED));
	ASSERT_OK(say(&two, self->p.pid, 1, "two"));
	EXPECT_TRUE(hears(&self->p, "two"));
	ASSERT_OK(come_up(&one, &self->m, &self->watch, LOW, 100, 3));
	EXPECT_EQ(0, liar_gone(&two));
	close(one.fd);
}

TEST_F(hostile_session, a_capture_played_again)
{
	struct demos_peer_info info;
	struct liar liar;
	int i;

	for (i = 0; i < 3; i++) {
		ASSERT_OK(come_up(&liar, &self->m, &self->watch, HIGH, 100,
				  0));
		ASSERT_OK(say(&liar, self->p.pid, 1, "one"));
		ASSERT_OK(say(&liar, self->p.pid, 2, "two"));
		if (!i) {
			EXPECT_TRUE(hears(&self->p, "one"));
			EXPECT_TRUE(hears(&self->p, "two"));
		}
		close(liar.fd);
		ASSERT_OK(watch_for(&self->watch, DEMOS_EVENT_PEER_DOWN, 0,
				    HIGH, NULL));
	}
	EXPECT_TRUE(hears_nothing(&self->p));
	/* Once a newer life has been met, the old one is refused at once */
	ASSERT_OK(come_up(&liar, &self->m, &self->watch, HIGH, 200, 0));
	close(liar.fd);
	ASSERT_OK(watch_for(&self->watch, DEMOS_EVENT_PEER_DOWN, 0, HIGH,
			    NULL));
	ASSERT_OK(greet(&liar, &self->m, HIGH, 100, 0));
	EXPECT_EQ(0, liar_gone(&liar));
	EXPECT_EQ(1, machine_counter(&self->m, DEMOS_C_REFUSED_LIFE));
	ASSERT_OK(watch_for(&self->watch, DEMOS_EVENT_PEER_DOWN, 0, HIGH,
			    NULL));
	ASSERT_OK(peer_info(&self->m, HIGH, &info));
	EXPECT_EQ(-ESTALE, info.error);
	EXPECT_TRUE(hears_nothing(&self->p));
}

static int set_silence(const char *seconds)
{
	int fd = open(SILENCE, O_WRONLY | O_CLOEXEC);
	ssize_t written = fd < 0 ? -1 : write(fd, seconds, strlen(seconds));

	close(fd);
	return written < 0 ? -errno : 0;
}

TEST_F(hostile_session, silent_connections_are_closed)
{
	struct demos_peer_info info;
	struct frame frame;
	struct liar liar;
	int words = 0;

	ASSERT_OK(set_silence("4"));
	ASSERT_OK(come_up(&liar, &self->m, &self->watch, HIGH, 100, 0));
	while (!frame_read(liar.fd, &frame))
		words += frame.genl.cmd == DEMOS_CMD_ACK;
	ASSERT_OK(set_silence("15"));
	/* The machine sent keep-alives; the liar did not */
	EXPECT_LE(1, words);
	ASSERT_OK(watch_for(&self->watch, DEMOS_EVENT_PEER_DOWN, 0, HIGH,
			    NULL));
	ASSERT_OK(peer_info(&self->m, HIGH, &info));
	EXPECT_EQ(-ETIMEDOUT, info.error);
	EXPECT_EQ(1, machine_counter(&self->m, DEMOS_C_SILENT));
	EXPECT_EQ(0, machine_counter(&self->m, DEMOS_C_REFUSED));
	close(liar.fd);
}

TEST_F(hostile_session, a_peer_that_does_not_greet_is_cut)
{
	struct liar liar;

	ASSERT_OK(liar_meet(&liar, &self->m, HIGH));
	EXPECT_EQ(0, liar_gone(&liar));
	EXPECT_EQ(1, machine_counter(&self->m, DEMOS_C_UNGREETED));
}

#define OPEN	4		/* connections of one machine, not greeted */
#define STRANGERS	64	/* connections from unknown machines */

TEST_F_TIMEOUT(hostile_session, peers_that_do_not_greet_block_nobody, LONG_TEST)
{
	struct liar silent[STRANGERS + 2];
	struct liar honest;
	int i;

	for (i = 0; i < STRANGERS + 2; i++) {
		ASSERT_OK(liar_meet(&silent[i], &self->m, HIGH));
		if (i >= OPEN)
			EXPECT_EQ(0, liar_gone(&silent[i - OPEN]));
	}
	EXPECT_EQ(0, machine_counter(&self->m, DEMOS_C_UNGREETED));
	ASSERT_OK(come_up(&honest, &self->m, &self->watch, LOW, 100, 1));
	ASSERT_OK(say(&honest, self->p.pid, 1, "here"));
	EXPECT_TRUE(hears(&self->p, "here"));
	/* The latest one was not closed in favour of earlier ones */
	liar_hello(&silent[i - 1], &honest.hello);
	ASSERT_OK(liar_say_hello(&silent[i - 1], &honest.hello));
	ASSERT_OK(watch_for(&self->watch, DEMOS_EVENT_PEER_UP, 0, HIGH, NULL));
	for (i -= OPEN; i < STRANGERS + 2; i++)
		close(silent[i].fd);
	close(honest.fd);
}

TEST_F(hostile_session, strangers_are_bounded)
{
	int fds[STRANGERS + 1][2];
	struct liar honest;
	int i;

	for (i = 0; i <= STRANGERS; i++)
		ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
					fds[i]));
	for (i = 0; i < STRANGERS; i++)
		ASSERT_OK(peer_hand_in(&self->m, fds[i][1], 0));
	EXPECT_EQ(-EUSERS, peer_hand_in(&self->m, fds[i][1], 0));
	ASSERT_OK(come_up(&honest, &self->m, &self->watch, HIGH, 100, 0));
	close(honest.fd);
	for (i = 0; i <= STRANGERS; i++) {
		close(fds[i][0]);
		close(fds[i][1]);
	}
}

/* Send this as an accepted peer: it must be refused for the reason given. */
#define REFUSED_AS(reason, told, statement) do { \
	uint64_t before_ = machine_counter(&self->m, \
					   DEMOS_C_REFUSED_##reason); \
	uint64_t all_ = machine_counter(&self->m, DEMOS_C_REFUSED); \
	const uint64_t zero = 0; \
	struct demos_peer_info info_; \
	struct frame frame; \
	struct liar liar; \
	(void)zero; \
	ASSERT_OK(come_up(&liar, &self->m, &self->watch, HIGH, ++life, 0)); \
	liar_message(&liar, &frame, self->p.pid, "lie", 3); \
	statement; \
	frame_send(&liar, &frame); \
	EXPECT_EQ(0, liar_gone(&liar)) TH_LOG("stays: %s", #statement); \
	EXPECT_EQ(before_ + 1, machine_counter(&self->m, \
					       DEMOS_C_REFUSED_##reason)) \
		TH_LOG("not counted: %s", #statement); \
	EXPECT_EQ(all_ + 1, machine_counter(&self->m, DEMOS_C_REFUSED)); \
	ASSERT_OK(watch_for(&self->watch, DEMOS_EVENT_PEER_DOWN, 0, HIGH, \
			    NULL)); \
	ASSERT_OK(peer_info(&self->m, HIGH, &info_)); \
	EXPECT_EQ(-(told), info_.error) TH_LOG("told: %s", #statement); \
} while (0)

TEST_F_TIMEOUT(hostile_session, each_lie_is_counted, LONG_TEST)
{
	uint64_t life = 100;
	struct liar guest;

	REFUSED_AS(LENGTH, EBADMSG, frame.nlh.nlmsg_len += 2);
	REFUSED_AS(ORDER, EPROTONOSUPPORT, frame.nlh.nlmsg_type =
		   __builtin_bswap16(frame.nlh.nlmsg_type));
	REFUSED_AS(HEADER, EBADMSG, frame.nlh.nlmsg_seq = 1);
	REFUSED_AS(VERSION, EPROTONOSUPPORT, frame.genl.version = 2);
	REFUSED_AS(ATTRIBUTE, EBADMSG, frame_put(&frame, 0x1000, &zero, 8));
	REFUSED_AS(HELLO, EBADMSG, {
		struct demos_hello hello;

		liar_hello(&liar, &hello);
		frame_begin(&frame, &liar, DEMOS_CMD_HELLO);
		frame_put(&frame, DEMOS_A_HELLO, &hello, sizeof(hello));
	});
	REFUSED_AS(MESSAGE, EBADMSG, frame.head.flags = 0x80000000);
	REFUSED_AS(ADDRESS, EBADMSG, frame.head.to.machine = OWN + 1);
	REFUSED_AS(NUMBER, EBADMSG, {
		liar.seq = 7;
		liar_message(&liar, &frame, self->p.pid, "lie", 3);
	});
	REFUSED_AS(ACK, EBADMSG, {
		frame_begin(&frame, &liar, DEMOS_CMD_ACK);
		frame_put(&frame, DEMOS_A_ACK, &zero, 8);
	});
	ASSERT_OK(greet(&guest, &self->m, OWN, 1, 0) == -EINVAL ? 0 : -1);
	EXPECT_TRUE(hears_nothing(&self->p));
}

/* Request a kernel's boot link */
static int ask(struct liar *liar, struct frame *frame)
{
	const struct demos_control boot = { .op = htons(DEMOS_OP_BOOT) };
	const struct demos_link back = {
		.to = { .pid = DEMOS_PID(HIGH, 7), .machine = HIGH },
		.flags = DEMOS_LINK_REPLY | DEMOS_LINK_PASS,
	};

	liar_message(liar, frame, DEMOS_PID_KERNEL(OWN), &boot, sizeof(boot));
	frame_put(frame, DEMOS_A_LINK_BODY, &back, sizeof(back));
	return frame_send(liar, frame);
}

TEST_F_TIMEOUT(hostile_session, requester_that_does_not_read_is_cut, LONG_TEST)
{
	struct demos_peer_info info;
	char rest[65536];
	struct frame frame;
	struct liar liar;
	int i;

	ASSERT_OK(come_up(&liar, &self->m, &self->watch, HIGH, 100, 0));
	for (i = 0; i < 300000 && !ask(&liar, &frame); i++)
		while (recv(liar.fd, rest, sizeof(rest), MSG_DONTWAIT) > 0)
			;
	ASSERT_OK(watch_for(&self->watch, DEMOS_EVENT_PEER_DOWN, 0, HIGH,
			    NULL));
	ASSERT_OK(peer_info(&self->m, HIGH, &info));
	TH_LOG("%d requests, %u bytes of answers kept", i,
	       info.unacked_bytes);
	EXPECT_GT(20 << 20, info.unacked_bytes);
	EXPECT_EQ(1, machine_counter(&self->m, DEMOS_C_REFUSED_ROOM));
	close(liar.fd);
	/* Forgetting the machine frees all of it */
	ASSERT_OK(peer_command(&self->m, DEMOS_CMD_PEER_DEL, HIGH));
	EXPECT_EQ(-ENOENT, peer_info(&self->m, HIGH, &info));
}

/* Acknowledge all frames up to this one */
static int accept_frame(struct liar *liar, const struct frame *frame)
{
	const struct nlattr *nla = frame_find(frame, DEMOS_A_SEQ);
	struct frame answer;
	uint64_t ack;

	if (!nla)
		return -EBADMSG;
	memcpy(&ack, (const char *)nla + NLA_HDRLEN, sizeof(ack));
	ack++;
	frame_begin(&answer, liar, DEMOS_CMD_ACK);
	frame_put(&answer, DEMOS_A_ACK, &ack, sizeof(ack));
	return frame_send(liar, &answer);
}

/* Request @memory of process @pid, in the name of a process of machine @id */
static int pull_for(struct liar *liar, uint16_t id, uint64_t pid,
		    const struct memory *memory)
{
	const struct demos_op_pull pull = {
		.op = htons(DEMOS_OP_PULL),
		.region = htons(DEMOS_REGION_MEMORY),
		.address = htonl(memory->area),
		.length = htonl(memory->size),
	};
	struct frame frame;

	liar_message(liar, &frame, pid, &pull, sizeof(pull));
	frame.head.flags = DEMOS_F_KERNEL | DEMOS_F_BULK;
	frame.head.from.pid = DEMOS_PID(id, 7);
	frame.head.from.machine = id;
	return frame_send(liar, &frame);
}

#define PULLS	1000	/* as many as 125 transfers at once make */

/* An honest machine requests much more at once than is kept for a machine */
TEST_F_TIMEOUT(hostile_session, requester_that_reads_gets_everything, LONG_TEST)
{
	struct demos_peer_info info;
	struct memory memory;
	struct frame frame;
	struct liar liar;
	int i;

	ASSERT_OK(memory_make(&self->p, &memory, DEMOS_PACKET_MAX));
	ASSERT_OK(come_up(&liar, &self->m, &self->watch, HIGH, 100, 0));
	for (i = 0; i < PULLS; i++)
		ASSERT_OK(pull_for(&liar, HIGH, self->p.pid, &memory));
	ASSERT_OK(say(&liar, self->p.pid, liar.seq, "asked"));
	ASSERT_TRUE(hears(&self->p, "asked"));
	ASSERT_OK(peer_info(&self->m, HIGH, &info));
	EXPECT_GT(5 << 20, info.unacked_bytes);
	for (i = 0; i < PULLS; ) {
		ASSERT_OK(frame_read(liar.fd, &frame));
		if (frame.genl.cmd != DEMOS_CMD_MESSAGE)
			continue;
		EXPECT_LT(DEMOS_PACKET_MAX, frame.nlh.nlmsg_len);
		ASSERT_OK(accept_frame(&liar, &frame));
		i++;
	}
	EXPECT_EQ(0, machine_counter(&self->m, DEMOS_C_REFUSED));
	close(liar.fd);
	memory_free(&memory);
}

#define WRITES	60
#define LENGTH	(DEMOS_PACKET_MAX * 8)

/* Local processes write much to a machine that accepts nothing */
TEST_F(hostile_session, concurrent_writes_are_bounded)
{
	const struct demos_link there = {
		.to = { .pid = DEMOS_PID(HIGH, 7), .machine = HIGH },
		.flags = DEMOS_LINK_WRITE | DEMOS_LINK_PASS,
		.length = LENGTH,
	};
	struct demos_peer_info info;
	struct message message;
	struct memory memory;
	struct frame frame;
	struct liar liar;
	uint32_t seq;
	int i;

	ASSERT_OK(memory_make(&self->p, &memory, LENGTH));
	ASSERT_OK(come_up(&liar, &self->m, &self->watch, HIGH, 100, 0));
	liar_message(&liar, &frame, self->p.pid, "write", 5);
	frame_put(&frame, DEMOS_A_LINK_BODY, &there, sizeof(there));
	ASSERT_OK(frame_send(&liar, &frame));
	ASSERT_OK(process_receive(&self->p, 1, SOON, &message));
	for (i = 0; i < WRITES; i++)
		ASSERT_OK(memory_move_begin(&self->p, DEMOS_CMD_MOVE_WRITE,
					    message.links[0], 0, memory.area,
					    LENGTH, &seq));
	while (machine_counter(&self->m, DEMOS_C_MOVES) < WRITES)
		;
	ASSERT_OK(peer_info(&self->m, HIGH, &info));
	EXPECT_GT(8 << 20, info.unacked_bytes);
	EXPECT_EQ(0, machine_counter(&self->m, DEMOS_C_REFUSED));
	close(liar.fd);
	memory_free(&memory);
}

/* Drop what the machine has sent, so that it can continue */
static void drain(struct liar *liar)
{
	char rest[65536];

	while (recv(liar->fd, rest, sizeof(rest), MSG_DONTWAIT) > 0)
		;
}

/* A message to a dead process, from one of a third machine, with links to it */
static int frame_another(struct liar *liar, uint64_t dead)
{
	struct demos_link back = {
		.to = { .pid = DEMOS_PID(THIRD, 8), .machine = THIRD },
		.flags = DEMOS_LINK_REPLY | DEMOS_LINK_PASS,
	};
	struct frame frame;
	int i;

	liar_message(liar, &frame, dead, "lie", 3);
	frame.head.from.pid = DEMOS_PID(THIRD, 7);
	frame.head.from.machine = THIRD;
	for (i = 0; i < DEMOS_LINKS_MAX; i++)
		frame_put(&frame, DEMOS_A_LINK_BODY, &back, sizeof(back));
	drain(liar);
	return frame_send(liar, &frame);
}

TEST_F_TIMEOUT(hostile_session, requests_for_another_are_bounded, LONG_TEST)
{
	struct demos_peer_info info, later;
	struct liar liar, other;
	struct process dead;
	int i, n;

	ASSERT_OK(process_attach(&dead, &self->m, "dead"));
	process_close(&dead);
	ASSERT_OK(peer_command(&self->m, DEMOS_CMD_PEER_ADD, THIRD));
	ASSERT_OK(come_up(&liar, &self->m, &self->watch, HIGH, 100, 0));
	for (i = 0; i < 40; i++) {
		for (n = 0; n < 1000; n++)
			ASSERT_OK(frame_another(&liar, dead.pid));
		if (machine_counter(&self->m, DEMOS_C_LIMITED))
			break;
	}
	EXPECT_LT(0, machine_counter(&self->m, DEMOS_C_LIMITED));
	/* With all of that accepted, no more is kept, however much it sends */
	ASSERT_OK(say(&liar, self->p.pid, liar.seq, "now"));
	ASSERT_TRUE(hears(&self->p, "now"));
	ASSERT_OK(peer_info(&self->m, THIRD, &info));
	TH_LOG("%d frames, %u bytes kept for a third machine", (i + 1) * 1000,
	       info.unacked_bytes);
	for (n = 0; n < 1000; n++)
		ASSERT_OK(frame_another(&liar, dead.pid));
	ASSERT_OK(say(&liar, self->p.pid, liar.seq, "then"));
	EXPECT_TRUE(hears(&self->p, "then"));
	ASSERT_OK(peer_info(&self->m, THIRD, &later));
	EXPECT_EQ(info.unacked, later.unacked);
	EXPECT_GT(20 << 20, later.unacked_bytes);
	/* Other traffic with that machine continues */
	ASSERT_OK(come_up(&other, &self->m, &self->watch, LOW, 100, 1));
	ASSERT_OK(frame_another(&other, dead.pid));
	ASSERT_OK(say(&other, self->p.pid, other.seq, "too"));
	EXPECT_TRUE(hears(&self->p, "too"));
	ASSERT_OK(peer_info(&self->m, THIRD, &info));
	EXPECT_EQ(later.unacked + DEMOS_LINKS_MAX + 1, info.unacked);
	EXPECT_EQ(0, machine_counter(&self->m, DEMOS_C_REFUSED));
	close(other.fd);
	close(liar.fd);
	ASSERT_OK(peer_command(&self->m, DEMOS_CMD_PEER_DEL, THIRD));
}

/* Send over a link to control process @pid; a third machine gets the answer */
static int list_for_another(struct liar *liar, uint64_t pid)
{
	const struct demos_op_links list = { .op = htons(DEMOS_OP_LINKS) };
	const struct demos_link back = {
		.to = { .pid = DEMOS_PID(THIRD, 8), .machine = THIRD },
		.flags = DEMOS_LINK_REPLY | DEMOS_LINK_PASS,
	};
	struct frame frame;

	liar_message(liar, &frame, pid, &list, sizeof(list));
	frame.head.flags = DEMOS_F_KERNEL;
	frame_put(&frame, DEMOS_A_LINK_BODY, &back, sizeof(back));
	drain(liar);
	return frame_send(liar, &frame);
}

/* Messages that an actor sends later on behalf of a frame are charged to it */
TEST_F_TIMEOUT(hostile_session, answers_to_another_are_bounded, LONG_TEST)
{
	struct demos_peer_info info;
	struct liar liar;
	uint32_t link;
	int i, n;

	for (i = 0; i < 200; i++)
		ASSERT_OK(link_create(&self->p, i, 0, FREE, &link));
	ASSERT_OK(peer_command(&self->m, DEMOS_CMD_PEER_ADD, THIRD));
	ASSERT_OK(come_up(&liar, &self->m, &self->watch, HIGH, 100, 0));
	/* The actor may be much slower than the liar */
	for (i = 0; i < 400; i++) {
		for (n = 0; n < 1000; n++)
			ASSERT_OK(list_for_another(&liar, self->p.pid));
		if (machine_counter(&self->m, DEMOS_C_LIMITED))
			break;
	}
	ASSERT_OK(peer_info(&self->m, THIRD, &info));
	TH_LOG("%d requests, %u bytes kept for another", i * 1000,
	       info.unacked_bytes);
	EXPECT_GT(400, i);
	EXPECT_GT(21 << 20, info.unacked_bytes);
	close(liar.fd);
	ASSERT_OK(peer_command(&self->m, DEMOS_CMD_PEER_DEL, THIRD));
}

TEST_HARNESS_MAIN
