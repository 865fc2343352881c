// SPDX-License-Identifier: GPL-2.0
/*
 * Control messages of a lying kernel: in the right form, and wrong. What they
 * say is checked; a kernel speaks for itself and for nobody else.
 */
#include "harness.h"
#include "frame.h"

#include <sys/socket.h>
#include <unistd.h>

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)
#define LIAR	7

FIXTURE(hostile_kernel)
{
	struct machine m[2];
	struct process p[2];
	uint32_t there;		/* link at p[0] to p[1] */
};

FIXTURE_SETUP(hostile_kernel)
{
	uint32_t link;
	int i;

	ASSERT_OK(machine_lan(self->m, 2));
	for (i = 0; i < 2; i++)
		ASSERT_OK(process_attach(&self->p[i], &self->m[i], "honest"));
	ASSERT_OK(link_create(&self->p[1], 1, 1, FREE, &link));
	ASSERT_OK(link_exchange(&self->p[1], &self->p[0], link,
				&self->there));
}

FIXTURE_TEARDOWN(hostile_kernel)
{
	int i;

	for (i = 0; i < 2; i++) {
		process_close(&self->p[i]);
		machine_leave(&self->m[i]);
	}
}

/* The honest ones still reach each other. */
static int works_on(struct process *p, uint32_t there)
{
	struct message message;
	int error;

	error = process_say(&p[0], there, "still", 5);
	if (!error)
		error = process_receive(&p[1], 1 << 1, SOON, &message);
	if (!error && message.length != 5)
		error = -EBADMSG;
	return error;
}

/* A machine greeted in the right way. */
static int befriend(struct liar *liar, struct machine *machine)
{
	struct demos_hello hello;
	struct watch watch;
	int error;

	error = watch_open(&watch, machine);
	if (!error)
		error = liar_meet(liar, machine, LIAR);
	liar_hello(liar, &hello);
	if (!error)
		error = liar_say_hello(liar, &hello);
	if (!error)
		error = watch_for(&watch, DEMOS_EVENT_PEER_UP, 0, LIAR, NULL);
	watch_close(&watch);
	return error;
}

/* A message in the right form from the liar's kernel. */
static void from_kernel(struct liar *liar, struct frame *frame, uint64_t to,
			const void *data, size_t size)
{
	liar_message(liar, frame, to, data, size);
	frame->head.from.pid = DEMOS_PID_KERNEL(LIAR);
	if (DEMOS_PID_LOCAL(to))
		frame->head.flags = DEMOS_F_KERNEL;
}

TEST_F_TIMEOUT(hostile_kernel, control_messages_at_random, LONG_TEST)
{
	uint64_t to[3] = { DEMOS_PID_KERNEL(1), self->p[0].pid,
			   DEMOS_PID(1, 999999) };
	const struct program puppet = Z8002(puppet);
	uint16_t r[14] = { 0 };
	struct guest guest;
	struct frame frame;
	unsigned int seed;
	struct liar liar;
	uint8_t data[64];
	uint32_t link;
	int i, n;

	ASSERT_OK(guest_start(&self->p[0], 1, &puppet, &guest));
	ASSERT_OK(guest_hello(&self->p[0], &link));
	for (seed = 1; seed <= 20; seed++) {
		ASSERT_OK(befriend(&liar, &self->m[0]));
		for (i = 0; i < 40; i++) {
			for (n = 0; n < (int)sizeof(data); n++)
				data[n] = rand_r(&seed) % 2 ? 0 :
					  rand_r(&seed);
			data[0] = 0;
			data[1] = DEMOS_OP_LINK_UPDATE + rand_r(&seed) % 12;
			from_kernel(&liar, &frame, to[rand_r(&seed) % 3], data,
				    2 + rand_r(&seed) % (sizeof(data) - 2));
			if (frame_send(&liar, &frame))
				break;
		}
		shutdown(liar.fd, SHUT_WR);
		EXPECT_EQ(0, liar_gone(&liar));
	}
	ASSERT_OK(puppet_do(&self->p[0], link, DEMOS_SC_YIELD, r));
	ASSERT_OK(works_on(self->p, self->there));
}

