// SPDX-License-Identifier: GPL-2.0
/*
 * Limits of a machine and of each of its processes: a call that would exceed a
 * limit fails, and nothing else does. When there is room again it succeeds, and
 * the usage returns to its earlier value. A refusal says which limit it was.
 * Native processes are an administrator's. They have a reserve beyond most
 * limits, so that a machine that is full can still be looked at.
 */
#include "limits_fixture.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

TEST_F(limits, are_shown)
{
	uint32_t link;
	int i;

	for (i = 0; i < __DEMOS_LIMIT_MAX; i++)
		EXPECT_LT(0, self->limits[i]);
	EXPECT_EQ(2, self->used[DEMOS_LIMIT_PROCESSES]);
	EXPECT_EQ(0, self->used[DEMOS_LIMIT_MEMORY]);
	EXPECT_EQ(0, self->used[DEMOS_LIMIT_LINKS]);
	EXPECT_EQ(0, self->used[DEMOS_LIMIT_QUEUES]);
	EXPECT_EQ(0, self->used[DEMOS_LIMIT_ARRIVALS]);
	ASSERT_OK(link_create(&self->a, 0, 0, FREE, &link));
	EXPECT_EQ(1, USED(DEMOS_LIMIT_LINKS));
	ASSERT_OK(link_destroy(&self->a, link));
	EXPECT_EQ(0, USED(DEMOS_LIMIT_LINKS));
}

TEST_F(limits, are_set_one_by_one)
{
	uint64_t now[__DEMOS_LIMIT_MAX];
	int i, k;

	for (i = 0; i < __DEMOS_LIMIT_MAX; i++) {
		SET(i, 1000 + i);
		ASSERT_OK(machine_limits(&self->m[0], now, self->used));
		for (k = 0; k < __DEMOS_LIMIT_MAX; k++)
			EXPECT_EQ(k <= i ? 1000ULL + k : self->limits[k],
				  now[k]);
	}
	/* Another machine has limits of its own */
	ASSERT_OK(machine_limits(&self->m[1], now, self->used));
	EXPECT_EQ(0, memcmp(self->limits, now, sizeof(now)));
}

TEST_F(limits, are_not_set_to_invalid_values)
{
	const struct { uint32_t limit; uint64_t value; } wrong[] = {
		{ __DEMOS_LIMIT_MAX, 1 },
		{ UINT32_MAX, 1 },
		{ DEMOS_LIMIT_PROCESSES, 1ULL << 63 },
		{ DEMOS_LIMIT_MEMORY, UINT64_MAX },
		{ DEMOS_LIMIT_PROCESS_MEMORY, (8 << 20) + 1 },
		{ DEMOS_LIMIT_PROCESS_LINKS, 1 << 16 },
		{ DEMOS_LIMIT_PROCESS_PAIRS, 1 << 16 },
		{ DEMOS_LIMIT_PROCESS_QUEUE, 1ULL << 63 },
	};
	struct client *admin = &self->m[0].admin;
	uint64_t now[__DEMOS_LIMIT_MAX];
	struct nl_msg *msg;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		EXPECT_GT(0, machine_set_limit(&self->m[0], wrong[i].limit,
					       wrong[i].value))
			TH_LOG("case %zu", i);
		EXPECT_STRNE("", admin->text);
	}
	msg = client_request(admin, DEMOS_CMD_LIMITS_SET, 0);
	EXPECT_GT(0, client_ask(admin, msg, NULL));
	msg = client_request(admin, DEMOS_CMD_LIMITS_SET, 0);
	nla_put_u32(msg, DEMOS_A_LIMIT, 0);
	EXPECT_GT(0, client_ask(admin, msg, NULL));
	msg = client_request(admin, DEMOS_CMD_LIMITS_GET, 0);
	nla_put_u32(msg, DEMOS_A_LIMIT, 0);
	EXPECT_GT(0, client_ask(admin, msg, NULL));
	ASSERT_OK(machine_limits(&self->m[0], now, self->used));
	EXPECT_EQ(0, memcmp(self->limits, now, sizeof(now)));
}

/* Exit status: 0 if an unprivileged program gets the expected results */
static int try_unprivileged(struct machine *machine)
{
	uint64_t limits[__DEMOS_LIMIT_MAX];
	uint64_t all[__DEMOS_LIMIT_MAX];
	struct machine mine = *machine;

	if (setgid(65534) || setuid(65534) || client_open(&mine.admin))
		return 1;
	if (machine_limits(&mine, limits, all))
		return 2;
	if (machine_set_limit(&mine, DEMOS_LIMIT_LINKS, 5) != -EPERM)
		return 3;
	return 0;
}

TEST_F(limits, are_set_by_administrators_only)
{
	int status;
	pid_t child;

	ASSERT_OK(machine_enter(&self->m[0]));
	child = fork();
	if (!child)
		_exit(try_unprivileged(&self->m[0]));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
}

