// SPDX-License-Identifier: GPL-2.0
/*
 * Limits of a machine and of each of its processes: a call that would exceed a
 * limit fails, and nothing else does. When there is room again it succeeds, and
 * the usage returns to its earlier value. A refusal says which limit it was.
 * Native processes are an administrator's, and may have a reserve beyond most
 * limits, so that he can look at a machine that is full.
 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)

FIXTURE(limits)
{
	struct machine m[2];
	struct process p;	/* both on machine 1 */
	struct process a;
	uint64_t limits[__DEMOS_LIMIT_MAX];
	uint64_t used[__DEMOS_LIMIT_MAX];
	uint64_t reserve[__DEMOS_LIMIT_MAX];
};

FIXTURE_SETUP(limits)
{
	ASSERT_OK(machine_lan(self->m, 2));
	ASSERT_OK(process_attach(&self->p, &self->m[0], "p"));
	ASSERT_OK(process_attach(&self->a, &self->m[0], "a"));
	ASSERT_OK(machine_limits(&self->m[0], self->limits, self->used));
	ASSERT_OK(machine_reserves(&self->m[0], self->reserve));
}

FIXTURE_TEARDOWN(limits)
{
	process_close(&self->p);
	process_close(&self->a);
	machine_leave(&self->m[0]);
	machine_leave(&self->m[1]);
}

static uint64_t used(struct machine *machine, int limit)
{
	uint64_t limits[__DEMOS_LIMIT_MAX];
	uint64_t all[__DEMOS_LIMIT_MAX];

	return machine_limits(machine, limits, all) ? UINT64_MAX : all[limit];
}

/* Wait until the usage has a value: ends are reported asynchronously */
static int until_used(struct machine *machine, struct process *process,
		      int limit, uint64_t value)
{
	struct message message;
	int tries;

	for (tries = SOON / 5; tries; tries--) {
		if (used(machine, limit) == value)
			return 0;
		process_receive(process, 1 << 9, 5, &message);
	}
	return -ETIMEDOUT;
}

static int set_back(struct machine *machine, const uint64_t *limits, int limit)
{
	return machine_set_limit(machine, limit, limits[limit]);
}

/* Did the kernel say this about the last refusal? */
static bool said(const struct client *client, const char *words)
{
	if (strstr(client->text, words))
		return true;
	printf("# the kernel: %s\n", client->text);
	return false;
}

#define USED(limit) used(&self->m[0], limit)
#define UNTIL_USED(limit, value) \
	EXPECT_OK(until_used(&self->m[0], &self->p, limit, value))
#define SET(limit, value) \
	ASSERT_OK(machine_set_limit(&self->m[0], limit, value))
/* Does the notice name this limit? */
#define EXPECT_NAMED(limit, message) \
	EXPECT_EQ(htons(DEMOS_ROOM_LIMIT(limit)), \
		  ((const struct demos_notice *)(message)->data)->flags)
#define SET_BACK(limit) ASSERT_OK(set_back(&self->m[0], self->limits, limit))

/* Give @from a link to @to, on channel 3 */
static int introduce(struct process *to, struct process *from, uint32_t *link)
{
	uint32_t made;
	int error = link_create(to, 11, 3, FREE, &made);

	return error ? error : link_exchange(to, from, made, link);
}

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

/* A sender that exceeds it is told, and its later messages still arrive */
TEST_F(limits, of_queues)
{
	const int which[] = { DEMOS_LIMIT_QUEUES, DEMOS_LIMIT_PROCESS_QUEUE };
	/* More than the reserve, which there is in any case */
	const uint64_t most = self->reserve[DEMOS_LIMIT_PROCESS_QUEUE] + 8192;
	static uint8_t data[DEMOS_DATA_MAX];
	const int count = most / (sizeof(data) + 200);
	struct letter letter = { .data = data, .length = sizeof(data) };
	struct demos_process_info info;
	struct message message;
	uint64_t limited;
	int i, k;

	ASSERT_OK(introduce(&self->a, &self->p, &letter.link));
	for (i = 0; i < 2; i++) {
		limited = machine_counter(&self->m[0], DEMOS_C_LIMITED);
		SET(which[i], most);
		for (k = 0; k < count + 2; k++) {
			data[0] = k;
			ASSERT_OK(process_send_patiently(&self->p, &letter));
		}
		for (k = 0; k < 2; k++) {
			ASSERT_OK(process_receive(&self->p, 1, SOON,
						  &message));
			EXPECT_EQ(DEMOS_EROOM, notice_kind(&message));
			EXPECT_NAMED(which[i], &message);
		}
		EXPECT_EQ(limited + 2, machine_counter(&self->m[0],
						       DEMOS_C_LIMITED));
		EXPECT_GE(most, USED(DEMOS_LIMIT_QUEUES));
		ASSERT_OK(process_info(&self->m[0], self->a.pid, &info));
		EXPECT_EQ(USED(DEMOS_LIMIT_QUEUES), info.queue_bytes);
		EXPECT_LT(count * sizeof(data), info.queue_bytes);
		SET_BACK(which[i]);
		data[0] = 99;
		ASSERT_OK(process_say(&self->p, letter.link, data, 1));
		for (k = 0; k <= count; k++) {
			ASSERT_OK(process_receive(&self->a, 1 << 3, SOON,
						  &message));
			EXPECT_EQ(k < count ? k : 99, message.data[0]);
		}
		UNTIL_USED(DEMOS_LIMIT_QUEUES, 0);
	}
}

