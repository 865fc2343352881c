// SPDX-License-Identifier: GPL-2.0
/*
 * Look-ups: a server was created on machine 2 and has moved to machine 3; then
 * machine 2 is lost, is restarted and knows of nothing, or goes down in good
 * order. A client on machine 1 still has its old link.
 */
#include "harness.h"
#include "traffic.h"

#include <stdbool.h>
#include <unistd.h>

#define CALLS		40
#define LOOKUP_TIME	15000	/* ms: 10 s, and some more */

FIXTURE(lookup)
{
	struct machine m[3];
	struct process p;		/* the manager, on machine 1 */
	struct guest guest;		/* the server */
	struct guest other;		/* stays on 2, and dies with it */
	struct caller caller;		/* a client on machine 1 */
	uint32_t to_other;		/* the manager's link to it */
};

FIXTURE_SETUP(lookup)
{
	const struct program program = Z8002(server);
	const struct program puppet = Z8002(puppet);
	struct demos_migrated migrated;
	uint32_t link;
	int i;

	ASSERT_OK(machine_lan(self->m, 3));
	ASSERT_OK(process_attach(&self->p, &self->m[0], "manager"));
	ASSERT_OK(guest_start(&self->p, 2, &program, &self->guest));
	for (i = 0; i < SERVER_LINKS; i++)
		ASSERT_OK(guest_hello(&self->p, &link));
	ASSERT_OK(caller_start(&self->caller, &self->m[0], &self->p, link));
	ASSERT_OK(callers_run(&self->caller, 1, CALLS));
	ASSERT_OK(guest_migrate(&self->p, &self->guest, 3, &migrated));
	ASSERT_OK(guest_start(&self->p, 2, &puppet, &self->other));
	ASSERT_OK(guest_hello(&self->p, &self->to_other));
}

FIXTURE_TEARDOWN(lookup)
{
	int i;

	caller_stop(&self->caller);
	process_close(&self->p);
	for (i = 0; i < 3; i++)
		machine_leave(&self->m[i]);
}

#define COUNT(machine, counter) \
	machine_counter(&self->m[(machine) - 1], DEMOS_C_##counter)

/* Machine 2 is lost, as the others see it: it can tell them nothing */
static int crash(struct machine *m)
{
	int error;

	error = peer_command(&m[1], DEMOS_CMD_PEER_RESET, 1);
	if (!error)
		error = peer_command(&m[1], DEMOS_CMD_PEER_RESET, 3);
	return error ? error : machine_down(&m[1]);
}

/* Machine 2 begins a new life, connected with machine 1. It knows machine 3 */
static int restart(struct machine *m, bool crashes)
{
	int error;

	error = crashes ? crash(m) : machine_down(&m[1]);
	if (!error)
		error = machine_up(&m[1], 2, 0, NULL);
	if (!error)
		error = peer_command(&m[1], DEMOS_CMD_PEER_ADD, 3);
	if (!error)
		error = peer_join(&m[0], &m[1]);
	return error;
}

/* All calls are answered, by the server that has counted all of them */
#define ALL_ARRIVES() do { \
	struct tally tally_; \
	ASSERT_OK(callers_run(&self->caller, 1, CALLS)); \
	ASSERT_OK(server_tally(&self->caller.process, self->caller.link, \
			       &tally_)); \
	EXPECT_EQ(0, tally_.wrong); \
	EXPECT_LE(2 * CALLS, tally_.taken); \
	EXPECT_EQ(0, COUNT(3, DOUBLES)); \
} while (0)

/* The machine says where the process went before it goes down */
TEST_F(lookup, is_not_needed_after_an_orderly_end)
{
	ASSERT_OK(machine_down(&self->m[1]));
	ALL_ARRIVES();
	EXPECT_EQ(0, COUNT(1, SEEKS));
	EXPECT_EQ(0, COUNT(3, SEEKS));
	EXPECT_LE(1, COUNT(1, HANDED));
	EXPECT_EQ(0, COUNT(1, UPDATES_APPLIED));
}

TEST_F(lookup, is_not_needed_after_an_orderly_restart)
{
	ASSERT_OK(restart(self->m, false));
	ALL_ARRIVES();
	EXPECT_EQ(0, COUNT(1, SEEKS));
	EXPECT_EQ(0, COUNT(2, SEEKS));
	EXPECT_EQ(0, COUNT(3, SEEKS));
}

TEST_F(lookup, finds_a_process_that_was_moved_before_a_restart)
{
	ASSERT_OK(restart(self->m, true));
	ASSERT_OK(peer_join(&self->m[1], &self->m[2]));
	ALL_ARRIVES();
	/*
	 * By the old machine, or by the caller's, which asks when that goes
	 * down. However late the link update comes: the result is remembered,
	 * so that messages do not begin a look-up each
	 */
	EXPECT_LE(1, COUNT(1, SEEKS_FOUND) + COUNT(2, SEEKS_FOUND));
	EXPECT_GE(CALLS / 10, COUNT(2, SEEKS));
}

TEST_F(lookup, knows_the_dead)
{
	struct message message;

	ASSERT_OK(restart(self->m, false));
	ASSERT_OK(peer_join(&self->m[1], &self->m[2]));
	ASSERT_OK(process_say(&self->p, self->to_other, "?", 1));
	ASSERT_OK(process_receive(&self->p, 1, SOON, &message));
	EXPECT_EQ(DEMOS_EDEAD, notice_kind(&message));
	EXPECT_EQ(1, COUNT(2, SEEKS_DEAD));
}

TEST_F(lookup, knows_the_dead_of_a_machine_that_is_gone)
{
	struct message message;

	ASSERT_OK(machine_down(&self->m[1]));
	ASSERT_OK(process_say(&self->p, self->to_other, "?", 1));
	ASSERT_OK(process_receive(&self->p, 1, SOON, &message));
	EXPECT_EQ(DEMOS_EDEAD, notice_kind(&message));
	EXPECT_EQ(1, COUNT(1, SEEKS_DEAD));
}

/* While a machine cannot be asked, nobody is taken for dead */
TEST_F(lookup, takes_nobody_for_dead_whom_a_machine_may_have)
{
	struct message message;

	ASSERT_OK(restart(self->m, false));
	ASSERT_OK(process_say(&self->p, self->to_other, "?", 1));
	ASSERT_OK(process_receive(&self->p, 1, LOOKUP_TIME, &message));
	EXPECT_EQ(DEMOS_EUNKNOWN, notice_kind(&message));
	EXPECT_EQ(0, COUNT(2, SEEKS_DEAD));
	EXPECT_LE(1, COUNT(2, SEEKS_UNKNOWN));
	ASSERT_OK(peer_join(&self->m[1], &self->m[2]));
	ALL_ARRIVES();
}

/* A message waits for an answer as long as that may come */
TEST_F(lookup, waits_for_a_machine_that_is_about_to_connect)
{
	ASSERT_OK(restart(self->m, true));
	callers_go(&self->caller, 1, 1);
	ASSERT_OK(callers_ask(&self->caller, 1));
	/* The caller's machine may have looked it up before, to ask it */
	while (!COUNT(2, SEEKS_HELD) && !COUNT(1, SEEKS_FOUND))
		usleep(1000);
	ASSERT_OK(peer_join(&self->m[1], &self->m[2]));
	ALL_ARRIVES();
	EXPECT_EQ(0, COUNT(2, SEEKS_UNKNOWN));
}

TEST_HARNESS_MAIN
