// SPDX-License-Identifier: GPL-2.0
/*
 * A machine that takes up room where flow control does not stop it: in the
 * queue of a process, by answers that it does not acknowledge, in the session
 * with a third machine, by files sent along over a Unix socket. All of it is
 * bounded, and leaves room for others.
 */
#include "harness.h"
#include "frame.h"
#include "guest.h"
#include "memory.h"

#include <endian.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)
#define OWN	5		/* machine ids */
#define LIAR	7
#define THIRD	9		/* is not connected */
#define MIB	1048576
#define KEPT	(33 * MIB)	/* a little more than is kept for a machine */

FIXTURE(hostile_room)
{
	struct machine m;
	struct process p;
	struct liar liar;
};

FIXTURE_SETUP(hostile_room)
{
	ASSERT_OK(machine_make(&self->m, OWN));
	ASSERT_OK(process_attach(&self->p, &self->m, "honest"));
	ASSERT_OK(liar_befriend(&self->liar, &self->m, LIAR));
}

FIXTURE_TEARDOWN(hostile_room)
{
	close(self->liar.fd);
	process_close(&self->p);
	machine_leave(&self->m);
}

/* Drop what the machine has sent, so that it can continue, and send a frame */
static int send_on(struct liar *liar, const struct frame *frame)
{
	char rest[65536];

	while (recv(liar->fd, rest, sizeof(rest), MSG_DONTWAIT) > 0)
		;
	return frame_send(liar, frame);
}

/* Once this is heard, all frames sent before it have been accepted */
static bool is_heard(struct liar *liar, struct process *p)
{
	struct message message;
	struct frame frame;

	liar_message(liar, &frame, p->pid, "now", 3);
	return !send_on(liar, &frame) &&
	       !process_receive(p, 1, SOON, &message) && message.length == 3;
}

static uint64_t queue_bytes(struct machine *machine, uint64_t pid)
{
	struct demos_process_info info;

	return process_info(machine, pid, &info) ? UINT64_MAX :
						   info.queue_bytes;
}

static uint64_t kept_bytes(struct machine *machine, uint16_t peer)
{
	struct demos_peer_info info;

	return peer_info(machine, peer, &info) ? UINT64_MAX :
						 info.unacked_bytes;
}

/* ---- Requests for move data, which wait until the answer has room */

#define PULLS	8000
#define FULL	130	/* answers that fill the requester's session */

/* Request all of @memory of process @pid, in the name of machine @id */
static int pull(struct liar *liar, uint16_t id, uint64_t pid,
		const struct memory *memory, int channel)
{
	const struct demos_op_pull ask = {
		.op = htons(DEMOS_OP_PULL),
		.region = htons(DEMOS_REGION_MEMORY),
		.address = htonl(memory->area),
		.length = htonl(DEMOS_PACKET_MAX),
	};
	struct frame frame;

	liar_message(liar, &frame, pid, &ask, sizeof(ask));
	frame.head.flags = DEMOS_F_KERNEL | DEMOS_F_BULK;
	frame.head.channel = channel;
	frame.head.from.pid = DEMOS_PID(id, 7);
	frame.head.from.machine = id;
	return send_on(liar, &frame);
}

/* Not the channel of calls, whose answers have reserved room */
static const uint8_t channels[] = { 1, 255 };

TEST_F_TIMEOUT(hostile_room, pulls_for_another_machine, LONG_TEST)
{
	struct message message;
	struct memory memory;
	struct process other;
	uint32_t mine, link;
	int i;

	ASSERT_OK(memory_make(&self->p, &memory, DEMOS_PACKET_MAX));
	ASSERT_OK(process_attach(&other, &self->m, "other"));
	ASSERT_OK(link_create(&self->p, 1, 1, FREE, &mine));
	ASSERT_OK(link_exchange(&self->p, &other, mine, &link));
	ASSERT_OK(peer_command(&self->m, DEMOS_CMD_PEER_ADD, THIRD));
	for (i = 0; i < 2 * PULLS; i++)
		ASSERT_OK(pull(&self->liar, THIRD, self->p.pid, &memory,
			       channels[i / PULLS]));
	EXPECT_TRUE(is_heard(&self->liar, &self->p));
	EXPECT_GT(2 * MIB, queue_bytes(&self->m, self->p.pid));
	ASSERT_OK(process_say(&other, link, "local", 5));
	EXPECT_OK(process_receive(&self->p, 1 << 1, SOON, &message));
	process_close(&other);
	memory_free(&memory);
	ASSERT_OK(peer_command(&self->m, DEMOS_CMD_PEER_DEL, THIRD));
}

