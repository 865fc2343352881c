// SPDX-License-Identifier: GPL-2.0
/*
 * Machines that refuse, fall silent, or come back in another life: a process
 * that was about to move there stays, and a sender of messages to it is told.
 * The test plays that machine.
 */
#include "harness.h"
#include "frame.h"

#include <unistd.h>

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)
#define OTHER	7

FIXTURE(lost)
{
	struct machine m;
	struct process p;
	struct guest guest;
	uint32_t link;
	struct liar other;
	struct watch watch;
};

/* Machine 7 connects, in a life of its own choice (0: a new one). */
static int come(struct liar *other, struct machine *machine,
		struct watch *watch, uint64_t incarnation, uint64_t accepted)
{
	struct demos_hello hello;
	uint64_t seq = other->seq;
	int error;

	error = liar_meet(other, machine, OTHER);
	if (error)
		return error;
	liar_hello(other, &hello);
	if (incarnation) {
		other->seq = seq;
		other->incarnation = incarnation;
		hello.incarnation = incarnation;
		hello.accepted = accepted;
	}
	error = liar_say_hello(other, &hello);
	return error ? error : watch_for(watch, DEMOS_EVENT_PEER_UP, 0, OTHER,
					 NULL);
}

static int go(struct liar *other, struct watch *watch)
{
	close(other->fd);
	return watch_for(watch, DEMOS_EVENT_PEER_DOWN, 0, OTHER, NULL);
}

FIXTURE_SETUP(lost)
{
	const struct program puppet = Z8002(puppet);

	ASSERT_OK(machine_make(&self->m, 1));
	ASSERT_OK(watch_open(&self->watch, &self->m));
	ASSERT_OK(process_attach(&self->p, &self->m, "manager"));
	ASSERT_OK(guest_start(&self->p, 1, &puppet, &self->guest));
	ASSERT_OK(guest_hello(&self->p, &self->link));
	ASSERT_OK(come(&self->other, &self->m, &self->watch, 0, 0));
}

FIXTURE_TEARDOWN(lost)
{
	close(self->other.fd);
	process_close(&self->p);
	watch_close(&self->watch);
	machine_leave(&self->m);
}

#define STAYS_AND_RUNS() \
	EXPECT_TRUE(puppet_stays(&self->p, &self->guest, self->link))

static int refuse(struct liar *other, const struct demos_op_ask *ask,
		  enum demos_result why)
{
	const struct demos_op_migration no = {
		.op = htons(DEMOS_OP_REFUSE),
		.result = htons(why),
		.pid = ask->pid,
		.moves = ask->moves,
	};
	struct frame frame;

	liar_message(other, &frame, DEMOS_PID_KERNEL(1), &no, sizeof(no));
	frame.head.from.pid = DEMOS_PID_KERNEL(OTHER);
	return frame_send(other, &frame);
}

TEST_F(lost, a_destination_may_refuse)
{
	struct demos_migrated migrated;
	struct demos_op_ask ask;
	struct message message;
	struct frame frame;
	uint32_t credit;
	uint64_t seq;

	ASSERT_OK(guest_migrate_begin(&self->p, &self->guest, OTHER, &credit));
	ASSERT_OK(liar_hear(&self->other, DEMOS_OP_ASK, &frame, &seq, &ask,
			    sizeof(ask)));
	EXPECT_EQ(htobe64(self->guest.pid), ask.pid);
	EXPECT_EQ(htonl(1), ask.moves);
	EXPECT_EQ(htonl(256), ask.program);
	ASSERT_OK(refuse(&self->other, &ask, DEMOS_EROOM));
	ASSERT_OK(process_await(&self->p, credit, SOON, &message));
	EXPECT_EQ(DEMOS_EROOM, guest_migrate_end(&message, &migrated));
	ASSERT_OK(watch_for(&self->watch, DEMOS_EVENT_ABORTED,
			    self->guest.pid, OTHER, NULL));
	EXPECT_EQ(1, machine_counter(&self->m, DEMOS_C_MIGRATIONS_FAILED));
	STAYS_AND_RUNS();
}

TEST_F(lost, messages_wait_for_a_slow_destination)
{
	struct demos_migrated migrated;
	uint16_t r[14] = { 0 };
	struct demos_op_ask ask;
	struct message message;
	struct frame frame;
	uint32_t credit[2];
	uint64_t seq;

	ASSERT_OK(guest_migrate_begin(&self->p, &self->guest, OTHER,
				      &credit[0]));
	ASSERT_OK(liar_hear(&self->other, DEMOS_OP_ASK, &frame, &seq, &ask,
			    sizeof(ask)));
	ASSERT_OK(puppet_begin(&self->p, self->link, DEMOS_SC_SELF, r,
			       &credit[1]));
	EXPECT_EQ(-ETIMEDOUT, process_await(&self->p, credit[1], NEVER,
					    &message));
	ASSERT_OK(refuse(&self->other, &ask, DEMOS_EREFUSED));
	ASSERT_OK(process_await(&self->p, credit[0], SOON, &message));
	EXPECT_EQ(DEMOS_EREFUSED, guest_migrate_end(&message, &migrated));
	ASSERT_OK(process_await(&self->p, credit[1], SOON, &message));
	ASSERT_OK(puppet_end(&message, DEMOS_SC_SELF, r));
	EXPECT_EQ(1, r[1]);
	STAYS_AND_RUNS();
}