/*
 * A sender on another machine, which has other limits. The receiver is a
 * guest: a native process has a reserve
 */
TEST_F(limits, of_queues_apply_to_other_machines)
{
	const struct program puppet = Z8001(puppet);
	struct message message;
	uint16_t r[14] = { 0 };
	struct process far;
	struct guest guest;
	uint32_t near, link;

	ASSERT_OK(guest_start(&self->p, 1, &puppet, &guest));
	ASSERT_OK(guest_hello(&self->p, &near));
	ASSERT_OK(process_attach(&far, &self->m[1], "far"));
	ASSERT_OK(link_dup(&self->p, near, FREE, &link));
	ASSERT_OK(link_exchange(&self->p, &far, link, &link));
	SET(DEMOS_LIMIT_PROCESS_QUEUE, 0);
	ASSERT_OK(process_say(&far, link, "1", 1));
	ASSERT_OK(process_receive(&far, 1, SOON, &message));
	EXPECT_EQ(DEMOS_EROOM, notice_kind(&message));
	EXPECT_NAMED(DEMOS_LIMIT_PROCESS_QUEUE, &message);
	EXPECT_EQ(1, DEMOS_PID_MACHINE(message.head.from.pid));
	/* The guest is as it was */
	SET_BACK(DEMOS_LIMIT_PROCESS_QUEUE);
	ASSERT_OK(puppet_do(&far, link, DEMOS_SC_YIELD, r));
	ASSERT_OK(puppet_do(&self->p, near, DEMOS_SC_YIELD, r));
	process_close(&far);
}

/*
 * At its limit a process can talk to its correspondents, but to nobody new: a
 * guest. A native process has a reserve
 */
TEST_F(limits, of_correspondents)
{
	const int kinds[] = { DEMOS_LIMIT_PROCESS_PAIRS, DEMOS_LIMIT_PAIRS };
	const struct program puppet = Z8001(puppet);
	struct process other[2];
	struct message message;
	uint16_t r[14] = { 0 };
	uint32_t near, link, name, to_a;
	struct guest guest;
	int i;

	ASSERT_OK(guest_start(&self->p, 1, &puppet, &guest));
	ASSERT_OK(guest_hello(&self->p, &near));
	for (i = 0; i < 2; i++) {
		ASSERT_OK(process_attach(&other[i], &self->m[0], "other"));
		ASSERT_OK(link_dup(&self->p, near, FREE, &link));
		ASSERT_OK(link_exchange(&self->p, &other[i], link, &link));
		ASSERT_OK(introduce(&other[i], &self->p, &name));
		ASSERT_OK(puppet_give(&self->p, near, name, &name));
		ASSERT_OK(introduce(&self->a, &other[i], &to_a));
		SET(kinds[i], 0);
		/* From a stranger */
		ASSERT_OK(process_say(&other[i], link, "1", 1));
		ASSERT_OK(process_receive(&other[i], 1, SOON, &message));
		EXPECT_EQ(DEMOS_EROOM, notice_kind(&message));
		EXPECT_NAMED(kinds[i], &message);
		/* To a stranger */
		memset(r, 0, sizeof(r));
		r[0] = name >> 16;
		r[1] = name;
		ASSERT_OK(puppet_do(&self->p, near, DEMOS_SC_SEND, r));
		EXPECT_EQ(DEMOS_EROOM, r[0]);
		/* It can be controlled all the same, even by a stranger */
		ASSERT_OK(guest_control(&self->p, &guest, DEMOS_OP_SUSPEND));
		ASSERT_OK(guest_control(&self->p, &guest, DEMOS_OP_RESUME));
		ASSERT_OK(process_say(&other[i], to_a, "2", 1));
		ASSERT_OK(process_receive(&self->a, 1 << 3, SOON, &message));
		EXPECT_EQ('2', message.data[0]);
		SET_BACK(kinds[i]);
		memset(r, 0, sizeof(r));
		ASSERT_OK(puppet_do(&other[i], link, DEMOS_SC_YIELD, r));
		r[0] = name >> 16;
		r[1] = name;
		ASSERT_OK(puppet_do(&self->p, near, DEMOS_SC_SEND, r));
		EXPECT_EQ(DEMOS_OK, r[0]);
	}
	for (i = 0; i < 2; i++)
		process_close(&other[i]);
}

