// SPDX-License-Identifier: GPL-2.0
/*
 * A process that waits for something (a message, a reply, data, a time) goes on
 * waiting on another machine, and what it waits for reaches it there.
 */
#include "harness.h"

#include <time.h>

#define FREE		(DEMOS_LINK_DUP | DEMOS_LINK_PASS)
#define MACHINES	3

FIXTURE(migrate_waiting)
{
	struct machine m[MACHINES];
	struct process p;	/* the manager, on machine 1 */
	struct guest guest;
	uint32_t link;		/* to it */
};

FIXTURE_SETUP(migrate_waiting)
{
	ASSERT_OK(machine_lan(self->m, MACHINES));
	ASSERT_OK(process_attach(&self->p, &self->m[0], "manager"));
}

FIXTURE_TEARDOWN(migrate_waiting)
{
	int i;

	process_close(&self->p);
	for (i = 0; i < MACHINES; i++)
		machine_leave(&self->m[i]);
}

static int start_puppet(struct process *p, struct guest *guest, uint32_t *link)
{
	const struct program puppet = Z8002(puppet, .pages = 256);
	int error;

	error = guest_start(p, 1, &puppet, guest);
	return error ? error : guest_hello(p, link);
}

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* RECEIVE on channel 5 into memory at 0x800, with a time limit in ms. */
static int begin_receive(struct process *p, uint32_t link, uint32_t ms,
			 uint32_t *credit)
{
	const uint16_t r[14] = { 0, 0, 0, 0x800, 64, 0, 0, 1 << 5, ms >> 16,
				 ms };

	return puppet_begin(p, link, DEMOS_SC_RECEIVE, r, credit);
}

/* Move a guest once it is in a given state. */
static int migrate_in_state(struct process *p, const struct guest *guest,
			    int state, uint16_t to)
{
	struct demos_migrated migrated;
	struct demos_status status;
	int error;

	do {
		error = guest_status(p, guest, &status);
	} while (!error && status.state != state);
	if (!error)
		error = guest_migrate(p, guest, to, &migrated);
	if (!error)
		error = guest_status(p, guest, &status);
	if (!error && status.state != state)
		error = -EPROTO;
	return error;
}

TEST_F(migrate_waiting, a_time_limit_expires_after_a_move)
{
	const long limit = 1500;
	struct message message;
	uint16_t r[14];
	uint32_t credit;
	long begin;

	ASSERT_OK(start_puppet(&self->p, &self->guest, &self->link));
	begin = now_ms();
	ASSERT_OK(begin_receive(&self->p, self->link, limit, &credit));
	ASSERT_OK(migrate_in_state(&self->p, &self->guest,
				   DEMOS_STATE_RECEIVING, 2));
	ASSERT_OK(process_await(&self->p, credit, SOON, &message));
	ASSERT_OK(puppet_end(&message, DEMOS_SC_RECEIVE, r));
	EXPECT_EQ(DEMOS_ETIME, r[0]);
	EXPECT_LE(limit, now_ms() - begin);
}

/* The puppet gives its manager a link on channel 5. */
static int link_on_5(struct process *p, uint32_t puppet, uint32_t *link)
{
	uint16_t r[14] = { 0, 55, 5, FREE };
	int error;

	error = puppet_do(p, puppet, DEMOS_SC_LINK_CREATE, r);
	if (error || r[0])
		return error ? error : r[0];
	r[6] = r[2];
	r[7] = r[3];
	r[0] = 0;
	r[1] = 1;
	r[4] = 0;
	r[5] = 1;
	error = puppet_do(p, puppet, DEMOS_SC_SEND, r);
	return error ? error : guest_hello(p, link);
}

TEST_F(migrate_waiting, a_wait_is_ended_by_a_message)
{
	struct message message;
	uint32_t credit, link;
	char data[4] = "";
	uint16_t r[14];

	ASSERT_OK(start_puppet(&self->p, &self->guest, &self->link));
	ASSERT_OK(link_on_5(&self->p, self->link, &link));
	ASSERT_OK(begin_receive(&self->p, self->link, DEMOS_FOREVER, &credit));
	ASSERT_OK(migrate_in_state(&self->p, &self->guest,
				   DEMOS_STATE_RECEIVING, 2));
	ASSERT_OK(process_say(&self->p, link, "now", 3));
	ASSERT_OK(process_await(&self->p, credit, SOON, &message));
	ASSERT_OK(puppet_end(&message, DEMOS_SC_RECEIVE, r));
	EXPECT_EQ(0, r[0]);
	EXPECT_EQ(3, r[1]);
	ASSERT_OK(process_read(&self->p, self->guest.control, 0x800, data, 3));
	EXPECT_STREQ("now", data);
}

