// SPDX-License-Identifier: GPL-2.0
/*
 * Control messages of a lying kernel: well-formed, but false. Their contents
 * are checked, and a kernel can speak only for itself.
 */
#include "harness.h"
#include "frame.h"
#include "honest_fixture.h"

#include <sys/socket.h>

#define LIAR	7

TEST_F_TIMEOUT(honest, control_messages_at_random, LONG_TEST)
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
		ASSERT_OK(liar_befriend(&liar, &self->m[0], LIAR));
		for (i = 0; i < 40; i++) {
			for (n = 0; n < (int)sizeof(data); n++)
				data[n] = rand_r(&seed) % 2 ? 0 :
					  rand_r(&seed);
			data[0] = 0;
			data[1] = DEMOS_OP_LINK_UPDATE + rand_r(&seed) %
				  (DEMOS_OP_ALARM + 1 - DEMOS_OP_LINK_UPDATE);
			liar_kernel(&liar, &frame, to[rand_r(&seed) % 3], data,
				    2 + rand_r(&seed) % (sizeof(data) - 2));
			if (frame_send(&liar, &frame))
				break;
		}
		shutdown(liar.fd, SHUT_WR);
		EXPECT_EQ(0, liar_gone(&liar));
	}
	ASSERT_OK(puppet_do(&self->p[0], link, DEMOS_SC_YIELD, r));
	ASSERT_OK(honest_work_on(self->p, self->there));
}

/* A kernel's message that comes from elsewhere must be refused. */
#define FORGED_BY(statement) do { \
	const struct demos_control said_ = { .op = htons(DEMOS_OP_FOLD) }; \
	struct frame frame; \
	struct liar liar; \
	ASSERT_OK(liar_befriend(&liar, &self->m[0], LIAR)); \
	liar_kernel(&liar, &frame, DEMOS_PID_KERNEL(1), &said_, \
		    sizeof(said_)); \
	statement; \
	ASSERT_OK(frame_send(&liar, &frame)); \
	EXPECT_EQ(0, liar_gone(&liar)) \
		TH_LOG("not disconnected: %s", #statement); \
} while (0)

TEST_F(honest, a_kernel_speaks_only_for_itself)
{
	uint64_t before = machine_counter(&self->m[0], DEMOS_C_REFUSED);

	FORGED_BY(frame.head.from.pid = DEMOS_PID_KERNEL(1));
	FORGED_BY(frame.head.from.pid = DEMOS_PID_KERNEL(2));
	FORGED_BY(frame.head.to.pid = DEMOS_PID_KERNEL(2));
	FORGED_BY(frame.head.flags = DEMOS_F_BULK;
		  frame.head.to.pid = self->p[0].pid);
	EXPECT_EQ(before + 4, machine_counter(&self->m[0], DEMOS_C_REFUSED));
	ASSERT_OK(honest_work_on(self->p, self->there));
}

/* Machine 7 claims that a process is on a machine that cannot exist. */
TEST_F(honest, a_link_update_to_nowhere)
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
		ASSERT_OK(liar_befriend(&liar, &self->m[0], LIAR));
		where.machine = htons(nowhere[i]);
		liar_kernel(&liar, &frame, self->p[0].pid, &where,
			    sizeof(where));
		ASSERT_OK(frame_send(&liar, &frame));
		shutdown(liar.fd, SHUT_WR);
		EXPECT_EQ(0, liar_gone(&liar));
		ASSERT_OK(link_inspect(&self->p[0], self->there, &body));
		EXPECT_EQ(2, body.to.machine);
		EXPECT_EQ(0, body.to.moves);
	}
	ASSERT_OK(honest_work_on(self->p, self->there));
}

/* Machine 7 falsely reports a hole for messages that have been read */
TEST_F(honest, a_false_report_of_a_hole)
{
	struct demos_op_hole hole = {
		.op = htons(DEMOS_OP_HOLE),
		.pid = htobe64(self->p[1].pid),
	};
	struct message message;
	struct frame frame;
	struct liar liar;
	uint64_t before;
	int i;

	for (i = 0; i < DEMOS_WINDOW_MESSAGES; i++) {
		ASSERT_OK(process_say(&self->p[0], self->there, "read", 4));
		ASSERT_OK(process_receive(&self->p[1], 1 << 1, SOON,
					  &message));
	}
	/* One more than the window would allow if nothing had been read */
	ASSERT_OK(honest_work_on(self->p, self->there));
	before = machine_counter(&self->m[0], DEMOS_C_VOIDS);
	ASSERT_OK(liar_befriend(&liar, &self->m[0], LIAR));
	for (i = 1; i <= DEMOS_WINDOW_MESSAGES / 4; i++) {
		hole.number = htobe64(i);
		hole.is_void = i & 1;
		liar_kernel(&liar, &frame, self->p[0].pid, &hole,
			    sizeof(hole));
		ASSERT_OK(frame_send(&liar, &frame));
	}
	shutdown(liar.fd, SHUT_WR);
	EXPECT_EQ(0, liar_gone(&liar));
	EXPECT_EQ(before, machine_counter(&self->m[0], DEMOS_C_VOIDS));
	ASSERT_OK(honest_work_on(self->p, self->there));
}

/* Pending messages of step 6 must name their sender, the source, as via */
TEST_F(honest, a_pending_message_via_another_machine)
{
	const int refused = DEMOS_C_REFUSED_ADDRESS;
	uint64_t before = machine_counter(&self->m[0], refused);
	struct demos_peer_info good, bad;
	struct message message;
	struct frame frame;
	struct liar liar;

	ASSERT_OK(liar_befriend(&liar, &self->m[0], LIAR));
	liar_message(&liar, &frame, self->p[0].pid, "pending", 7);
	frame.head.flags = DEMOS_F_PENDING;
	frame.head.via = LIAR;
	ASSERT_OK(frame_send(&liar, &frame));
	ASSERT_OK(process_receive(&self->p[0], 1 << 0, SOON, &message));
	EXPECT_EQ(before, machine_counter(&self->m[0], refused));
	ASSERT_OK(peer_info(&self->m[0], LIAR, &good));
	liar_message(&liar, &frame, self->p[0].pid, "pending", 7);
	frame.head.flags = DEMOS_F_PENDING;
	frame.head.via = 2;
	ASSERT_OK(frame_send(&liar, &frame));
	EXPECT_EQ(0, liar_gone(&liar));
	EXPECT_EQ(before + 1, machine_counter(&self->m[0], refused));
	/* A frame that is refused has been received, too */
	ASSERT_OK(peer_info(&self->m[0], LIAR, &bad));
	EXPECT_EQ(good.frames_in + 1, bad.frames_in);
	EXPECT_EQ(good.bytes_in + frame.nlh.nlmsg_len, bad.bytes_in);
	ASSERT_OK(honest_work_on(self->p, self->there));
}

TEST_HARNESS_MAIN