TEST_F_TIMEOUT(hostile_room, pulls_from_a_kernel, LONG_TEST)
{
	const struct program puppet = Z8002(puppet, .pages = 8);
	uint64_t limits[__DEMOS_LIMIT_MAX], used[__DEMOS_LIMIT_MAX];
	struct demos_status status;
	struct memory memory;
	struct guest guest;
	struct frame frame;
	int i;

	ASSERT_OK(memory_make(&self->p, &memory, DEMOS_PACKET_MAX));
	for (i = 0; i < FULL; i++)
		ASSERT_OK(pull(&self->liar, LIAR, self->p.pid, &memory, 1));
	for (i = 0; i < 2 * PULLS; i++) {
		const struct demos_op_pull ask = {
			.op = htons(DEMOS_OP_PULL),
			.region = htons(DEMOS_REGION_RESIDENT),
			.length = htonl(DEMOS_PACKET_MAX),
		};

		liar_kernel(&self->liar, &frame, DEMOS_PID_KERNEL(OWN), &ask,
			    sizeof(ask));
		frame.head.flags |= DEMOS_F_BULK;
		frame.head.channel = channels[i / PULLS];
		ASSERT_OK(send_on(&self->liar, &frame));
	}
	EXPECT_TRUE(is_heard(&self->liar, &self->p));
	ASSERT_OK(machine_limits(&self->m, limits, used));
	EXPECT_GT(3 * MIB, used[DEMOS_LIMIT_QUEUES]);
	ASSERT_OK(guest_start(&self->p, OWN, &puppet, &guest));
	EXPECT_OK(guest_status(&self->p, &guest, &status));
	memory_free(&memory);
}

/* ---- Answers to packets, while a process is frozen */

static int data(struct liar *liar, uint64_t pid, uint32_t transfer)
{
	static uint8_t bytes[sizeof(struct demos_op_data) + DEMOS_PACKET_MAX];
	const struct demos_op_data answer = {
		.op = htons(DEMOS_OP_DATA),
		.transfer = transfer,
		.length = htonl(DEMOS_PACKET_MAX),
	};
	struct frame frame;

	memcpy(bytes, &answer, sizeof(answer));
	liar_message(liar, &frame, pid, bytes, sizeof(bytes));
	frame.head.flags = DEMOS_F_KERNEL | DEMOS_F_BULK;
	return send_on(liar, &frame);
}

/* Wait for the next control message of kind @op; @data: its fixed part */
static int await_op(struct liar *liar, int op, void *data, size_t size)
{
	const struct nlattr *nla;
	struct frame frame;
	uint16_t got = 0;
	int error;

	do {
		error = frame_read(liar->fd, &frame);
		nla = error ? NULL : frame_find(&frame, DEMOS_A_DATA);
		if (!nla || nla->nla_len < NLA_HDRLEN + size)
			continue;
		memcpy(data, (const char *)nla + NLA_HDRLEN, size);
		memcpy(&got, data, sizeof(got));
	} while (!error && ntohs(got) != op);
	return error;
}

#define ANSWERS	1000

/* The process moves to a machine that never answers */
TEST_F_TIMEOUT(hostile_room, answers_to_a_frozen_process, LONG_TEST)
{
	const struct program puppet = Z8002(puppet, .pages = 256);
	const struct demos_link there = {
		.to = { .pid = DEMOS_PID(LIAR, 7), .machine = LIAR },
		.flags = DEMOS_LINK_READ | DEMOS_LINK_PASS,
		.length = 60000,
	};
	uint32_t link, name, credit;
	struct demos_op_pull asked;
	struct message message;
	struct guest guest;
	struct frame frame;
	uint16_t r[14] = { [3] = 0x400, [5] = 0, [7] = 60000 };
	int i;

	ASSERT_OK(guest_start(&self->p, OWN, &puppet, &guest));
	ASSERT_OK(guest_hello(&self->p, &link));
	liar_message(&self->liar, &frame, self->p.pid, "lend", 4);
	frame_put(&frame, DEMOS_A_LINK_BODY, &there, sizeof(there));
	ASSERT_OK(send_on(&self->liar, &frame));
	ASSERT_OK(process_receive(&self->p, 1, SOON, &message));
	ASSERT_OK(puppet_give(&self->p, link, message.links[0], &name));
	r[0] = name >> 16;
	r[1] = name;
	ASSERT_OK(puppet_begin(&self->p, link, DEMOS_SC_MOVE_READ, r,
			       &credit));
	ASSERT_OK(await_op(&self->liar, DEMOS_OP_PULL, &asked, sizeof(asked)));
	ASSERT_OK(guest_migrate_begin(&self->p, &guest, LIAR, &credit));
	while (machine_counter(&self->m, DEMOS_C_MIGRATION_CONTROL) < 1)
		;
	for (i = 0; i < ANSWERS; i++)
		ASSERT_OK(data(&self->liar, guest.pid,
			       asked.transfer));
	EXPECT_TRUE(is_heard(&self->liar, &self->p));
	EXPECT_GT(17 * MIB, queue_bytes(&self->m, guest.pid));
	EXPECT_LT(0, machine_counter(&self->m, DEMOS_C_LIMITED));
}