TEST_F(migrate_waiting, a_reply_finds_a_caller_that_has_moved)
{
	const uint16_t call[14] = { 0, 2, 0, 0x800, 4, 0, 0, 0, 0, 0, 0,
				    0x900, 64, 0 };
	struct message message;
	uint32_t credit;
	uint16_t r[14];

	ASSERT_OK(start_puppet(&self->p, &self->guest, &self->link));
	ASSERT_OK(puppet_begin(&self->p, self->link, DEMOS_SC_CALL, call,
			       &credit));
	ASSERT_OK(process_receive(&self->p, 1 << CONSOLE_CHANNEL, SOON,
				  &message));
	ASSERT_EQ(1, message.nlinks);
	ASSERT_OK(migrate_in_state(&self->p, &self->guest,
				   DEMOS_STATE_CALLING, 2));
	ASSERT_OK(migrate_in_state(&self->p, &self->guest,
				   DEMOS_STATE_CALLING, 3));
	ASSERT_OK(process_say(&self->p, message.links[0], "reply", 5));
	ASSERT_OK(process_await(&self->p, credit, SOON, &message));
	ASSERT_OK(puppet_end(&message, DEMOS_SC_CALL, r));
	EXPECT_EQ(0, r[0]);
	EXPECT_EQ(5, r[1]);
}

TEST_F(migrate_waiting, notice_of_a_dead_callee_finds_the_caller)
{
	const uint16_t call[14] = { 0, 2, 0, 0x800, 4, 0, 0, 0, 0, 0, 0,
				    0x900, 64, 0 };
	struct message message;
	uint32_t credit;
	uint16_t r[14];

	ASSERT_OK(start_puppet(&self->p, &self->guest, &self->link));
	ASSERT_OK(puppet_begin(&self->p, self->link, DEMOS_SC_CALL, call,
			       &credit));
	ASSERT_OK(process_receive(&self->p, 1 << CONSOLE_CHANNEL, SOON,
				  &message));
	ASSERT_OK(migrate_in_state(&self->p, &self->guest,
				   DEMOS_STATE_CALLING, 2));
	ASSERT_OK(link_destroy(&self->p, message.links[0]));
	ASSERT_OK(process_await(&self->p, credit, SOON, &message));
	ASSERT_OK(puppet_end(&message, DEMOS_SC_CALL, r));
	EXPECT_EQ(DEMOS_EDESTROYED, r[0]);
}

/* Make a lender; the puppet may read its memory over link @name */
static int lend(struct process *p, uint32_t puppet, struct guest *lender,
		uint32_t *name)
{
	uint32_t link, copy;
	int error = start_puppet(p, lender, &link);

	if (!error)
		error = link_dup(p, lender->control, DEMOS_LINK_KERNEL |
				 DEMOS_LINK_PASS | DEMOS_LINK_READ, &copy);
	return error ? error : puppet_give(p, puppet, copy, name);
}

/* The puppet begins to read bytes at 0x400, to the same address */
static int begin_read(struct process *p, uint32_t puppet, uint32_t name,
		      uint16_t size, uint32_t *credit)
{
	const uint16_t r[14] = { name >> 16, name, 0, 0x400, 0, 0x400, 0,
				 size };

	return puppet_begin(p, puppet, DEMOS_SC_MOVE_READ, r, credit);
}

TEST_F_TIMEOUT(migrate_waiting, data_moves_while_processes_move, LONG_TEST)
{
	const uint32_t size = 60000;
	static uint8_t data[DEMOS_PACKET_MAX], back[DEMOS_PACKET_MAX];
	struct demos_migrated migrated;
	struct guest lender;
	struct message message;
	uint32_t name, credit;
	uint16_t at[2] = { 1, 1 };
	unsigned int seed = 3;
	uint16_t r[14];
	size_t i;
	int n;

	ASSERT_OK(start_puppet(&self->p, &self->guest, &self->link));
	ASSERT_OK(lend(&self->p, self->link, &lender, &name));
	for (n = 0; n < 12; n++) {
		for (i = 0; i < sizeof(data); i++)
			data[i] = rand_r(&seed);
		ASSERT_OK(process_write(&self->p, lender.control,
					0x400 + size - sizeof(data), data,
					sizeof(data)));
		ASSERT_OK(begin_read(&self->p, self->link, name, size,
				     &credit));
		at[n % 2] = at[n % 2] % MACHINES + 1;
		ASSERT_OK(guest_migrate(&self->p, n % 2 ? &lender :
					&self->guest, at[n % 2], &migrated));
		ASSERT_OK(process_await(&self->p, credit, SOON, &message));
		ASSERT_OK(puppet_end(&message, DEMOS_SC_MOVE_READ, r));
		ASSERT_EQ(0, r[0]);
		ASSERT_EQ(size, (uint32_t)r[2] << 16 | r[3]);
		ASSERT_OK(process_read(&self->p, self->guest.control,
				       0x400 + size - sizeof(data), back,
				       sizeof(back)));
		ASSERT_EQ(0, memcmp(data, back, sizeof(data)));
	}
}

