// SPDX-License-Identifier: GPL-2.0
/*
 * A guest that waits until it may send: everything that can be done to a
 * process can be done to it. It resumes when there is room, or the receiver is
 * gone.
 */
#include "harness.h"

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)
#define WINDOW	DEMOS_WINDOW_MESSAGES
#define QUARTER	(WINDOW / 4)
#define BUFFER	0x400		/* in the guest's memory */
#define CHANNEL	3	/* of the messages */

FIXTURE(waiting)
{
	struct machine m[3];
	struct process p;	/* the guest's manager, on machine 1 */
	struct process b;	/* the receiver, on machine 3 */
	struct guest guest;	/* blocked in its 65th send */
	uint32_t puppet;	/* p's link to it */
	uint32_t to_b;		/* its link to the receiver */
	uint32_t credit;	/* for the guest's report of the send */
	int count;		/* messages sent before */
};

FIXTURE_VARIANT(waiting)
{
	uint16_t where;
	uint16_t there;		/* another machine */
};

FIXTURE_VARIANT_ADD(waiting, local)
{
	.where = 3,
	.there = 2,
};

FIXTURE_VARIANT_ADD(waiting, remote)
{
	.where = 2,
	.there = 3,
};

/* R0 to R13 for a SEND of one byte; for a CALL with a short time limit, too */
static void for_send(uint16_t *r, uint32_t link)
{
	memset(r, 0, 14 * sizeof(*r));
	r[0] = link >> 16;
	r[1] = link;
	r[3] = BUFFER;
	r[4] = 1;
	r[11] = BUFFER;
	r[12] = 100;
}

/*
 * Have a guest send as long as it can at once, and then once more, by @call.
 * Return: how often it has sent, or an error
 */
static int make_wait(struct process *p, uint32_t puppet, uint32_t link,
		     uint16_t call, uint32_t *credit)
{
	uint16_t r[14];
	int count;
	int error;

	for (count = 0;; count++) {
		for_send(r, link);
		r[5] = DEMOS_SC_NOWAIT;
		error = puppet_do(p, puppet, DEMOS_SC_SEND, r);
		if (error || (r[0] && r[0] != DEMOS_EFULL))
			return error ? -abs(error) : -r[0];
		if (r[0])
			break;
	}
	for_send(r, link);
	error = puppet_begin(p, puppet, call, r, credit);
	return error ? error : count;
}

/* Return: the guest's state, or an error */
static int state_of(struct process *p, const struct guest *guest)
{
	struct demos_status status;
	int error = guest_status(p, guest, &status);

	return error ? -abs(error) : status.state;
}

/* Wait until the guest is in that state */
static int until_state(struct process *p, const struct guest *guest, int state)
{
	struct message message;
	int tries;

	for (tries = SOON / 5; tries; tries--) {
		if (state_of(p, guest) == state)
			return 0;
		process_receive(p, 1 << 8, 5, &message);
	}
	return -ETIMEDOUT;
}

static int until_waits(struct process *p, const struct guest *guest)
{
	return until_state(p, guest, DEMOS_STATE_SENDING);
}

/* Wait for the end of the guest's send. Return: its result, or an error */
static int sent(struct process *p, uint32_t credit, uint16_t call)
{
	struct message message;
	uint16_t r[14];
	int error;

	error = process_await(p, credit, SOON, &message);
	if (!error)
		error = puppet_end(&message, call, r);
	return error ? -abs(error) : r[0];
}

static bool still_waits(struct process *p, const struct guest *guest,
			uint32_t credit)
{
	struct message message;

	return process_await(p, credit, NEVER, &message) == -ETIMEDOUT &&
	       state_of(p, guest) == DEMOS_STATE_SENDING;
}

static int drain(struct process *b, int count)
{
	struct message message;
	int error = 0;

	while (count-- && !error)
		error = process_receive(b, 1 << CHANNEL, SOON, &message);
	return error;
}

/* Return: 0 if one message has arrived after those before, and no more */
static int came_once(struct process *b, int before)
{
	struct message message;
	int error = drain(b, before + 1);

	if (error)
		return error;
	error = process_receive(b, ALL_CHANNELS, NEVER, &message);
	return error == DEMOS_ETIME ? 0 : -EEXIST;
}