/*
 * Records of the stream that kernels receive may use the reserve, and use it
 * at the destination, too: they keep no other record out there
 */
TEST_F(limits, of_correspondents_let_a_controlled_process_move)
{
	const struct program puppet = Z8001(puppet);
	struct demos_migrated migrated;
	struct process other[20];
	uint16_t r[14] = { 0 };
	struct guest guest;
	struct guest seen;
	uint32_t near;
	int i;

	ASSERT_OK(guest_start(&self->p, 2, &puppet, &guest));
	ASSERT_OK(guest_hello(&self->p, &near));
	for (i = 0; i < 20; i++) {
		ASSERT_OK(process_attach(&other[i], &self->m[0], "other"));
		seen = guest;
		ASSERT_OK(link_dup(&self->p, guest.control,
				   FREE | DEMOS_LINK_KERNEL, &seen.control));
		ASSERT_OK(link_exchange(&self->p, &other[i], seen.control,
					&seen.control));
		ASSERT_OK(guest_control(&other[i], &seen, DEMOS_OP_SUSPEND));
		ASSERT_OK(guest_control(&other[i], &seen, DEMOS_OP_RESUME));
	}
	SET(DEMOS_LIMIT_PROCESS_PAIRS, 2);
	ASSERT_OK(guest_migrate(&self->p, &guest, 1, &migrated));
	ASSERT_OK(puppet_do(&self->p, near, DEMOS_SC_YIELD, r));
	for (i = 0; i < 20; i++)
		process_close(&other[i]);
}

/* A process that finds no room at its destination stays and continues */
TEST_F(limits, of_arriving_processes)
{
	const struct { int limit; uint64_t value; int why; } cases[] = {
		{ DEMOS_LIMIT_ARRIVALS, 0, DEMOS_EBUSY },
		{ DEMOS_LIMIT_PROCESSES, 2, DEMOS_EROOM },
		{ DEMOS_LIMIT_MEMORY, 1, DEMOS_EROOM },
		{ DEMOS_LIMIT_PROCESS_MEMORY, 1, DEMOS_EROOM },
		{ DEMOS_LIMIT_PROCESS_LINKS, 1, DEMOS_EROOM },
		{ DEMOS_LIMIT_LINKS, 1, DEMOS_EROOM },
		{ DEMOS_LIMIT_PROCESS_PAIRS, 0, DEMOS_EROOM },
		{ DEMOS_LIMIT_PAIRS, 1, DEMOS_EROOM },
	};
	const struct program puppet = Z8001(puppet);
	struct demos_migrated migrated;
	struct demos_status status;
	uint16_t r[14] = { 0 };
	struct guest guest;
	uint32_t link;
	size_t i;

	ASSERT_OK(guest_start(&self->p, 2, &puppet, &guest));
	ASSERT_OK(guest_hello(&self->p, &link));
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		SET(cases[i].limit, cases[i].value);
		EXPECT_EQ(cases[i].why, guest_migrate(&self->p, &guest, 1,
						      &migrated))
			TH_LOG("limit %d", cases[i].limit);
		ASSERT_OK(puppet_do(&self->p, link, DEMOS_SC_YIELD, r));
		ASSERT_OK(guest_status(&self->p, &guest, &status));
		EXPECT_EQ(htons(2), status.machine);
		SET_BACK(cases[i].limit);
		EXPECT_EQ(2, USED(DEMOS_LIMIT_PROCESSES));
		EXPECT_EQ(0, USED(DEMOS_LIMIT_MEMORY));
		UNTIL_USED(DEMOS_LIMIT_ARRIVALS, 0);
	}
	ASSERT_OK(guest_migrate(&self->p, &guest, 1, &migrated));
	EXPECT_LT(0, USED(DEMOS_LIMIT_MEMORY));
	UNTIL_USED(DEMOS_LIMIT_ARRIVALS, 0);
	ASSERT_OK(guest_migrate(&self->p, &guest, 2, &migrated));
	UNTIL_USED(DEMOS_LIMIT_MEMORY, 0);
	UNTIL_USED(DEMOS_LIMIT_PROCESSES, 2);
}

TEST_HARNESS_MAIN