/*
 * A guest's data move waits for a machine that cannot be reached. The guest
 * migrates all the same, and the data reaches it in the end.
 */
TEST_F_TIMEOUT(migrate_waiting, a_data_move_follows_its_process, LONG_TEST)
{
	const uint32_t size = 50000;
	uint16_t r[14];
	static uint8_t data[DEMOS_PACKET_MAX], back[DEMOS_PACKET_MAX];
	uint32_t name, credit;
	struct demos_migrated migrated;
	struct message message;
	struct guest lender;

	memset(data, 0x5a, sizeof(data));
	ASSERT_OK(start_puppet(&self->p, &self->guest, &self->link));
	ASSERT_OK(lend(&self->p, self->link, &lender, &name));
	ASSERT_OK(process_write(&self->p, lender.control,
				0x400 + size - sizeof(data), data,
				sizeof(data)));
	ASSERT_OK(guest_migrate(&self->p, &self->guest, 2, &migrated));
	ASSERT_OK(guest_migrate(&self->p, &lender, 3, &migrated));
	ASSERT_OK(peer_command(&self->m[1], DEMOS_CMD_PEER_RESET, 3));
	ASSERT_OK(begin_read(&self->p, self->link, name, size, &credit));
	/* The source of one is where the other one goes */
	ASSERT_OK(migrate_in_state(&self->p, &self->guest,
				   DEMOS_STATE_MOVING, 1));
	ASSERT_OK(guest_migrate(&self->p, &lender, 1, &migrated));
	ASSERT_OK(peer_join(&self->m[1], &self->m[2]));
	ASSERT_OK(process_await(&self->p, credit, SOON, &message));
	ASSERT_OK(puppet_end(&message, DEMOS_SC_MOVE_READ, r));
	EXPECT_EQ(0, r[0]);
	EXPECT_EQ(size, (uint32_t)r[2] << 16 | r[3]);
	ASSERT_OK(process_read(&self->p, self->guest.control,
			       0x400 + size - sizeof(data), back,
			       sizeof(back)));
	EXPECT_EQ(0, memcmp(data, back, sizeof(data)));
}

/*
 * The machine that it left with a move under way restarts. The other end lives,
 * so that the move fails after half a minute without a packet.
 */
TEST_F_TIMEOUT(migrate_waiting, data_move_left_behind_ends, LONG_TEST)
{
	uint16_t r[14];
	uint32_t name, credit;
	struct demos_migrated migrated;
	struct message message;
	struct guest lender;

	ASSERT_OK(start_puppet(&self->p, &self->guest, &self->link));
	ASSERT_OK(lend(&self->p, self->link, &lender, &name));
	ASSERT_OK(guest_migrate(&self->p, &self->guest, 2, &migrated));
	ASSERT_OK(guest_migrate(&self->p, &lender, 3, &migrated));
	ASSERT_OK(peer_command(&self->m[1], DEMOS_CMD_PEER_RESET, 3));
	ASSERT_OK(begin_read(&self->p, self->link, name, 5000, &credit));
	ASSERT_OK(migrate_in_state(&self->p, &self->guest,
				   DEMOS_STATE_MOVING, 1));
	ASSERT_OK(machine_down(&self->m[1]));
	ASSERT_OK(machine_up(&self->m[1], 2, 0, NULL));
	ASSERT_OK(peer_join(&self->m[0], &self->m[1]));
	ASSERT_OK(process_await(&self->p, credit, 30000 + SOON, &message));
	ASSERT_OK(puppet_end(&message, DEMOS_SC_MOVE_READ, r));
	EXPECT_EQ(DEMOS_EUNKNOWN, r[0]);
	EXPECT_EQ(0, r[2] | r[3]);
}

TEST_HARNESS_MAIN
