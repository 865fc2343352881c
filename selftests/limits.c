// SPDX-License-Identifier: GPL-2.0
/*
 * Limits of a machine and of each of its processes: a call that would exceed a
 * limit fails, and nothing else does. When there is room again it succeeds, and
 * the usage returns to its earlier value.
 */
#include "harness.h"

#include <stdio.h>
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
};

FIXTURE_SETUP(limits)
{
	ASSERT_OK(machine_lan(self->m, 2));
	ASSERT_OK(process_attach(&self->p, &self->m[0], "p"));
	ASSERT_OK(process_attach(&self->a, &self->m[0], "a"));
	ASSERT_OK(machine_limits(&self->m[0], self->limits, self->used));
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

#define USED(limit) used(&self->m[0], limit)
#define UNTIL_USED(limit, value) \
	EXPECT_OK(until_used(&self->m[0], &self->p, limit, value))
#define SET(limit, value) \
	ASSERT_OK(machine_set_limit(&self->m[0], limit, value))
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
	struct process third, fourth;
	struct demos_ended ended;
	struct guest guest;

	SET(DEMOS_LIMIT_PROCESSES, 3);
	ASSERT_OK(process_attach(&third, &self->m[0], "third"));
	EXPECT_EQ(-EDQUOT, process_attach(&fourth, &self->m[0], "fourth"));
	EXPECT_EQ(DEMOS_EROOM, guest_create(&self->p, 1, &spin, &guest));
	EXPECT_EQ(3, USED(DEMOS_LIMIT_PROCESSES));
	EXPECT_EQ(0, USED(DEMOS_LIMIT_MEMORY));
	process_close(&third);
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

TEST_F(limits, of_links)
{
	const int which[] = { DEMOS_LIMIT_LINKS, DEMOS_LIMIT_PROCESS_LINKS };
	uint32_t links[3], link;
	int i, k;

	for (i = 0; i < 2; i++) {
		SET(which[i], 3);
		for (k = 0; k < 3; k++)
			ASSERT_OK(link_create(&self->a, 0, 0, FREE, &links[k]));
		EXPECT_REFUSED(DEMOS_EROOM, link_create(&self->a, 0, 0, FREE,
							&link));
		EXPECT_REFUSED(DEMOS_EROOM, link_dup(&self->a, links[0], FREE,
						     &link));
		EXPECT_REFUSED(DEMOS_EROOM, link_to_kernel(&self->a, 1,
							   &link));
		EXPECT_EQ(3, USED(DEMOS_LIMIT_LINKS));
		ASSERT_OK(link_destroy(&self->a, links[1]));
		ASSERT_OK(link_dup(&self->a, links[0], FREE, &links[1]));
		SET_BACK(which[i]);
		for (k = 0; k < 3; k++)
			ASSERT_OK(link_destroy(&self->a, links[k]));
		EXPECT_EQ(0, USED(DEMOS_LIMIT_LINKS));
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

/* A table that was large still takes memory when it is empty */
TEST_F(limits, of_links_cover_empty_tables)
{
	uint32_t links[100];
	int i;

	SET(DEMOS_LIMIT_LINKS, 100);
	ASSERT_OK(create_links(&self->a, 100, links));
	for (i = 0; i < 100; i++)
		ASSERT_OK(link_destroy(&self->a, links[i]));
	EXPECT_EQ(0, USED(DEMOS_LIMIT_LINKS));
	EXPECT_EQ(refusal(DEMOS_EROOM), create_links(&self->p, 100, links));
	EXPECT_LE(50, USED(DEMOS_LIMIT_LINKS));
	/* Its owner may use it, and it is freed with its owner */
	ASSERT_OK(link_create(&self->a, 0, 0, FREE, &links[0]));
	process_close(&self->a);
	UNTIL_USED(DEMOS_LIMIT_PROCESSES, 1);
	i = 100 - USED(DEMOS_LIMIT_LINKS);
	EXPECT_OK(create_links(&self->p, i, links));
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
	uint32_t links[2], full;

	ASSERT_OK(introduce(&self->a, &self->p, &letter.link));
	ASSERT_OK(link_create(&self->p, 21, 0, FREE, &links[0]));
	ASSERT_OK(link_create(&self->p, 22, 0, FREE, &links[1]));
	letter.links = links;
	ASSERT_OK(link_create(&self->a, 0, 0, FREE, &full));
	SET(DEMOS_LIMIT_PROCESS_LINKS, 2);
	ASSERT_OK(process_send(&self->p, &letter));
	EXPECT_EQ(DEMOS_EROOM, process_receive(&self->a, 1 << 3, SOON,
					       &message));
	EXPECT_EQ(DEMOS_EROOM, process_receive(&self->a, 1 << 3, SOON,
					       &message));
	ASSERT_OK(link_destroy(&self->a, full));
	ASSERT_OK(process_receive(&self->a, 1 << 3, SOON, &message));
	EXPECT_EQ(2, message.nlinks);
}

/* A sender that exceeds it is told, and its later messages still arrive */
TEST_F(limits, of_queues)
{
	const int which[] = { DEMOS_LIMIT_QUEUES, DEMOS_LIMIT_PROCESS_QUEUE };
	static uint8_t data[DEMOS_DATA_MAX];
	struct demos_process_info info;
	struct message message;
	uint64_t limited;
	uint32_t link;
	int i, k;

	ASSERT_OK(introduce(&self->a, &self->p, &link));
	for (i = 0; i < 2; i++) {
		limited = machine_counter(&self->m[0], DEMOS_C_LIMITED);
		SET(which[i], 3 * sizeof(data));
		for (k = 0; k < 4; k++) {
			data[0] = k;
			ASSERT_OK(process_say(&self->p, link, data,
					      sizeof(data)));
		}
		for (k = 2; k < 4; k++) {
			ASSERT_OK(process_receive(&self->p, 1, SOON,
						  &message));
			EXPECT_EQ(DEMOS_EROOM, notice_kind(&message));
		}
		EXPECT_EQ(limited + 2, machine_counter(&self->m[0],
						       DEMOS_C_LIMITED));
		EXPECT_GE(3 * sizeof(data), USED(DEMOS_LIMIT_QUEUES));
		ASSERT_OK(process_info(&self->m[0], self->a.pid, &info));
		EXPECT_EQ(USED(DEMOS_LIMIT_QUEUES), info.queue_bytes);
		EXPECT_LT(2 * sizeof(data), info.queue_bytes);
		SET_BACK(which[i]);
		data[0] = 4;
		ASSERT_OK(process_say(&self->p, link, data, 1));
		for (k = 0; k < 3; k++) {
			ASSERT_OK(process_receive(&self->a, 1 << 3, SOON,
						  &message));
			EXPECT_EQ(k < 2 ? k : 4, message.data[0]);
		}
		UNTIL_USED(DEMOS_LIMIT_QUEUES, 0);
	}
}

/* A sender on another machine, which has other limits */
TEST_F(limits, of_queues_apply_to_other_machines)
{
	struct message message;
	struct process far;
	uint32_t link;

	ASSERT_OK(process_attach(&far, &self->m[1], "far"));
	ASSERT_OK(introduce(&self->a, &far, &link));
	SET(DEMOS_LIMIT_PROCESS_QUEUE, 0);
	ASSERT_OK(process_say(&far, link, "1", 1));
	ASSERT_OK(process_receive(&far, 1, SOON, &message));
	EXPECT_EQ(DEMOS_EROOM, notice_kind(&message));
	SET_BACK(DEMOS_LIMIT_PROCESS_QUEUE);
	ASSERT_OK(process_say(&far, link, "2", 1));
	ASSERT_OK(process_receive(&self->a, 1 << 3, SOON, &message));
	EXPECT_EQ('2', message.data[0]);
	process_close(&far);
}

/* Two processes correspond with a, which has read a message of the second */
static int befriend(FIXTURE_DATA(limits) * self, struct process *others,
		    uint32_t *links)
{
	int error = 0;
	int i;

	for (i = 0; i < 2 && !error; i++) {
		error = process_attach(&others[i], &self->m[0], "other");
		if (!error)
			error = introduce(&others[i], &self->a, &links[i]);
	}
	return error ? error : process_say(&self->a, links[0], "1", 1);
}

/* At its limit a process can talk to its correspondents, but to nobody new */
TEST_F(limits, of_correspondents)
{
	const int kinds[] = { DEMOS_LIMIT_PROCESS_PAIRS, DEMOS_LIMIT_PAIRS };
	struct demos_process_info info;
	struct process others[2];
	struct message message;
	uint32_t links[2];
	int i;

	for (i = 0; i < 2; i++) {
		ASSERT_OK(befriend(self, others, links));
		ASSERT_OK(process_info(&self->m[0], self->a.pid, &info));
		EXPECT_LE(info.pairs, USED(DEMOS_LIMIT_PAIRS));
		SET(kinds[i], 0);
		process_close(&others[1]);
		EXPECT_OK(process_until(&self->m[0], self->a.pid,
					OF_PROCESS(pairs), info.pairs - 1));
		EXPECT_REFUSED(DEMOS_EROOM,
			       process_say(&self->a, links[1], "2", 1));
		EXPECT_OK(process_say(&self->a, links[0], "3", 1));
		SET_BACK(kinds[i]);
		EXPECT_OK(process_say(&self->a, links[1], "2", 1));
		ASSERT_OK(process_receive(&self->a, 1, SOON, &message));
		EXPECT_EQ(DEMOS_EDEAD, notice_kind(&message));
		process_close(&others[0]);
	}
	process_close(&self->a);
	ASSERT_OK(process_attach(&self->a, &self->m[0], "a"));
	UNTIL_USED(DEMOS_LIMIT_PAIRS, 0);
}

/* A new correspondent's reply is refused: its receiver gets a notice */
TEST_F(limits, of_correspondents_apply_to_replies)
{
	const struct demos_reply reply = { .channel = 5, .code = 55 };
	struct letter letter = { .data = "ask", .length = 3, .reply = &reply };
	struct process stranger;
	struct message message;
	uint32_t link, answer;

	ASSERT_OK(introduce(&self->p, &self->a, &letter.link));
	ASSERT_OK(process_attach(&stranger, &self->m[0], "stranger"));
	ASSERT_OK(introduce(&stranger, &self->p, &link));
	ASSERT_OK(process_send(&self->a, &letter));
	ASSERT_OK(process_receive(&self->p, 1 << 3, SOON, &message));
	ASSERT_EQ(1, message.nlinks);
	ASSERT_OK(link_exchange(&self->p, &stranger, message.links[0],
				&answer));
	SET(DEMOS_LIMIT_PROCESS_PAIRS, 0);
	ASSERT_OK(process_say(&stranger, answer, "answer", 6));
	ASSERT_OK(process_receive(&self->a, 1 << 5, SOON, &message));
	EXPECT_EQ(DEMOS_EROOM, notice_kind(&message));
	EXPECT_EQ(55, message.head.code);
	SET_BACK(DEMOS_LIMIT_PROCESS_PAIRS);
	process_close(&stranger);
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
