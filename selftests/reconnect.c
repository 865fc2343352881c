// SPDX-License-Identifier: GPL-2.0
/*
 * Connections break while clients call: nothing is lost, doubled or out of
 * order, because the session outlives the connection.
 */
#include "harness.h"
#include "relay.h"
#include "traffic.h"

#include <linux/genetlink.h>
#include <sys/wait.h>

#define CUTS	100
#define CALLERS	4
/* Bytes that two machines exchange when they meet */
#define GREETINGS	(2 * (NLMSG_HDRLEN + GENL_HDRLEN + \
			      sizeof(struct demos_header) + NLA_HDRLEN + \
			      sizeof(struct demos_hello)))

FIXTURE(reconnect)
{
	struct machine m[2];
	struct process p;
	struct guest guest;
	struct watch watch[2];
	struct caller callers[CALLERS];
};

FIXTURE_SETUP(reconnect)
{
	const struct program program = Z8002(server);
	uint32_t links[SERVER_LINKS];
	int i;

	ASSERT_OK(machine_lan(self->m, 2));
	ASSERT_OK(process_attach(&self->p, &self->m[0], "manager"));
	ASSERT_OK(guest_start(&self->p, 1, &program, &self->guest));
	for (i = 0; i < SERVER_LINKS; i++)
		ASSERT_OK(guest_hello(&self->p, &links[i]));
	for (i = 0; i < CALLERS; i++)
		ASSERT_OK(caller_start(&self->callers[i], &self->m[i ? 1 : 0],
				       &self->p, links[i]));
	for (i = 0; i < 2; i++)
		ASSERT_OK(watch_open(&self->watch[i], &self->m[i]));
}

FIXTURE_TEARDOWN(reconnect)
{
	int i;

	for (i = 0; i < CALLERS; i++)
		caller_stop(&self->callers[i]);
	process_close(&self->p);
	for (i = 0; i < 2; i++) {
		watch_close(&self->watch[i]);
		machine_leave(&self->m[i]);
	}
}

/* Wait until both machines know that the connection is down. */
static int both_down(struct watch *watch)
{
	int error;

	error = watch_for(&watch[0], DEMOS_EVENT_PEER_DOWN, 0, 2, NULL);
	if (!error)
		error = watch_for(&watch[1], DEMOS_EVENT_PEER_DOWN, 0, 1,
				  NULL);
	return error;
}

/* Does this watch report, among others, that the connection is down? */
static bool saw_down(struct watch *watch)
{
	struct demos_event event;

	while (!watch_next(watch, 0, &event))
		if (event.kind == DEMOS_EVENT_PEER_DOWN)
			return true;
	return false;
}

/* Let clients call until both machines know that the connection is down. */
static int call_until_cut(struct caller *callers, struct watch *watch)
{
	struct client *others[2] = { &watch[0].client, &watch[1].client };
	bool down[2] = { false, false };
	int error;
	int i;

	callers_go(callers, CALLERS, 1000000);
	while (!down[0] || !down[1]) {
		error = callers_turn(callers, CALLERS, others, 2);
		if (error < 0)
			return error;
		for (i = 0; i < 2; i++)
			down[i] = down[i] || saw_down(&watch[i]);
	}
	return 0;
}

static void check_counts(struct __test_metadata *_metadata,
			 struct machine *m, struct caller *callers,
			 uint32_t least, uint32_t cuts)
{
	struct demos_peer_info info;
	struct tally tally;
	uint32_t asked = 0;
	int i;

	for (i = 0; i < CALLERS; i++)
		asked += callers[i].asked;
	ASSERT_OK(server_tally(&callers[0].process, callers[0].link, &tally));
	EXPECT_EQ(asked, tally.taken);
	EXPECT_EQ(0, tally.wrong);
	EXPECT_LE(least, asked);
	for (i = 0; i < 2; i++) {
		ASSERT_OK(peer_info(&m[i], 2 - i, &info));
		EXPECT_EQ(DEMOS_PEER_UP, info.state);
		EXPECT_EQ(0, info.refused);
		EXPECT_LE(cuts, info.connections);
		TH_LOG("machine %d: %u calls, %llu resent, %llu doubles",
		       i + 1, asked, (unsigned long long)info.resent,
		       (unsigned long long)info.doubles);
	}
}

TEST_F_TIMEOUT(reconnect, by_command_a_hundred_times, LONG_TEST)
{
	int i;

	for (i = 0; i < CUTS; i++) {
		ASSERT_OK(callers_run(self->callers, CALLERS, 5));
		/* One call of each is outstanding when it happens. */
		ASSERT_OK(callers_ask(self->callers, CALLERS));
		ASSERT_OK(peer_command(&self->m[i % 2], DEMOS_CMD_PEER_RESET,
				       2 - i % 2));
		ASSERT_OK(both_down(self->watch));
		ASSERT_OK(peer_join(&self->m[0], &self->m[1]));
		ASSERT_OK(callers_stop(self->callers, CALLERS));
	}
	check_counts(_metadata, self->m, self->callers, CUTS * CALLERS * 5,
		     CUTS);
}