/* ---- Frames kept for a machine */

static int list(struct liar *liar, uint64_t pid, uint64_t from,
		uint64_t number)
{
	const struct demos_op_links ask = { .op = htons(DEMOS_OP_LINKS) };
	const struct demos_link back = {
		.to = { .pid = DEMOS_PID(LIAR, 8), .machine = LIAR },
		.flags = DEMOS_LINK_REPLY | DEMOS_LINK_PASS,
	};
	struct frame frame;

	liar_message(liar, &frame, pid, &ask, sizeof(ask));
	frame.head.flags = DEMOS_F_KERNEL;
	frame.head.from.pid = DEMOS_PID(LIAR, from);
	frame.head.number = number;
	frame_put(&frame, DEMOS_A_LINK_BODY, &back, sizeof(back));
	return send_on(liar, &frame);
}

/* Requests that arrive early are held, then answered all at once */
TEST_F_TIMEOUT(hostile_room, requests_out_of_order, LONG_TEST)
{
	uint64_t from, number;
	uint32_t link;
	int i;

	for (i = 0; i < 200; i++)
		ASSERT_OK(link_create(&self->p, i, 0, FREE, &link));
	for (from = 100; from < 104; from++)
		for (number = 2; number < 4000; number++)
			ASSERT_OK(list(&self->liar, self->p.pid, from,
				       number));
	ASSERT_TRUE(is_heard(&self->liar, &self->p));
	EXPECT_GT(MIB, kept_bytes(&self->m, LIAR));
	for (from = 100; from < 104; from++)
		ASSERT_OK(list(&self->liar, self->p.pid, from, 1));
	/* This one is answered, or not, after all others */
	ASSERT_TRUE(is_heard(&self->liar, &self->p));
	while (queue_bytes(&self->m, self->p.pid))
		;
	TH_LOG("%llu bytes kept", kept_bytes(&self->m, LIAR));
	EXPECT_LT(16 * MIB, kept_bytes(&self->m, LIAR));
	EXPECT_GT(KEPT, kept_bytes(&self->m, LIAR));
	EXPECT_LT(0, machine_counter(&self->m, DEMOS_C_LIMITED));
}

/* A process replies over the link in the request, which leads elsewhere */
TEST_F_TIMEOUT(hostile_room, answers_directed_to_another_machine, LONG_TEST)
{
	static const uint8_t answer[DEMOS_DATA_MAX];
	const struct demos_link back = {
		.to = { .pid = DEMOS_PID(THIRD, 8), .machine = THIRD },
		.flags = DEMOS_LINK_REPLY | DEMOS_LINK_PASS,
	};
	struct message message;
	struct frame frame;
	int i;

	ASSERT_OK(peer_command(&self->m, DEMOS_CMD_PEER_ADD, THIRD));
	for (i = 0; i < 10000 &&
	     !machine_counter(&self->m, DEMOS_C_LIMITED); i++) {
		liar_message(&self->liar, &frame, self->p.pid, "ask", 3);
		frame_put(&frame, DEMOS_A_LINK_BODY, &back, sizeof(back));
		ASSERT_OK(send_on(&self->liar, &frame));
		ASSERT_OK(process_receive(&self->p, 1, SOON, &message));
		ASSERT_OK(process_say(&self->p, message.links[0], answer,
				      sizeof(answer)));
	}
	EXPECT_LT(16 * MIB, kept_bytes(&self->m, THIRD));
	EXPECT_GT(KEPT, kept_bytes(&self->m, THIRD));
	EXPECT_GT(10000, i);
	ASSERT_OK(peer_command(&self->m, DEMOS_CMD_PEER_DEL, THIRD));
}

/* ---- Messages that moving processes take along to a slow machine */