/* Read frames until one with a control message comes. */
static int next_control(struct liar *liar, struct frame *frame, int *op,
			const void **data)
{
	const struct nlattr *nla;
	int error;

	for (;;) {
		error = frame_read(liar->fd, frame);
		if (error)
			return error;
		nla = frame_find(frame, DEMOS_A_DATA);
		if (frame->genl.cmd != DEMOS_CMD_MESSAGE || !nla)
			continue;
		*data = (const char *)nla + NLA_HDRLEN;
		*op = ntohs(*(const uint16_t *)*data);
		return 0;
	}
}

struct packet {
	struct demos_op_data head;
	uint8_t bytes[DEMOS_PACKET_MAX];
} __packed;

/* Answer a request for part of the state with rubbish. */
static int answer_pull(struct liar *liar, const struct frame *asked,
		       const void *data, unsigned int *seed)
{
	struct packet *answer = malloc(sizeof(*answer));
	const struct demos_op_pull *pull = data;
	uint32_t length = ntohl(pull->length);
	struct frame *frame = malloc(sizeof(*frame));
	uint32_t i;
	int error;

	if (length > DEMOS_PACKET_MAX)
		length = DEMOS_PACKET_MAX;
	answer->head = (struct demos_op_data){
		.op = htons(DEMOS_OP_DATA),
		.transfer = pull->transfer,
		.address = pull->address,
		.length = htonl(length),
	};
	for (i = 0; i < length; i++)
		answer->bytes[i] = rand_r(seed) % 3 ? 0 : rand_r(seed);
	/* Now and then the beginning is right: a version. */
	if (length > 1 && rand_r(seed) % 2)
		answer->bytes[1] = 1;
	from_kernel(liar, frame, asked->head.from.pid, answer,
		    sizeof(answer->head) + length);
	frame->head.flags = DEMOS_F_KERNEL | DEMOS_F_BULK;
	error = frame_send(liar, frame);
	free(frame);
	free(answer);
	return error;
}

TEST_F_TIMEOUT(hostile_kernel, a_process_made_of_rubbish, LONG_TEST)
{
	struct demos_op_ask ask = {
		.op = htons(DEMOS_OP_ASK),
		.version = htons(1),
		.pid = htobe64(DEMOS_PID(LIAR, 7)),
		.moves = htonl(1),
		.resident = htonl(400),
		.swappable = htonl(300),
		.program = htonl(512),
	};
	struct frame frame;
	const void *data;
	struct liar liar;
	unsigned int seed;
	uint64_t count;
	int op;

	for (seed = 1; seed <= 30; seed++) {
		ASSERT_OK(befriend(&liar, &self->m[0]));
		from_kernel(&liar, &frame, DEMOS_PID_KERNEL(1), &ask,
			    sizeof(ask));
		ASSERT_OK(frame_send(&liar, &frame));
		do {
			ASSERT_OK(next_control(&liar, &frame, &op, &data));
			if (op == DEMOS_OP_PULL)
				ASSERT_OK(answer_pull(&liar, &frame, data,
						      &seed));
		} while (op == DEMOS_OP_PULL);
		EXPECT_EQ(DEMOS_OP_REFUSE, op);
		close(liar.fd);
	}
	ASSERT_OK(machine_show(&self->m[0], DEMOS_A_PROCESSES, &count));
	EXPECT_EQ(1, count);
	ASSERT_OK(works_on(self->p, self->there));
}

TEST_F(hostile_kernel, a_process_too_big_to_take)
{
	struct demos_op_ask ask = {
		.op = htons(DEMOS_OP_ASK),
		.version = htons(1),
		.pid = htobe64(DEMOS_PID(LIAR, 7)),
		.moves = htonl(1),
		.resident = htonl(0xfffffff0),
		.swappable = htonl(0xfffffff0),
		.program = htonl(0xfffffff0),
	};
	struct frame frame;
	const void *data;
	struct liar liar;
	int op;

	ASSERT_OK(befriend(&liar, &self->m[0]));
	from_kernel(&liar, &frame, DEMOS_PID_KERNEL(1), &ask, sizeof(ask));
	ASSERT_OK(frame_send(&liar, &frame));
	ASSERT_OK(next_control(&liar, &frame, &op, &data));
	EXPECT_EQ(DEMOS_OP_REFUSE, op);
	ask.resident = htonl(400);
	ask.swappable = htonl(300);
	ask.program = htonl(512);
	ask.version = htons(99);
	from_kernel(&liar, &frame, DEMOS_PID_KERNEL(1), &ask, sizeof(ask));
	ASSERT_OK(frame_send(&liar, &frame));
	ASSERT_OK(next_control(&liar, &frame, &op, &data));
	EXPECT_EQ(DEMOS_OP_REFUSE, op);
	close(liar.fd);
	ASSERT_OK(works_on(self->p, self->there));
}