TEST_F(limits, of_processes)
{
	const struct program spin = Z8002(spin);
	const int reserve = self->reserve[DEMOS_LIMIT_PROCESSES];
	struct process *more = calloc(reserve + 2, sizeof(*more));
	struct demos_ended ended;
	struct guest guest;
	int i;

	ASSERT_NE(NULL, more);
	ASSERT_LT(0, reserve);
	SET(DEMOS_LIMIT_PROCESSES, 3);
	ASSERT_OK(process_attach(&more[0], &self->m[0], "third"));
	EXPECT_EQ(DEMOS_EROOM, guest_create(&self->p, 1, &spin, &guest));
	EXPECT_EQ(3, USED(DEMOS_LIMIT_PROCESSES));
	EXPECT_EQ(0, USED(DEMOS_LIMIT_MEMORY));
	/* An administrator can look */
	for (i = 1; i <= reserve; i++)
		ASSERT_OK(process_attach(&more[i], &self->m[0], "more"));
	EXPECT_EQ(-EDQUOT, process_attach(&more[i], &self->m[0], "last"));
	EXPECT_TRUE(said(&more[i].client,
			 "machine 1 has reached its limit processes, 3"));
	EXPECT_EQ(3 + reserve, USED(DEMOS_LIMIT_PROCESSES));
	for (i = 0; i <= reserve; i++)
		process_close(&more[i]);
	free(more);
	UNTIL_USED(DEMOS_LIMIT_PROCESSES, 2);
	ASSERT_OK(guest_create(&self->p, 1, &spin, &guest));
	ASSERT_OK(guest_control(&self->p, &guest, DEMOS_OP_KILL));
	ASSERT_OK(guest_ended(&self->p, &ended));
	UNTIL_USED(DEMOS_LIMIT_PROCESSES, 2);
	UNTIL_USED(DEMOS_LIMIT_MEMORY, 0);
}

TEST_F(limits, of_memory)
{
	const struct program small = Z8002(spin, .pages = 16);
	const struct program large = Z8001(spin, .more = 1);
	const int which[] = { DEMOS_LIMIT_MEMORY, DEMOS_LIMIT_PROCESS_MEMORY };
	struct demos_ended ended;
	struct guest guest[2];
	int i;

	for (i = 0; i < 2; i++) {
		SET(which[i], 0x10000);
		ASSERT_OK(guest_create(&self->p, 1, &small, &guest[0]));
		EXPECT_EQ(4096, USED(DEMOS_LIMIT_MEMORY));
		EXPECT_EQ(DEMOS_EROOM, guest_create(&self->p, 1, &large,
						    &guest[1]));
		EXPECT_EQ(4096, USED(DEMOS_LIMIT_MEMORY));
		EXPECT_EQ(3, USED(DEMOS_LIMIT_PROCESSES));
		SET_BACK(which[i]);
		ASSERT_OK(guest_create(&self->p, 1, &large, &guest[1]));
		EXPECT_LT(0x10000, USED(DEMOS_LIMIT_MEMORY));
		/* Usage that already exceeds a limit stays */
		SET(which[i], 1);
		EXPECT_EQ(4, USED(DEMOS_LIMIT_PROCESSES));
		ASSERT_OK(guest_control(&self->p, &guest[0], DEMOS_OP_KILL));
		ASSERT_OK(guest_ended(&self->p, &ended));
		ASSERT_OK(guest_control(&self->p, &guest[1], DEMOS_OP_KILL));
		ASSERT_OK(guest_ended(&self->p, &ended));
		UNTIL_USED(DEMOS_LIMIT_MEMORY, 0);
		SET_BACK(which[i]);
	}
}

static int create_links(struct process *process, int count, uint32_t *links)
{
	int error = 0;
	int i;

	for (i = 0; i < count && !error; i++)
		error = link_create(process, 0, 0, FREE, &links[i]);
	return error;
}

TEST_F(limits, of_links)
{
	const struct { int limit; const char *said; } cases[] = {
		{ DEMOS_LIMIT_LINKS,
		  "machine 1 has reached its limit links, 3" },
		{ DEMOS_LIMIT_PROCESS_LINKS,
		  "machine 1 has reached its limit process_links, 3" },
	};
	uint32_t *links, link;
	int i, k, count;

	for (i = 0; i < 2; i++) {
		count = 3 + self->reserve[cases[i].limit];
		links = calloc(count, sizeof(*links));
		ASSERT_NE(NULL, links);
		SET(cases[i].limit, 3);
		ASSERT_OK(create_links(&self->a, count, links));
		EXPECT_REFUSED(DEMOS_EROOM, link_create(&self->a, 0, 0, FREE,
							&link));
		EXPECT_TRUE(said(&self->a.client, cases[i].said));
		EXPECT_REFUSED(DEMOS_EROOM, link_dup(&self->a, links[0], FREE,
						     &link));
		EXPECT_REFUSED(DEMOS_EROOM, link_to_kernel(&self->a, 1,
							   &link));
		EXPECT_EQ(count, USED(DEMOS_LIMIT_LINKS));
		ASSERT_OK(link_destroy(&self->a, links[1]));
		ASSERT_OK(link_dup(&self->a, links[0], FREE, &links[1]));
		SET_BACK(cases[i].limit);
		for (k = 0; k < count; k++)
			ASSERT_OK(link_destroy(&self->a, links[k]));
		EXPECT_EQ(0, USED(DEMOS_LIMIT_LINKS));
		free(links);
	}
}

