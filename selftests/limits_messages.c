// SPDX-License-Identifier: GPL-2.0
/*
 * Limits that concern messages and processes on their way: of queues, of
 * correspondents, of processes that arrive.
 */
#include "limits_fixture.h"

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
