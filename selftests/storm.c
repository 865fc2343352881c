// SPDX-License-Identifier: GPL-2.0
/*
 * Everything that a program must not notice, at once and at random: guest
 * servers and clients move, connections are cut, processes are suspended, and
 * native clients call all the while. Nothing may be lost, doubled or out of
 * order. STORM_SEED=number chooses another storm.
 */
#include "harness.h"
#include "traffic.h"

#define MACHINES	3
#define SERVERS		2
#define CLIENTS		3	/* guests */
#define CALLERS		4	/* native */
#define GUESTS		(SERVERS + CLIENTS)
#define ACTS		40
#define CALLS		300	/* of each guest client */

FIXTURE(storm)
{
	struct machine m[MACHINES];
	struct watch watch[MACHINES];
	struct process p;
	struct guest guest[GUESTS];	/* servers first */
	uint32_t links[SERVERS][SERVER_LINKS];
	uint32_t order[CLIENTS];	/* links to guest clients */
	uint32_t credit[CLIENTS];
	struct caller callers[CALLERS];
	unsigned int seed;
};

FIXTURE_VARIANT(storm)
{
	unsigned int seed;
};

FIXTURE_VARIANT_ADD(storm, one)
{
	.seed = 1,
};

FIXTURE_VARIANT_ADD(storm, two)
{
	.seed = 2,
};

FIXTURE_VARIANT_ADD(storm, three)
{
	.seed = 3,
};

FIXTURE_SETUP(storm)
{
	const struct program servers[2] = { Z8002(server), Z8001(server) };
	const struct program clients[2] = { Z8001(client), Z8002(client) };
	int i, k;

	self->seed = getenv("STORM_SEED") ? atoi(getenv("STORM_SEED")) :
					  (int)variant->seed;
	self->seed *= 1000 + variant->seed;
	ASSERT_OK(machine_lan(self->m, MACHINES));
	for (i = 0; i < MACHINES; i++)
		ASSERT_OK(watch_open(&self->watch[i], &self->m[i]));
	ASSERT_OK(process_attach(&self->p, &self->m[0], "manager"));
	for (i = 0; i < SERVERS; i++) {
		ASSERT_OK(guest_start(&self->p, i + 1, &servers[i % 2],
				      &self->guest[i]));
		for (k = 0; k < SERVER_LINKS; k++)
			ASSERT_OK(guest_hello(&self->p, &self->links[i][k]));
	}
	for (i = 0; i < CLIENTS; i++) {
		ASSERT_OK(guest_start(&self->p, i % MACHINES + 1,
				      &clients[i % 2],
				      &self->guest[SERVERS + i]));
		ASSERT_OK(guest_hello(&self->p, &self->order[i]));
	}
	for (i = 0; i < CALLERS; i++)
		ASSERT_OK(caller_start(&self->callers[i],
				       &self->m[i % MACHINES], &self->p,
				       self->links[i % SERVERS][i]));
}

FIXTURE_TEARDOWN(storm)
{
	int i;

	for (i = 0; i < CALLERS; i++)
		caller_stop(&self->callers[i]);
	process_close(&self->p);
	for (i = 0; i < MACHINES; i++) {
		watch_close(&self->watch[i]);
		machine_leave(&self->m[i]);
	}
}

/* Tell a guest client to call a server; its answer comes on channel @i. */
static int give_order(struct process *p, uint32_t client, uint32_t server,
		      int i, uint32_t *credit)
{
	const struct demos_reply reply = { .code = i, .channel = i };
	const uint32_t calls = htonl(CALLS);
	const struct letter letter = {
		.link = client,
		.data = &calls,
		.length = sizeof(calls),
		.links = &server,
		.nlinks = 1,
		.reply = &reply,
	};
	int error = process_post(p, 1U << i, -1, credit);

	return error ? error : process_send(p, &letter);
}