#define MOVERS	3
#define LETTERS	2800	/* unread messages of each */

/* A guest that does not read its messages, and moves to the liar */
static int fill(struct liar *liar, struct process *p, struct guest *guest)
{
	static const uint8_t letter[DEMOS_DATA_MAX];
	const struct program puppet = Z8002(puppet, .pages = 8);
	struct frame frame;
	int i, error;

	error = guest_start(p, OWN, &puppet, guest);
	if (!error)
		error = guest_control(p, guest, DEMOS_OP_SUSPEND);
	for (i = 0; i < LETTERS && !error; i++) {
		liar_message(liar, &frame, guest->pid, letter, sizeof(letter));
		error = send_on(liar, &frame);
	}
	return error;
}

/* The liar claims to have it before pulling any of its state */
static int move_off(struct liar *liar, struct process *p, struct guest *guest)
{
	struct demos_op_migration said = {
		.op = htons(DEMOS_OP_ESTABLISHED),
		.pid = htobe64(guest->pid),
	};
	struct demos_op_ask ask = { 0 };
	struct frame frame;
	uint32_t credit;
	int error;

	error = guest_migrate_begin(p, guest, LIAR, &credit);
	if (!error)
		error = await_op(liar, DEMOS_OP_ASK, &ask, sizeof(ask));
	said.moves = ask.moves;
	liar_kernel(liar, &frame, DEMOS_PID_KERNEL(OWN), &said, sizeof(said));
	if (!error)
		error = frame_send(liar, &frame);
	return error ? error : await_op(liar, DEMOS_OP_CLEANED, &said,
					sizeof(said));
}

/* Even so a pull from there is answered */
TEST_F_TIMEOUT(hostile_room, queues_taken_along, LONG_TEST)
{
	struct guest guests[MOVERS];
	struct demos_op_data answer = { 0 };
	struct memory memory;
	int i;

	/* Independent of this computer's memory */
	ASSERT_OK(machine_set_limit(&self->m, DEMOS_LIMIT_QUEUES, 64 * MIB));
	ASSERT_OK(machine_set_limit(&self->m, DEMOS_LIMIT_PROCESS_QUEUE,
				    16 * MIB));
	ASSERT_OK(memory_make(&self->p, &memory, DEMOS_PACKET_MAX));
	for (i = 0; i < MOVERS; i++)
		ASSERT_OK(fill(&self->liar, &self->p, &guests[i]));
	for (i = 0; i < MOVERS; i++)
		ASSERT_OK(move_off(&self->liar, &self->p, &guests[i]));
	EXPECT_LT(KEPT, kept_bytes(&self->m, LIAR));
	ASSERT_OK(pull(&self->liar, LIAR, self->p.pid, &memory, 1));
	EXPECT_OK(await_op(&self->liar, DEMOS_OP_DATA, &answer,
			   sizeof(answer)));
	EXPECT_EQ(DEMOS_PACKET_MAX, ntohl(answer.length));
	EXPECT_EQ(0, machine_counter(&self->m, DEMOS_C_LIMITED));
	memory_free(&memory);
}

/* ---- Files sent along with a frame */

static int send_file(struct liar *liar, const struct frame *frame, int fd)
{
	union {
		struct cmsghdr head;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {
		.head = {
			.cmsg_len = CMSG_LEN(sizeof(int)),
			.cmsg_level = SOL_SOCKET,
			.cmsg_type = SCM_RIGHTS,
		},
	};
	struct iovec vec = { (void *)frame, frame->nlh.nlmsg_len };
	struct msghdr msg = {
		.msg_iov = &vec,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};

	memcpy(CMSG_DATA(&control.head), &fd, sizeof(fd));
	return sendmsg(liar->fd, &msg, 0) < 0 ? -errno : 0;
}

TEST_F(hostile_room, files_sent_along)
{
	struct pollfd end = { .events = POLLIN };
	struct message message;
	struct frame frame;
	int fd[2];

	ASSERT_EQ(0, pipe(fd));
	liar_message(&self->liar, &frame, self->p.pid, "file", 4);
	ASSERT_OK(send_file(&self->liar, &frame, fd[1]));
	close(fd[1]);
	EXPECT_OK(process_receive(&self->p, 1, SOON, &message));
	/* The other end is closed, then */
	end.fd = fd[0];
	EXPECT_EQ(1, poll(&end, 1, SOON));
	EXPECT_NE(0, end.revents & POLLHUP);
	close(fd[0]);
}

TEST_HARNESS_MAIN