FIXTURE_SETUP(waiting)
{
	const struct program puppet = Z8002(puppet, .pages = 32);
	uint32_t link;

	ASSERT_OK(machine_lan(self->m, 3));
	ASSERT_OK(process_attach(&self->p, &self->m[0], "manager"));
	ASSERT_OK(process_attach(&self->b, &self->m[2], "receiver"));
	ASSERT_OK(guest_start(&self->p, variant->where, &puppet,
			      &self->guest));
	ASSERT_OK(guest_hello(&self->p, &self->puppet));
	ASSERT_OK(link_create(&self->b, 11, 3, FREE, &link));
	ASSERT_OK(link_exchange(&self->b, &self->p, link, &link));
	ASSERT_OK(puppet_give(&self->p, self->puppet, link, &self->to_b));
}

FIXTURE_TEARDOWN(waiting)
{
	int i;

	process_close(&self->p);
	process_close(&self->b);
	for (i = 0; i < 3; i++)
		machine_leave(&self->m[i]);
}

#define MAKE_WAIT(call) do { \
	self->count = make_wait(&self->p, self->puppet, self->to_b, call, \
				&self->credit); \
	ASSERT_LT(0, self->count); \
	ASSERT_OK(until_waits(&self->p, &self->guest)); \
} while (0)

#define STILL_WAITS() \
	EXPECT_TRUE(still_waits(&self->p, &self->guest, self->credit))

#define GOES_ON() \
	EXPECT_EQ(0, sent(&self->p, self->credit, DEMOS_SC_SEND))

TEST_F(waiting, resumes_when_there_is_room)
{
	MAKE_WAIT(DEMOS_SC_SEND);
	ASSERT_OK(drain(&self->b, QUARTER - 1));
	STILL_WAITS();
	ASSERT_OK(drain(&self->b, 1));
	GOES_ON();
	EXPECT_OK(came_once(&self->b, WINDOW - QUARTER));
}

TEST_F(waiting, resumes_in_a_call_too)
{
	struct letter answer = { .length = 0 };
	struct message message;

	MAKE_WAIT(DEMOS_SC_CALL);
	ASSERT_OK(drain(&self->b, WINDOW));
	ASSERT_OK(process_receive(&self->b, 1 << CHANNEL, SOON, &message));
	ASSERT_EQ(1, message.nlinks);
	EXPECT_OK(until_state(&self->p, &self->guest, DEMOS_STATE_CALLING));
	answer.link = message.links[0];
	ASSERT_OK(process_send(&self->b, &answer));
	EXPECT_EQ(0, sent(&self->p, self->credit, DEMOS_SC_CALL));
}

TEST_F(waiting, can_be_suspended)
{
	struct message message;

	MAKE_WAIT(DEMOS_SC_SEND);
	ASSERT_OK(guest_control(&self->p, &self->guest, DEMOS_OP_SUSPEND));
	ASSERT_OK(drain(&self->b, WINDOW));
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->b, 1 << CHANNEL, NEVER,
					       &message));
	ASSERT_OK(guest_control(&self->p, &self->guest, DEMOS_OP_RESUME));
	GOES_ON();
	EXPECT_OK(came_once(&self->b, 0));
}

TEST_F(waiting, keeps_waiting_if_resumed_without_room)
{
	MAKE_WAIT(DEMOS_SC_SEND);
	ASSERT_OK(guest_control(&self->p, &self->guest, DEMOS_OP_SUSPEND));
	ASSERT_OK(guest_control(&self->p, &self->guest, DEMOS_OP_RESUME));
	STILL_WAITS();
	ASSERT_OK(drain(&self->b, WINDOW));
	GOES_ON();
	EXPECT_OK(came_once(&self->b, 0));
}

TEST_F(waiting, can_be_killed)
{
	struct demos_ended ended;

	MAKE_WAIT(DEMOS_SC_SEND);
	ASSERT_OK(guest_control(&self->p, &self->guest, DEMOS_OP_KILL));
	ASSERT_OK(guest_ended(&self->p, &ended));
	EXPECT_EQ(htons(DEMOS_OP_EXITED), ended.op);
	/* The messages sent arrive, the one that was blocked does not */
	EXPECT_OK(came_once(&self->b, WINDOW - 1));
}

TEST_F(waiting, can_migrate)
{
	struct demos_migrated migrated;

	MAKE_WAIT(DEMOS_SC_SEND);
	ASSERT_OK(guest_migrate(&self->p, &self->guest, variant->there,
				&migrated));
	STILL_WAITS();
	ASSERT_OK(drain(&self->b, QUARTER));
	GOES_ON();
	EXPECT_OK(came_once(&self->b, WINDOW - QUARTER));
}

