// SPDX-License-Identifier: GPL-2.0
/*
 * Answers that are waited for: a guest, or a program, on machine 1 has sent a
 * request to a server on machine 2. It waits as long as somebody can answer,
 * whatever other machines crash, and is told if nobody can.
 */
#include "harness.h"
#include "traffic.h"

#include <unistd.h>

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)
#define DOUBT	5000		/* ms after which a call has ended wrongly */

FIXTURE(promise)
{
	struct machine m[3];
	struct process p;		/* the manager, on machine 1 */
	struct process user;		/* on machine 1: tells the caller */
	struct guest caller;
	struct guest server;		/* suspended, on machine 2 */
	uint32_t puppet;		/* the user's link to the caller */
	uint32_t to_server;		/* the user's */
	uint32_t credit;		/* for the end of the call */
};

FIXTURE_SETUP(promise)
{
	const struct program server = Z8002(server);
	const struct program puppet = Z8002(puppet, .pages = 8);
	uint32_t link;
	int i;

	ASSERT_OK(machine_lan(self->m, 3));
	ASSERT_OK(process_attach(&self->p, &self->m[0], "manager"));
	ASSERT_OK(process_attach(&self->user, &self->m[0], "user"));
	ASSERT_OK(guest_start(&self->p, 1, &puppet, &self->caller));
	ASSERT_OK(guest_hello(&self->p, &link));
	ASSERT_OK(link_exchange(&self->p, &self->user, link, &self->puppet));
	ASSERT_OK(guest_start(&self->p, 2, &server, &self->server));
	for (i = 0; i < SERVER_LINKS; i++)
		ASSERT_OK(guest_hello(&self->p, &link));
	ASSERT_OK(link_exchange(&self->p, &self->user, link,
				&self->to_server));
	ASSERT_OK(guest_control(&self->p, &self->server, DEMOS_OP_SUSPEND));
}

FIXTURE_TEARDOWN(promise)
{
	int i;

	process_close(&self->user);
	process_close(&self->p);
	for (i = 0; i < 3; i++)
		machine_leave(&self->m[i]);
}

/* The caller calls the process that the user's @link leads to */
static int call(struct process *user, uint32_t puppet, uint32_t link,
		uint32_t *credit)
{
	uint16_t r[14] = { [3] = 0x400, [4] = 4, [11] = 0x400, [12] = 64 };
	uint32_t name;
	int error;

	error = puppet_give(user, puppet, link, &name);
	r[0] = name >> 16;
	r[1] = name;
	return error ? error : puppet_begin(user, puppet, DEMOS_SC_CALL, r,
					    credit);
}

/*
 * A crash, as the others see it: no good-bye, and a new life. What was sent
 * there has been acknowledged, or it would count as lost; and the others know
 * who has the reply link.
 */
static int crash(struct machine *m, int which)
{
	int error = 0;
	int i;

	for (i = 0; i < 3 && !error; i++) {
		if (i == which)
			continue;
		error = peer_settled(&m[i], which + 1);
		if (!error)
			error = peer_settled(&m[which], i + 1);
		if (!error)
			error = peer_command(&m[i], DEMOS_CMD_PEER_RESET,
					     which + 1);
	}
	if (!error)
		error = machine_down(&m[which]);
	if (!error)
		error = machine_up(&m[which], which + 1, 0, NULL);
	for (i = 0; i < 3 && !error; i++) {
		if (i != which)
			error = peer_join(&m[i], &m[which]);
	}
	return error;
}

#define COUNT(counter)	machine_counter(&self->m[0], DEMOS_C_##counter)

/* The call has been asked about, and has not ended */
#define WAITS() do { \
	struct message message_; \
	EXPECT_EQ(-ETIMEDOUT, process_await(&self->user, self->credit, DOUBT, \
					    &message_)); \
	EXPECT_LE(1, COUNT(PROBES)); \
	EXPECT_EQ(0, COUNT(CALLS_UNKNOWN)); \
} while (0)

#define ENDS_WITH(result) do { \
	struct message message_; \
	uint16_t r_[14]; \
	ASSERT_OK(process_await(&self->user, self->credit, SOON, &message_)); \
	ASSERT_OK(puppet_end(&message_, DEMOS_SC_CALL, r_)); \
	EXPECT_EQ(result, r_[0]); \
} while (0)

/* The server moves to machine 3, with the request in its queue */
#define EVACUATE() do { \
	struct demos_migrated migrated_; \
	ASSERT_OK(call(&self->user, self->puppet, self->to_server, \
		       &self->credit)); \
	ASSERT_OK(process_until(&self->m[1], self->server.pid, \
				OF_PROCESS(queued), 1)); \
	ASSERT_OK(guest_migrate(&self->p, &self->server, 3, &migrated_)); \
} while (0)

TEST_F(promise, of_a_server_outlives_the_machine_that_it_left)
{
	EVACUATE();
	ASSERT_OK(crash(self->m, 1));
	WAITS();
	ASSERT_OK(guest_control(&self->p, &self->server, DEMOS_OP_RESUME));
	ENDS_WITH(DEMOS_OK);
}

