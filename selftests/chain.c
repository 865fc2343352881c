// SPDX-License-Identifier: GPL-2.0
/*
 * A chain: a guest visits 64 machines in a row. Each leads to the next one by a
 * forwarding address. Then a process that had sent to the guest before its
 * first move sends again.
 */
#include "harness.h"

#include <time.h>

#define MACHINES	64

FIXTURE(chain)
{
	struct machine m[MACHINES];
	struct process p;		/* the manager */
	struct process sender;
	struct guest guest;
	uint32_t link;			/* the sender's, to the guest */
};

/* All are connected to the first and the last one, and each to the next one */
FIXTURE_SETUP(chain)
{
	const struct program puppet = Z8002(puppet);
	uint32_t link;
	int i;

	for (i = 0; i < MACHINES; i++) {
		ASSERT_OK(machine_make(&self->m[i], i + 1));
		if (i)
			ASSERT_OK(peer_join(&self->m[0], &self->m[i]));
		if (i > 1)
			ASSERT_OK(peer_join(&self->m[i - 1], &self->m[i]));
	}
	for (i = 1; i < MACHINES - 2; i++)
		ASSERT_OK(peer_join(&self->m[i], &self->m[MACHINES - 1]));
	ASSERT_OK(process_attach(&self->p, &self->m[0], "manager"));
	ASSERT_OK(process_attach(&self->sender, &self->m[0], "sender"));
	ASSERT_OK(guest_start(&self->p, 1, &puppet, &self->guest));
	ASSERT_OK(guest_hello(&self->p, &link));
	ASSERT_OK(link_exchange(&self->p, &self->sender, link, &self->link));
}

FIXTURE_TEARDOWN(chain)
{
	int i;

	process_close(&self->sender);
	process_close(&self->p);
	for (i = 0; i < MACHINES; i++)
		machine_leave(&self->m[i]);
}

static uint64_t forwarded(struct machine *m)
{
	uint64_t sum = 0;
	int i;

	for (i = 0; i < MACHINES; i++)
		sum += machine_counter(&m[i], DEMOS_C_FORWARDED);
	return sum;
}

/* The guest tells the sender where it is */
static int ask_place(struct process *sender, uint32_t link)
{
	uint16_t r[14] = { 0 };
	int error = puppet_do(sender, link, DEMOS_SC_SELF, r);

	return error ? -error : r[1];
}

/*
 * Until the manager's link says so, its requests go over two forwarding
 * addresses, which are folded then: the chain would be shorter.
 */
static int await_update(struct process *p, const struct guest *guest,
			uint16_t machine)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	struct demos_status status;
	struct demos_link body;
	int tries = SOON, error;

	error = guest_status(p, guest, &status);
	do {
		if (!error)
			error = link_inspect(p, guest->control, &body);
		nanosleep(&pause, NULL);
	} while (!error && body.to.machine != machine && --tries);
	return error || tries ? error : -ETIMEDOUT;
}

TEST_F_TIMEOUT(chain, of_64_machines_delivers, LONG_TEST)
{
	struct demos_migrated migrated;
	struct demos_link body;
	uint64_t before;
	int i;

	ASSERT_EQ(1, ask_place(&self->sender, self->link));
	for (i = 1; i < MACHINES; i++) {
		ASSERT_OK(guest_migrate(&self->p, &self->guest, i + 1,
					&migrated));
		ASSERT_OK(await_update(&self->p, &self->guest, i + 1));
	}
	before = forwarded(self->m);
	ASSERT_EQ(MACHINES, ask_place(&self->sender, self->link));
	EXPECT_LE(MACHINES - 2, forwarded(self->m) - before);
	ASSERT_OK(link_inspect(&self->sender, self->link, &body));
	EXPECT_EQ(MACHINES, body.to.machine);
	EXPECT_EQ(MACHINES - 1, body.to.moves);
	before = forwarded(self->m);
	ASSERT_EQ(MACHINES, ask_place(&self->sender, self->link));
	EXPECT_EQ(before, forwarded(self->m));
	ASSERT_OK(guest_control(&self->p, &self->guest, DEMOS_OP_KILL));
	for (i = 0; i < MACHINES; i++)
		EXPECT_OK(machine_until(&self->m[i], DEMOS_A_FORWARDS, 0));
}

TEST_HARNESS_MAIN