TEST_F(lost, a_destination_that_was_restarted_has_forgotten)
{
	struct demos_migrated migrated;
	struct demos_op_ask ask;
	struct message message;
	struct frame frame;
	uint32_t credit;
	uint64_t seq;

	ASSERT_OK(guest_migrate_begin(&self->p, &self->guest, OTHER, &credit));
	ASSERT_OK(liar_hear(&self->other, DEMOS_OP_ASK, &frame, &seq, &ask,
			    sizeof(ask)));
	ASSERT_OK(go(&self->other, &self->watch));
	/* While it is away its fate is unknown: the process stays frozen. */
	EXPECT_EQ(-ETIMEDOUT, process_await(&self->p, credit, NEVER,
					    &message));
	ASSERT_OK(come(&self->other, &self->m, &self->watch, 0, 0));
	ASSERT_OK(process_await(&self->p, credit, SOON, &message));
	EXPECT_LT(0, guest_migrate_end(&message, &migrated));
	STAYS_AND_RUNS();
}

TEST_F(lost, a_destination_that_returns_continues)
{
	uint64_t life = self->other.incarnation;
	struct demos_migrated migrated;
	struct demos_op_ask ask;
	struct message message;
	struct frame frame;
	uint32_t credit;
	uint64_t seq;

	ASSERT_OK(guest_migrate_begin(&self->p, &self->guest, OTHER, &credit));
	ASSERT_OK(liar_hear(&self->other, DEMOS_OP_ASK, &frame, &seq, &ask,
			    sizeof(ask)));
	ASSERT_OK(go(&self->other, &self->watch));
	/* It did not acknowledge, so it gets the same message again. */
	ASSERT_OK(come(&self->other, &self->m, &self->watch, life, seq));
	ASSERT_OK(liar_hear(&self->other, DEMOS_OP_ASK, &frame, &seq, &ask,
			    sizeof(ask)));
	ASSERT_OK(go(&self->other, &self->watch));
	/* It has accepted the message, and does not get it again. */
	ASSERT_OK(come(&self->other, &self->m, &self->watch, life, seq + 1));
	ASSERT_OK(refuse(&self->other, &ask, DEMOS_EROOM));
	ASSERT_OK(process_await(&self->p, credit, SOON, &message));
	EXPECT_EQ(DEMOS_EROOM, guest_migrate_end(&message, &migrated));
	STAYS_AND_RUNS();
}

/* The next life looks its receiver up, or drops it as a double */
TEST_F(lost, a_message_of_unknown_fate_is_sent_again)
{
	const struct demos_reply reply = { .code = 3, .channel = 7 };
	struct letter letter = { .reply = &reply };
	struct message message;
	struct frame frame;

	ASSERT_OK(liar_give_link(&self->other, &self->p, &letter.link));
	ASSERT_OK(process_send(&self->p, &letter));
	/* It never acknowledges, dies, and begins a new life. */
	ASSERT_OK(go(&self->other, &self->watch));
	ASSERT_OK(come(&self->other, &self->m, &self->watch, 0, 0));
	do {
		ASSERT_OK(frame_read(self->other.fd, &frame));
	} while (frame.genl.cmd != DEMOS_CMD_MESSAGE);
	EXPECT_EQ(self->p.pid, frame.head.from.pid);
	EXPECT_EQ(1, frame.head.number);
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->p, ALL_CHANNELS, NEVER,
					       &message));
}

TEST_F(lost, an_earlier_life_does_not_come_back)
{
	uint64_t life = self->other.incarnation;
	struct demos_peer_info info;
	struct demos_hello hello;

	ASSERT_OK(go(&self->other, &self->watch));
	ASSERT_OK(come(&self->other, &self->m, &self->watch, 0, 0));
	ASSERT_OK(go(&self->other, &self->watch));
	ASSERT_OK(liar_meet(&self->other, &self->m, OTHER));
	liar_hello(&self->other, &hello);
	hello.incarnation = life;
	ASSERT_OK(liar_say_hello(&self->other, &hello));
	EXPECT_EQ(0, liar_gone(&self->other));
	ASSERT_OK(peer_info(&self->m, OTHER, &info));
	EXPECT_LT(life, info.incarnation);
}

TEST_HARNESS_MAIN