TEST_F(promise, of_a_server_outlives_a_machine_that_goes_down)
{
	EVACUATE();
	ASSERT_OK(machine_down(&self->m[1]));
	WAITS();
	ASSERT_OK(guest_control(&self->p, &self->server, DEMOS_OP_RESUME));
	ENDS_WITH(DEMOS_OK);
}

TEST_F(promise, ends_with_the_machine_that_the_server_is_on)
{
	EVACUATE();
	ASSERT_OK(crash(self->m, 2));
	ENDS_WITH(DEMOS_EUNKNOWN);
	EXPECT_EQ(1, COUNT(CALLS_UNKNOWN));
}

TEST_F(promise, ends_with_the_machine_that_was_called)
{
	ASSERT_OK(call(&self->user, self->puppet, self->to_server,
		       &self->credit));
	ASSERT_OK(process_until(&self->m[1], self->server.pid,
				OF_PROCESS(queued), 1));
	ASSERT_OK(crash(self->m, 1));
	ENDS_WITH(DEMOS_EUNKNOWN);
}

TEST_F(promise, moves_with_the_caller)
{
	struct demos_migrated migrated;

	EVACUATE();
	ASSERT_OK(guest_migrate(&self->p, &self->caller, 2, &migrated));
	ASSERT_OK(crash(self->m, 2));
	ENDS_WITH(DEMOS_EUNKNOWN);
	EXPECT_EQ(1, machine_counter(&self->m[1], DEMOS_C_CALLS_UNKNOWN));
}

/*
 * The server first passes the request on to the server second. @REQUEST: sends
 * it over the user's link to_first_
 */
#define PASS_ON(request) do { \
	struct message message_; \
	uint32_t to_first_, to_second_; \
	ASSERT_OK(process_attach(&first, &self->m[1], "first")); \
	ASSERT_OK(process_attach(&second, &self->m[2], "second")); \
	ASSERT_OK(link_create(&first, 0, 3, FREE, &to_first_)); \
	ASSERT_OK(link_exchange(&first, &self->user, to_first_, &to_first_)); \
	ASSERT_OK(link_create(&second, 0, 3, FREE, &to_second_)); \
	ASSERT_OK(link_exchange(&second, &first, to_second_, &to_second_)); \
	ASSERT_OK(request); \
	ASSERT_OK(process_receive(&first, 1 << 3, SOON, &message_)); \
	ASSERT_EQ(1, message_.nlinks); \
	ASSERT_OK(link_exchange(&first, &second, message_.links[0], \
				&self->to_server)); \
	EXPECT_EQ(1, machine_counter(&self->m[2], DEMOS_C_HOLDS)); \
} while (0)

#define PASS_CALL_ON() \
	PASS_ON(call(&self->user, self->puppet, to_first_, &self->credit))

TEST_F(promise, is_kept_by_the_process_that_the_link_was_passed_to)
{
	struct process first, second;

	PASS_CALL_ON();
	ASSERT_OK(crash(self->m, 1));
	WAITS();
	ASSERT_OK(process_say(&second, self->to_server, "done", 4));
	ENDS_WITH(DEMOS_OK);
	process_close(&first);
	process_close(&second);
}

TEST_F(promise, ends_with_the_process_that_the_link_was_passed_to)
{
	struct process first, second;

	PASS_CALL_ON();
	ASSERT_OK(crash(self->m, 2));
	ENDS_WITH(DEMOS_EUNKNOWN);
	process_close(&first);
	process_close(&second);
}

/* ---- Programs: any number of requests, on any channel */

static const struct demos_reply LATER = { .code = 0x77, .channel = 6 };

/* The user sends a request over @link */
static int ask(struct process *user, uint32_t link)
{
	const struct letter request = { .link = link, .reply = &LATER };

	return process_send(user, &request);
}

#define TOLD(kind) do { \
	struct message message_; \
	ASSERT_OK(process_receive(&self->user, 1 << LATER.channel, SOON, \
				  &message_)); \
	EXPECT_EQ(kind, notice_kind(&message_)); \
	EXPECT_EQ(LATER.code, message_.head.code); \
	EXPECT_EQ(DEMOS_F_NOTICE | DEMOS_F_REPLY, message_.head.flags); \
} while (0)

TEST_F(promise, of_a_program_ends_with_the_machine_that_was_asked)
{
	ASSERT_OK(ask(&self->user, self->to_server));
	ASSERT_OK(ask(&self->user, self->to_server));
	ASSERT_OK(process_until(&self->m[1], self->server.pid,
				OF_PROCESS(queued), 2));
	ASSERT_OK(crash(self->m, 1));
	TOLD(DEMOS_EUNKNOWN);
	TOLD(DEMOS_EUNKNOWN);
	EXPECT_EQ(2, COUNT(CALLS_UNKNOWN));
}

TEST_F(promise, of_a_program_follows_the_link)
{
	struct process first, second;
	struct message message;

	PASS_ON(ask(&self->user, to_first_));
	ASSERT_OK(crash(self->m, 1));
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->user, ALL_CHANNELS,
					       DOUBT, &message));
	EXPECT_EQ(0, COUNT(CALLS_UNKNOWN));
	ASSERT_OK(crash(self->m, 2));
	TOLD(DEMOS_EUNKNOWN);
	process_close(&first);
	process_close(&second);
}

TEST_HARNESS_MAIN