/* Ask machine 1 to take a process, and answer what it pulls with nothing. */
TEST_F(hostile_kernel, a_process_made_of_nothing)
{
	struct demos_op_ask ask = {
		.op = htons(DEMOS_OP_ASK),
		.version = htons(1),
		.pid = htobe64(DEMOS_PID(LIAR, 7)),
		.moves = htonl(1),
		.resident = htonl(400),
		.swappable = htonl(300),
		.program = htonl(512),
	};
	struct demos_op_data nothing = { .op = htons(DEMOS_OP_DATA) };
	const struct demos_op_pull *pull;
	struct frame frame;
	struct liar liar;
	const void *data;
	uint64_t asker;
	int op;

	ASSERT_OK(befriend(&liar, &self->m[0]));
	from_kernel(&liar, &frame, DEMOS_PID_KERNEL(1), &ask, sizeof(ask));
	ASSERT_OK(frame_send(&liar, &frame));
	do {
		ASSERT_OK(next_control(&liar, &frame, &op, &data));
		if (op == DEMOS_OP_PULL) {
			pull = data;
			nothing.transfer = pull->transfer;
			nothing.address = pull->address;
			asker = frame.head.from.pid;
			from_kernel(&liar, &frame, asker, &nothing,
				    sizeof(nothing));
			frame.head.flags = DEMOS_F_KERNEL | DEMOS_F_BULK;
			ASSERT_OK(frame_send(&liar, &frame));
		}
	} while (op == DEMOS_OP_PULL);
	EXPECT_EQ(DEMOS_OP_REFUSE, op);
	close(liar.fd);
}

/* A kernel's word, said by somebody who is not that kernel. */
#define FORGED_BY(statement) do { \
	const struct demos_control said_ = { .op = htons(DEMOS_OP_FOLD) }; \
	struct frame frame; \
	struct liar liar; \
	ASSERT_OK(befriend(&liar, &self->m[0])); \
	from_kernel(&liar, &frame, DEMOS_PID_KERNEL(1), &said_, \
		    sizeof(said_)); \
	statement; \
	ASSERT_OK(frame_send(&liar, &frame)); \
	EXPECT_EQ(0, liar_gone(&liar)) \
		TH_LOG("not thrown out: %s", #statement); \
} while (0)

TEST_F(hostile_kernel, speaks_for_nobody_else)
{
	uint64_t before = machine_counter(&self->m[0], DEMOS_C_REFUSED);

	FORGED_BY(frame.head.from.pid = DEMOS_PID_KERNEL(1));
	FORGED_BY(frame.head.from.pid = DEMOS_PID_KERNEL(2));
	FORGED_BY(frame.head.to.pid = DEMOS_PID_KERNEL(2));
	FORGED_BY(frame.head.flags = DEMOS_F_BULK;
		  frame.head.to.pid = self->p[0].pid);
	EXPECT_EQ(before + 4, machine_counter(&self->m[0], DEMOS_C_REFUSED));
	ASSERT_OK(works_on(self->p, self->there));
}

/* Machine 7 says that a process is where no process can be. */
TEST_F(hostile_kernel, a_link_update_to_nowhere)
{
	const uint16_t nowhere[] = { 0, 65535 };
	struct demos_op_where where = {
		.op = htons(DEMOS_OP_LINK_UPDATE),
		.pid = htobe64(self->p[1].pid),
		.moves = htonl(5),
	};
	struct demos_link body;
	struct frame frame;
	struct liar liar;
	int i;

	for (i = 0; i < 2; i++) {
		ASSERT_OK(befriend(&liar, &self->m[0]));
		where.machine = htons(nowhere[i]);
		from_kernel(&liar, &frame, self->p[0].pid, &where,
			    sizeof(where));
		ASSERT_OK(frame_send(&liar, &frame));
		shutdown(liar.fd, SHUT_WR);
		EXPECT_EQ(0, liar_gone(&liar));
		ASSERT_OK(link_inspect(&self->p[0], self->there, &body));
		EXPECT_EQ(2, body.to.machine);
		EXPECT_EQ(0, body.to.moves);
	}
	ASSERT_OK(works_on(self->p, self->there));
}

TEST_HARNESS_MAIN