/* A guest has no reserve */
TEST_F(limits, of_links_of_guests)
{
	const int which[] = { DEMOS_LIMIT_LINKS, DEMOS_LIMIT_PROCESS_LINKS };
	const struct program puppet = Z8001(puppet);
	uint16_t r[14];
	struct guest guest;
	uint32_t link;
	int i;

	ASSERT_OK(guest_start(&self->p, 1, &puppet, &guest));
	ASSERT_OK(guest_hello(&self->p, &link));
	for (i = 0; i < 2; i++) {
		SET(which[i], USED(DEMOS_LIMIT_LINKS) + 4);
		do {
			memset(r, 0, sizeof(r));
			ASSERT_OK(puppet_do(&self->p, link,
					    DEMOS_SC_LINK_CREATE, r));
		} while (r[0] == DEMOS_OK);
		EXPECT_EQ(DEMOS_EROOM, r[0]);
		SET_BACK(which[i]);
	}
}

/* A table that was large still takes memory when it is empty */
TEST_F(limits, of_links_cover_empty_tables)
{
	const int count = 100 + self->reserve[DEMOS_LIMIT_LINKS];
	uint32_t *links = calloc(count, sizeof(*links));
	int i;

	ASSERT_NE(NULL, links);
	SET(DEMOS_LIMIT_LINKS, 100);
	ASSERT_OK(create_links(&self->a, count, links));
	for (i = 0; i < count; i++)
		ASSERT_OK(link_destroy(&self->a, links[i]));
	EXPECT_EQ(0, USED(DEMOS_LIMIT_LINKS));
	EXPECT_EQ(refusal(DEMOS_EROOM), create_links(&self->p, count, links));
	EXPECT_LE(count / 4, USED(DEMOS_LIMIT_LINKS));
	/* Its owner may use it, and it is freed with its owner */
	ASSERT_OK(link_create(&self->a, 0, 0, FREE, &links[0]));
	process_close(&self->a);
	UNTIL_USED(DEMOS_LIMIT_PROCESSES, 1);
	i = count - USED(DEMOS_LIMIT_LINKS);
	EXPECT_OK(create_links(&self->p, i, links));
	free(links);
}

/* It keeps its size when it moves */
TEST_F(limits, of_links_cover_tables_that_moved)
{
	const struct program puppet = Z8001(puppet);
	uint16_t create[14], destroy[14] = { 0 };
	struct demos_migrated migrated;
	uint32_t links[40], link;
	struct guest guest;
	int i;

	ASSERT_OK(guest_start(&self->p, 2, &puppet, &guest));
	ASSERT_OK(guest_hello(&self->p, &link));
	for (i = 0; i < 40; i++) {
		memset(create, 0, sizeof(create));
		ASSERT_OK(puppet_do(&self->p, link, DEMOS_SC_LINK_CREATE,
				    create));
		links[i] = create[2] << 16 | create[3];
	}
	for (i = 0; i < 40; i++) {
		destroy[0] = links[i] >> 16;
		destroy[1] = links[i];
		ASSERT_OK(puppet_do(&self->p, link, DEMOS_SC_LINK_DESTROY,
				    destroy));
		EXPECT_EQ(DEMOS_OK, destroy[0]);
	}
	SET(DEMOS_LIMIT_LINKS, 20);
	EXPECT_EQ(DEMOS_EROOM, guest_migrate(&self->p, &guest, 1, &migrated));
	SET(DEMOS_LIMIT_LINKS, 50);
	EXPECT_OK(guest_migrate(&self->p, &guest, 1, &migrated));
}

/* A message stays queued until there is room for its links */
TEST_F(limits, of_links_apply_to_received_links)
{
	struct letter letter = { .nlinks = 2 };
	struct message message;
	const int count = self->reserve[DEMOS_LIMIT_PROCESS_LINKS];
	uint32_t *full = calloc(count, sizeof(*full));
	uint32_t links[2];

	ASSERT_NE(NULL, full);
	ASSERT_OK(introduce(&self->a, &self->p, &letter.link));
	ASSERT_OK(link_create(&self->p, 21, 0, FREE, &links[0]));
	ASSERT_OK(link_create(&self->p, 22, 0, FREE, &links[1]));
	letter.links = links;
	ASSERT_OK(create_links(&self->a, count - 1, full));
	SET(DEMOS_LIMIT_PROCESS_LINKS, 0);
	ASSERT_OK(process_send(&self->p, &letter));
	EXPECT_EQ(DEMOS_EROOM, process_receive(&self->a, 1 << 3, SOON,
					       &message));
	EXPECT_EQ(DEMOS_EROOM, process_receive(&self->a, 1 << 3, SOON,
					       &message));
	ASSERT_OK(link_destroy(&self->a, full[0]));
	ASSERT_OK(process_receive(&self->a, 1 << 3, SOON, &message));
	EXPECT_EQ(2, message.nlinks);
	free(full);
}

TEST_HARNESS_MAIN