/* The credit arrives while the guest moves */
TEST_F(waiting, resumes_after_the_migration)
{
	struct demos_migrated migrated;
	struct message message;
	uint32_t credit;
	int i;

	for (i = 0; i < 5; i++) {
		uint16_t there = i % 2 ? variant->where : variant->there;

		MAKE_WAIT(DEMOS_SC_SEND);
		ASSERT_OK(guest_migrate_begin(&self->p, &self->guest, there,
					      &credit));
		ASSERT_OK(drain(&self->b, QUARTER));
		GOES_ON();
		ASSERT_OK(process_await(&self->p, credit, SOON, &message));
		ASSERT_OK(guest_migrate_end(&message, &migrated));
		ASSERT_OK(came_once(&self->b, self->count - QUARTER));
	}
}

TEST_F(waiting, migrates_while_suspended)
{
	struct demos_migrated migrated;

	MAKE_WAIT(DEMOS_SC_SEND);
	ASSERT_OK(guest_control(&self->p, &self->guest, DEMOS_OP_SUSPEND));
	ASSERT_OK(guest_migrate(&self->p, &self->guest, variant->there,
				&migrated));
	ASSERT_OK(drain(&self->b, WINDOW));
	ASSERT_OK(guest_control(&self->p, &self->guest, DEMOS_OP_RESUME));
	GOES_ON();
	EXPECT_OK(came_once(&self->b, 0));
}

TEST_F(waiting, ends_when_the_receiver_dies)
{
	struct demos_process_info info;
	uint16_t r[14];

	MAKE_WAIT(DEMOS_SC_SEND);
	process_close(&self->b);
	GOES_ON();
	for_send(r, self->to_b);
	ASSERT_OK(puppet_do(&self->p, self->puppet, DEMOS_SC_SEND, r));
	EXPECT_EQ(0, r[0]);
	/* Only the pair records with its manager are left */
	EXPECT_OK(process_until(&self->m[variant->where - 1],
				self->guest.pid, OF_PROCESS(pairs), 2));
	EXPECT_OK(process_info(&self->m[variant->where - 1], self->guest.pid,
			       &info));
	EXPECT_EQ(2, info.pairs);
}

TEST_F(waiting, ends_when_the_receivers_machine_ends)
{
	if (variant->where == 3)
		SKIP(return, "that is the guest's own machine");
	MAKE_WAIT(DEMOS_SC_SEND);
	ASSERT_OK(machine_down(&self->m[2]));
	GOES_ON();
}

/* The receiver is a guest that moves, and reads at its new machine */
TEST_F(waiting, follows_the_receiver)
{
	const struct program puppet = Z8002(puppet);
	struct demos_migrated migrated;
	struct guest receiver;
	uint32_t link, to_receiver;

	ASSERT_OK(guest_start(&self->p, 1, &puppet, &receiver));
	ASSERT_OK(guest_hello(&self->p, &link));
	ASSERT_OK(puppet_give(&self->p, self->puppet, link, &to_receiver));
	ASSERT_OK(guest_control(&self->p, &receiver, DEMOS_OP_SUSPEND));
	ASSERT_EQ(WINDOW, make_wait(&self->p, self->puppet, to_receiver,
				    DEMOS_SC_SEND, &self->credit));
	ASSERT_OK(until_waits(&self->p, &self->guest));
	ASSERT_OK(guest_migrate(&self->p, &receiver, variant->there,
				&migrated));
	EXPECT_EQ(WINDOW, ntohs(migrated.pending));
	STILL_WAITS();
	ASSERT_OK(guest_control(&self->p, &receiver, DEMOS_OP_RESUME));
	GOES_ON();
}

/* Sender and receiver have both moved since the first message */
TEST_F(waiting, resumes_after_both_have_moved)
{
	const struct program puppet = Z8002(puppet);
	struct demos_migrated migrated;
	struct guest receiver;
	uint32_t link, to_receiver;

	ASSERT_OK(guest_start(&self->p, 1, &puppet, &receiver));
	ASSERT_OK(guest_hello(&self->p, &link));
	ASSERT_OK(puppet_give(&self->p, self->puppet, link, &to_receiver));
	ASSERT_OK(guest_control(&self->p, &receiver, DEMOS_OP_SUSPEND));
	ASSERT_EQ(WINDOW, make_wait(&self->p, self->puppet, to_receiver,
				    DEMOS_SC_SEND, &self->credit));
	ASSERT_OK(until_waits(&self->p, &self->guest));
	ASSERT_OK(guest_migrate(&self->p, &receiver, variant->there,
				&migrated));
	ASSERT_OK(guest_migrate(&self->p, &self->guest, 1, &migrated));
	ASSERT_OK(guest_migrate(&self->p, &receiver, variant->where,
				&migrated));
	STILL_WAITS();
	ASSERT_OK(guest_control(&self->p, &receiver, DEMOS_OP_RESUME));
	GOES_ON();
}

TEST_HARNESS_MAIN