/* Cut the connection between two machines, and connect them again. */
static int cut(struct machine *m, struct watch *watch, int a, int b)
{
	int error;

	error = peer_command(&m[a], DEMOS_CMD_PEER_RESET, b + 1);
	if (!error)
		error = watch_for(&watch[a], DEMOS_EVENT_PEER_DOWN, 0, b + 1,
				  NULL);
	if (!error)
		error = watch_for(&watch[b], DEMOS_EVENT_PEER_DOWN, 0, a + 1,
				  NULL);
	return error ? error : peer_join(&m[a], &m[b]);
}

/* Choose two machines at random. */
static void choose(unsigned int *seed, int *a, int *b)
{
	*a = rand_r(seed) % MACHINES;
	*b = (*a + 1 + rand_r(seed) % (MACHINES - 1)) % MACHINES;
}

TEST_F_TIMEOUT(storm, is_not_noticed, LONG_TEST)
{
	uint32_t expected[SERVERS] = { 0 };
	struct process *p = &self->p;
	struct demos_migrated migrated;
	struct message message;
	const uint32_t *said;
	struct tally tally;
	int moved = 0, cuts = 0;
	uint32_t credit;
	int i, a, b, act, result;

	for (i = 0; i < CLIENTS; i++) {
		ASSERT_OK(give_order(p, self->order[i],
				     self->links[i % SERVERS][8 + i], i,
				     &self->credit[i]));
		expected[i % SERVERS] += CALLS;
	}
	for (act = 0; act < ACTS; act++) {
		struct guest *guest = &self->guest[rand_r(&self->seed) %
						   GUESTS];

		ASSERT_OK(callers_run(self->callers, CALLERS,
				      rand_r(&self->seed) % 6));
		choose(&self->seed, &a, &b);
		switch (rand_r(&self->seed) % 6) {
		case 0:
			ASSERT_OK(guest_control(p, guest, DEMOS_OP_SUSPEND));
			ASSERT_OK(guest_control(p, guest, DEMOS_OP_RESUME));
			break;
		case 1:
			ASSERT_OK(callers_ask(self->callers, CALLERS));
			ASSERT_OK(cut(self->m, self->watch, a, b));
			cuts++;
			break;
		case 2:
			ASSERT_OK(guest_migrate_begin(p, guest, a + 1,
						      &credit));
			ASSERT_OK(cut(self->m, self->watch, a, b));
			cuts++;
			ASSERT_OK(callers_until(self->callers, CALLERS, p,
						credit, &message));
			/* It was there already, or the cut prevented it. */
			result = guest_migrate_end(&message, &migrated);
			ASSERT_LE(0, result);
			moved += !result;
			break;
		default:
			ASSERT_OK(guest_migrate_begin(p, guest, a + 1,
						      &credit));
			ASSERT_OK(callers_until(self->callers, CALLERS, p,
						credit, &message));
			result = guest_migrate_end(&message, &migrated);
			ASSERT_LE(0, result);
			moved += !result;
			break;
		}
	}
	ASSERT_OK(callers_stop(self->callers, CALLERS));
	for (i = 0; i < CLIENTS; i++) {
		ASSERT_OK(process_await(p, self->credit[i], SOON, &message));
		ASSERT_EQ(8, message.length);
		said = (const void *)message.data;
		EXPECT_EQ(CALLS, ntohl(said[0]));
		EXPECT_EQ(0, said[1]);
	}
	for (i = 0; i < CALLERS; i++)
		expected[i % SERVERS] += self->callers[i].asked;
	for (i = 0; i < SERVERS; i++) {
		ASSERT_OK(server_tally(p, self->links[i][15], &tally));
		EXPECT_EQ(expected[i], tally.taken);
		EXPECT_EQ(0, tally.wrong);
	}
	TH_LOG("seed %u: %d moves, %d cuts, %u and %u calls", variant->seed,
	       moved, cuts, expected[0], expected[1]);
}

TEST_HARNESS_MAIN