TEST_F_TIMEOUT(reconnect, in_the_middle_of_frames_a_hundred_times, LONG_TEST)
{
	unsigned int seed = 1;
	pid_t child;
	int i;

	ASSERT_OK(peer_command(&self->m[0], DEMOS_CMD_PEER_RESET, 2));
	ASSERT_OK(both_down(self->watch));
	for (i = 0; i < CUTS; i++) {
		ASSERT_OK(relay_join(&self->m[0], &self->m[1],
				     GREETINGS + 100 +
				     rand_r(&seed) % 6000, &child));
		ASSERT_OK(call_until_cut(self->callers, self->watch));
		ASSERT_EQ(child, waitpid(child, NULL, 0));
	}
	ASSERT_OK(peer_join(&self->m[0], &self->m[1]));
	ASSERT_OK(callers_stop(self->callers, CALLERS));
	check_counts(_metadata, self->m, self->callers, CUTS, CUTS);
}

TEST_F_TIMEOUT(reconnect, while_they_greet, LONG_TEST)
{
	unsigned int seed = 3;
	size_t bytes;
	pid_t child;
	int i;

	ASSERT_OK(callers_run(self->callers, CALLERS, 5));
	ASSERT_OK(peer_command(&self->m[0], DEMOS_CMD_PEER_RESET, 2));
	ASSERT_OK(both_down(self->watch));
	for (i = 0; i < 40; i++) {
		bytes = 1 + rand_r(&seed) % (GREETINGS - 1);
		ASSERT_OK(relay_join(&self->m[0], &self->m[1], bytes, &child));
		ASSERT_EQ(child, waitpid(child, NULL, 0));
	}
	ASSERT_OK(peer_join(&self->m[0], &self->m[1]));
	ASSERT_OK(callers_run(self->callers, CALLERS, 5));
	check_counts(_metadata, self->m, self->callers, CALLERS * 10, 2);
}

TEST_F_TIMEOUT(reconnect, while_the_server_moves, LONG_TEST)
{
	struct demos_migrated migrated;
	unsigned int seed = 2;
	struct message message;
	struct client *others[3] = { &self->watch[0].client,
				     &self->watch[1].client,
				     &self->p.client };
	uint32_t credit;
	struct tally tally;
	uint32_t asked = 0;
	int i, error;

	ASSERT_OK(peer_command(&self->m[0], DEMOS_CMD_PEER_RESET, 2));
	ASSERT_OK(both_down(self->watch));
	for (i = 1; i <= 10; i++) {
		ASSERT_OK(peer_join(&self->m[0], &self->m[1]));
		ASSERT_OK(guest_migrate_begin(&self->p, &self->guest,
					      i % 2 + 1, &credit));
		/* Cut it at some point of the migration, and connect again. */
		callers_go(self->callers, CALLERS, rand_r(&seed) % 4);
		do {
			error = callers_turn(self->callers, CALLERS, others,
					     3);
		} while (error > 0 && rand_r(&seed) % 8);
		ASSERT_LE(0, error);
		ASSERT_OK(peer_command(&self->m[0], DEMOS_CMD_PEER_RESET, 2));
		ASSERT_OK(both_down(self->watch));
		ASSERT_OK(peer_join(&self->m[0], &self->m[1]));
		ASSERT_OK(callers_until(self->callers, CALLERS, &self->p,
					credit, &message));
		/* It may have moved or not, but it must not be lost. */
		error = guest_migrate_end(&message, &migrated);
		ASSERT_LE(0, error);
		if (error)
			ASSERT_OK(guest_migrate(&self->p, &self->guest,
						i % 2 + 1, &migrated));
		ASSERT_OK(peer_command(&self->m[0], DEMOS_CMD_PEER_RESET, 2));
		ASSERT_OK(both_down(self->watch));
	}
	ASSERT_OK(peer_join(&self->m[0], &self->m[1]));
	for (i = 0; i < CALLERS; i++)
		asked += self->callers[i].asked;
	ASSERT_OK(server_tally(&self->callers[0].process,
			       self->callers[0].link, &tally));
	EXPECT_EQ(asked, tally.taken);
	EXPECT_EQ(0, tally.wrong);
}

TEST_F(reconnect, messages_wait_while_disconnected)
{
	struct caller *far = &self->callers[1];
	struct message message;

	ASSERT_OK(callers_run(self->callers, CALLERS, 3));
	ASSERT_OK(peer_command(&self->m[1], DEMOS_CMD_PEER_RESET, 1));
	ASSERT_OK(both_down(self->watch));
	/* The client on the server's machine continues, the others wait. */
	ASSERT_OK(callers_run(self->callers, 1, 3));
	ASSERT_OK(callers_ask(self->callers, CALLERS));
	EXPECT_EQ(-ETIMEDOUT, process_await(&far->process, far->credit, NEVER,
					    &message));
	ASSERT_OK(peer_join(&self->m[0], &self->m[1]));
	ASSERT_OK(callers_stop(self->callers, CALLERS));
}

TEST_F(reconnect, a_new_connection_replaces_the_old)
{
	struct demos_peer_info info;

	ASSERT_OK(callers_run(self->callers, CALLERS, 3));
	ASSERT_OK(peer_join(&self->m[0], &self->m[1]));
	ASSERT_OK(callers_run(self->callers, CALLERS, 3));
	ASSERT_OK(peer_info(&self->m[0], 2, &info));
	EXPECT_EQ(DEMOS_PEER_UP, info.state);
	EXPECT_EQ(2, info.connections);
}

TEST_HARNESS_MAIN
