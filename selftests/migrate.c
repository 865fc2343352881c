// SPDX-License-Identifier: GPL-2.0
/*
 * A process moves from machine to machine (section 3.1) and continues as if it
 * had not, with all its messages.
 *
 *	  1 ---- 2
 *	   \    /	a guest goes round, native clients stay and call it
 *	    \  /
 *	     3
 */
#include "harness.h"
#include "traffic.h"

#define FREE		(DEMOS_LINK_DUP | DEMOS_LINK_PASS)
#define MACHINES	3
#define CONTROL_MAX	9	/* section 6 */
#define DATA_MOVES	3
/*
 * Section 6: "the worst case observed was two messages". A native client may
 * have the answer, and send again, before its kernel has read the update.
 */
#define STALE_MAX	8

FIXTURE(migrate)
{
	struct machine m[MACHINES];
	struct process p;	/* the manager, on machine 1 */
	struct guest guest;
	uint32_t link;		/* to it */
	uint32_t links[SERVER_LINKS];
};

FIXTURE_SETUP(migrate)
{
	ASSERT_OK(machine_lan(self->m, MACHINES));
	ASSERT_OK(process_attach(&self->p, &self->m[0], "manager"));
}

FIXTURE_TEARDOWN(migrate)
{
	int i;

	process_close(&self->p);
	for (i = 0; i < MACHINES; i++)
		machine_leave(&self->m[i]);
}

/* Start a server on machine 1; its manager gets its links. */
static int start_server(struct process *p, const struct program *program,
			struct guest *guest, uint32_t *links)
{
	int error;
	int i;

	error = guest_start(p, 1, program, guest);
	for (i = 0; i < SERVER_LINKS && !error; i++)
		error = guest_hello(p, &links[i]);
	return error;
}

static int start_puppet(struct process *p, struct guest *guest, uint32_t *link)
{
	const struct program puppet = Z8002(puppet, .pages = 256);
	int error;

	error = guest_start(p, 1, &puppet, guest);
	return error ? error : guest_hello(p, link);
}

static uint64_t sum(struct machine *machines, int counter)
{
	uint64_t total = 0;
	int i;

	for (i = 0; i < MACHINES; i++)
		total += machine_counter(&machines[i], counter);
	return total;
}

#define CALLERS	6

/* A server goes round the machines @rounds times while clients call it. */
static void go_round(struct __test_metadata *_metadata,
		     struct machine *m, struct process *p,
		     const struct program *program, int rounds)
{
	struct caller callers[CALLERS];
	struct demos_migrated migrated;
	uint32_t links[SERVER_LINKS];
	struct message message;
	struct tally tally;
	struct guest guest;
	uint32_t asked = 0;
	uint32_t credit;
	int i, move;
	uint16_t to;

	ASSERT_OK(start_server(p, program, &guest, links));
	for (i = 0; i < CALLERS; i++)
		ASSERT_OK(caller_start(&callers[i], &m[i % MACHINES], p,
				       links[i]));
	for (move = 1; move <= 3 * rounds; move++) {
		to = move % MACHINES + 1;
		ASSERT_OK(guest_migrate_begin(p, &guest, to, &credit));
		ASSERT_OK(callers_until(callers, CALLERS, p, credit,
					&message));
		ASSERT_OK(guest_migrate_end(&message, &migrated));
		ASSERT_EQ(to, ntohs(migrated.machine));
		ASSERT_EQ(htobe64(guest.pid), migrated.pid);
		ASSERT_GE(CONTROL_MAX, ntohs(migrated.control));
		ASSERT_EQ(DATA_MOVES, ntohs(migrated.moves));
		ASSERT_NE(0, migrated.bytes);
		ASSERT_NE(0, migrated.ns);
		ASSERT_OK(callers_run(callers, CALLERS, 25));
	}
	for (i = 0; i < CALLERS; i++)
		asked += callers[i].asked;
	ASSERT_OK(server_tally(&callers[0].process, callers[0].link, &tally));
	EXPECT_EQ(asked, tally.taken);
	EXPECT_EQ(0, tally.wrong);
	EXPECT_LE(150 * 3 * rounds, asked);
	TH_LOG("%u calls, %llu forwarded, worst link %llu", asked,
	       (unsigned long long)sum(m, DEMOS_C_FORWARDED),
	       (unsigned long long)sum(m, DEMOS_C_STALE_WORST));

	EXPECT_EQ(3 * rounds, sum(m, DEMOS_C_MIGRATED_OUT));
	EXPECT_EQ(3 * rounds, sum(m, DEMOS_C_MIGRATED_IN));
	EXPECT_EQ(0, sum(m, DEMOS_C_MIGRATIONS_FAILED));
	EXPECT_EQ(DATA_MOVES * 3 * rounds, sum(m, DEMOS_C_MIGRATION_MOVES));
	EXPECT_GE(CONTROL_MAX * 3 * rounds,
		  sum(m, DEMOS_C_MIGRATION_CONTROL));
	/*
	 * Each message that meets a forwarding address costs two more; the
	 * answer to a PROBE, one
	 */
	EXPECT_NE(0, sum(m, DEMOS_C_UPDATES_SENT));
	EXPECT_LE(sum(m, DEMOS_C_UPDATES_SENT), sum(m, DEMOS_C_FORWARDED));
	EXPECT_NE(0, sum(m, DEMOS_C_UPDATES_APPLIED));
	for (i = 0; i < MACHINES; i++)
		EXPECT_GE(STALE_MAX,
			  machine_counter(&m[i], DEMOS_C_STALE_WORST));
}

TEST_F_TIMEOUT(migrate, a_server_goes_round_while_it_serves, LONG_TEST)
{
	const struct program program = Z8002(server);

	go_round(_metadata, self->m, &self->p, &program, 10);
}

TEST_F_TIMEOUT(migrate, a_z8001_server_goes_round_too, LONG_TEST)
{
	const struct program program = Z8001(server);

	go_round(_metadata, self->m, &self->p, &program, 3);
}

/* Collect the steps that a machine reports until there are no more. */
static int collect(struct watch *watch, uint64_t pid, uint64_t *times,
		   int last)
{
	struct demos_event event;
	uint64_t previous = 0;
	int error;

	do {
		error = watch_for(watch, DEMOS_EVENT_STEP, pid, 0, &event);
		if (error)
			return error;
		if (event.value < 1 || event.value > 8 ||
		    event.value <= previous || times[event.value])
			return -EPROTO;
		previous = event.value;
		times[event.value] = event.time;
	} while (event.value != (uint64_t)last);
	return 0;
}

TEST_F(migrate, takes_eight_steps_in_order)
{
	struct demos_migrated migrated;
	struct watch source, destination;
	struct demos_event event;
	uint64_t times[9] = { 0 };
	int i;

	ASSERT_OK(start_puppet(&self->p, &self->guest, &self->link));
	ASSERT_OK(watch_open(&source, &self->m[0]));
	ASSERT_OK(watch_open(&destination, &self->m[1]));
	ASSERT_OK(guest_migrate(&self->p, &self->guest, 2, &migrated));
	ASSERT_OK(collect(&source, self->guest.pid, times, 7));
	ASSERT_OK(collect(&destination, self->guest.pid, times, 8));
	for (i = 1; i <= 8; i++)
		EXPECT_NE(0, times[i]) TH_LOG("step %d", i);
	for (i = 2; i <= 8; i++)
		EXPECT_LE(times[i - 1], times[i]) TH_LOG("step %d", i);
	ASSERT_OK(watch_for(&destination, DEMOS_EVENT_MIGRATED,
			    self->guest.pid, 1, &event));
	EXPECT_EQ(2, event.machine);
	EXPECT_GE(CONTROL_MAX, event.value);
	EXPECT_EQ(DATA_MOVES, event.value2);
	EXPECT_NE(0, event.value3);
	watch_close(&source);
	watch_close(&destination);
}

TEST_F(migrate, leaves_a_forwarding_address)
{
	struct demos_migrated migrated;
	struct demos_process_info info;
	uint64_t value;

	ASSERT_OK(start_puppet(&self->p, &self->guest, &self->link));
	ASSERT_OK(guest_migrate(&self->p, &self->guest, 2, &migrated));
	ASSERT_OK(machine_show(&self->m[0], DEMOS_A_FORWARDS, &value));
	EXPECT_EQ(1, value);
	EXPECT_OK(machine_until(&self->m[0], DEMOS_A_PROCESSES, 1));
	EXPECT_OK(machine_until(&self->m[1], DEMOS_A_PROCESSES, 1));
	EXPECT_GT(0, process_info(&self->m[0], self->guest.pid, &info));
	ASSERT_OK(process_info(&self->m[1], self->guest.pid, &info));
	EXPECT_EQ(self->guest.pid, info.pid);
	EXPECT_EQ(1, info.moves);
	EXPECT_STREQ("guest", info.name);
}

TEST_F(migrate, takes_memory_registers_and_links_along)
{
	static uint8_t data[DEMOS_PACKET_MAX], back[DEMOS_PACKET_MAX];
	struct demos_status before, after;
	struct demos_migrated migrated;
	uint16_t r[14] = { 0 };
	unsigned int seed = 1;
	uint32_t extra, name;
	size_t i;

	ASSERT_OK(start_puppet(&self->p, &self->guest, &self->link));
	for (i = 0; i < sizeof(data); i++)
		data[i] = rand_r(&seed);
	ASSERT_OK(process_write(&self->p, self->guest.control,
				0x10000 - sizeof(data), data, sizeof(data)));
	ASSERT_OK(link_create(&self->p, 0x77, 0, FREE, &extra));
	ASSERT_OK(puppet_give(&self->p, self->link, extra, &name));
	ASSERT_OK(guest_control(&self->p, &self->guest, DEMOS_OP_SUSPEND));
	ASSERT_OK(guest_status(&self->p, &self->guest, &before));

	ASSERT_OK(guest_migrate(&self->p, &self->guest, 3, &migrated));
	EXPECT_LE(0x10000, ntohl(migrated.bytes));
	EXPECT_LE(2, ntohl(migrated.packets));
	ASSERT_OK(guest_status(&self->p, &self->guest, &after));
	EXPECT_EQ(htons(3), after.machine);
	EXPECT_EQ(htonl(1), after.moves);
	EXPECT_EQ(DEMOS_PROCESS_SUSPENDED, after.flags);
	EXPECT_EQ(0, memcmp(before.regs, after.regs, sizeof(before.regs)));
	EXPECT_EQ(before.pc, after.pc);
	EXPECT_EQ(before.fcw, after.fcw);
	EXPECT_EQ(before.instructions, after.instructions);
	EXPECT_EQ(before.sent, after.sent);
	EXPECT_EQ(before.received, after.received);
	EXPECT_EQ(before.links, after.links);
	EXPECT_EQ(before.memory, after.memory);
	ASSERT_OK(process_read(&self->p, self->guest.control,
			       0x10000 - sizeof(data), back, sizeof(back)));
	EXPECT_EQ(0, memcmp(data, back, sizeof(data)));

	ASSERT_OK(guest_control(&self->p, &self->guest, DEMOS_OP_RESUME));
	r[0] = name >> 16;
	r[1] = name;
	ASSERT_OK(puppet_do(&self->p, self->link, DEMOS_SC_LINK_INSPECT, r));
	EXPECT_EQ(0, r[0]);
	EXPECT_EQ((uint16_t)self->p.pid, r[7]);
	ASSERT_OK(puppet_do(&self->p, self->link, DEMOS_SC_SELF, r));
	EXPECT_EQ(3, r[1]);
	EXPECT_EQ((uint16_t)self->guest.pid, r[7]);
}

TEST_F(migrate, takes_a_big_program_along)
{
	const struct program program = Z8001(puppet, .more = 15);
	static uint8_t data[DEMOS_PACKET_MAX], back[DEMOS_PACKET_MAX];
	struct demos_migrated migrated;
	unsigned int seed;
	uint16_t r[14];
	uint32_t at;
	size_t i;

	ASSERT_OK(guest_start(&self->p, 1, &program, &self->guest));
	ASSERT_OK(guest_hello(&self->p, &self->link));
	for (at = 0x20000; at < 0x110000; at += 0x8000) {
		seed = at;
		for (i = 0; i < sizeof(data); i++)
			data[i] = rand_r(&seed);
		ASSERT_OK(process_write(&self->p, self->guest.control, at,
					data, sizeof(data)));
	}
	ASSERT_OK(guest_migrate(&self->p, &self->guest, 2, &migrated));
	EXPECT_LE(0xf0000, ntohl(migrated.bytes));
	EXPECT_LE(30, ntohl(migrated.packets));
	EXPECT_EQ(DATA_MOVES, ntohs(migrated.moves));
	EXPECT_GE(CONTROL_MAX, ntohs(migrated.control));
	for (at = 0x20000; at < 0x110000; at += 0x8000) {
		seed = at;
		for (i = 0; i < sizeof(data); i++)
			data[i] = rand_r(&seed);
		ASSERT_OK(process_read(&self->p, self->guest.control, at,
				       back, sizeof(back)));
		ASSERT_EQ(0, memcmp(data, back, sizeof(data)));
	}
	ASSERT_OK(puppet_do(&self->p, self->link, DEMOS_SC_SELF, r));
	EXPECT_EQ(2, r[1]);
}

TEST_F(migrate, brings_pending_messages_along)
{
	struct demos_reply reply = { .channel = 7 };
	const struct program program = Z8002(server);
	struct demos_migrated migrated;
	struct demos_status status;
	struct message message;
	const struct tally *tally;
	struct letter letter;
	uint32_t number;
	uint32_t i;

	ASSERT_OK(start_server(&self->p, &program, &self->guest, self->links));
	ASSERT_OK(guest_control(&self->p, &self->guest, DEMOS_OP_SUSPEND));
	for (i = 1; i <= 20; i++) {
		number = htonl(i);
		reply.code = i;
		letter = (struct letter){ .link = self->links[0],
			.data = &number, .length = 4, .reply = &reply };
		ASSERT_OK(process_send(&self->p, &letter));
	}
	ASSERT_OK(guest_migrate(&self->p, &self->guest, 2, &migrated));
	/* Those between kernels that come meanwhile are pending, too */
	EXPECT_LE(20, ntohs(migrated.pending));
	EXPECT_EQ(ntohs(migrated.pending),
		  machine_counter(&self->m[0], DEMOS_C_PENDING_SENT));
	ASSERT_OK(guest_status(&self->p, &self->guest, &status));
	EXPECT_EQ(DEMOS_PROCESS_SUSPENDED, status.flags);
	EXPECT_EQ(htons(2), status.machine);
	EXPECT_EQ(htonl(20), status.queued);
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->p, 1 << 7, NEVER,
					       &message));
	ASSERT_OK(guest_control(&self->p, &self->guest, DEMOS_OP_RESUME));
	for (i = 1; i <= 20; i++) {
		ASSERT_OK(process_receive(&self->p, 1 << 7, SOON, &message));
		ASSERT_EQ(i, message.head.code);
		tally = (const void *)message.data;
		ASSERT_EQ(i, ntohl(tally->number));
		ASSERT_EQ(0, tally->wrong);
	}
}

TEST_F(migrate, a_running_process_goes_on)
{
	const struct program spin = Z8002(spin);
	struct demos_status before, after;
	struct demos_migrated migrated;
	int i;

	ASSERT_OK(guest_start(&self->p, 1, &spin, &self->guest));
	for (i = 1; i <= 6; i++) {
		ASSERT_OK(guest_status(&self->p, &self->guest, &before));
		ASSERT_OK(guest_migrate(&self->p, &self->guest, i % 3 + 1,
					&migrated));
		ASSERT_OK(guest_status(&self->p, &self->guest, &after));
		EXPECT_EQ(htons(i % 3 + 1), after.machine);
		EXPECT_EQ(htonl(i), after.moves);
		EXPECT_LE(be64toh(before.instructions),
			  be64toh(after.instructions));
		EXPECT_EQ(DEMOS_STATE_READY, after.state);
	}
}

#define STAYS_AND_RUNS() \
	EXPECT_TRUE(puppet_stays(&self->p, &self->guest, self->link))

TEST_F(migrate, to_an_unknown_machine_fails)
{
	struct demos_migrated migrated;
	uint64_t forwards;

	ASSERT_OK(start_puppet(&self->p, &self->guest, &self->link));
	EXPECT_EQ(DEMOS_EUNREACHABLE, guest_migrate(&self->p, &self->guest, 9,
						    &migrated));
	STAYS_AND_RUNS();
	EXPECT_LT(0, guest_migrate(&self->p, &self->guest, 0, &migrated));
	EXPECT_LT(0, guest_migrate(&self->p, &self->guest, 65535, &migrated));
	STAYS_AND_RUNS();
	EXPECT_EQ(0, machine_counter(&self->m[0], DEMOS_C_MIGRATED_OUT));
	ASSERT_OK(machine_show(&self->m[0], DEMOS_A_FORWARDS, &forwards));
	EXPECT_EQ(0, forwards);
}

TEST_F(migrate, to_an_unconnected_machine_fails)
{
	struct demos_migrated migrated;

	ASSERT_OK(start_puppet(&self->p, &self->guest, &self->link));
	ASSERT_OK(peer_command(&self->m[0], DEMOS_CMD_PEER_ADD, 4));
	EXPECT_EQ(DEMOS_EUNREACHABLE, guest_migrate(&self->p, &self->guest, 4,
						    &migrated));
	STAYS_AND_RUNS();
}

TEST_F(migrate, to_its_own_machine_changes_nothing)
{
	struct demos_migrated migrated;

	ASSERT_OK(start_puppet(&self->p, &self->guest, &self->link));
	/* It may succeed or be refused; nothing moves. */
	EXPECT_LE(0, guest_migrate(&self->p, &self->guest, 1, &migrated));
	STAYS_AND_RUNS();
}

TEST_F(migrate, two_requests_do_not_overlap)
{
	struct message message[2];
	struct demos_migrated migrated;
	struct demos_status status;
	uint32_t credit[2];
	int result[2];
	int i;

	ASSERT_OK(start_puppet(&self->p, &self->guest, &self->link));
	for (i = 0; i < 2; i++)
		ASSERT_OK(guest_migrate_begin(&self->p, &self->guest, 2 + i,
					      &credit[i]));
	for (i = 0; i < 2; i++) {
		ASSERT_OK(process_await(&self->p, credit[i], SOON,
					&message[i]));
		result[i] = guest_migrate_end(&message[i], &migrated);
	}
	/* Either one follows the other, or one is refused. */
	EXPECT_TRUE(!result[0] || !result[1]);
	ASSERT_OK(guest_status(&self->p, &self->guest, &status));
	EXPECT_EQ(htonl(!result[0] + !result[1]), status.moves);
	EXPECT_EQ(0, status.flags);
}

TEST_F(migrate, both_ways_at_once)
{
	struct message message;
	struct demos_migrated migrated;
	struct guest other;
	uint32_t other_link, credit[2];
	uint16_t r[14];
	int i;

	ASSERT_OK(start_puppet(&self->p, &self->guest, &self->link));
	ASSERT_OK(start_puppet(&self->p, &other, &other_link));
	ASSERT_OK(guest_migrate(&self->p, &other, 2, &migrated));
	for (i = 0; i < 10; i++) {
		ASSERT_OK(guest_migrate_begin(&self->p, &self->guest,
					      i % 2 ? 1 : 2, &credit[0]));
		ASSERT_OK(guest_migrate_begin(&self->p, &other, i % 2 ? 2 : 1,
					      &credit[1]));
		ASSERT_OK(process_await(&self->p, credit[0], SOON, &message));
		ASSERT_OK(guest_migrate_end(&message, &migrated));
		ASSERT_OK(process_await(&self->p, credit[1], SOON, &message));
		ASSERT_OK(guest_migrate_end(&message, &migrated));
		ASSERT_OK(puppet_do(&self->p, self->link, DEMOS_SC_SELF, r));
		ASSERT_EQ(i % 2 ? 1 : 2, r[1]);
		ASSERT_OK(puppet_do(&self->p, other_link, DEMOS_SC_SELF, r));
		ASSERT_EQ(i % 2 ? 2 : 1, r[1]);
	}
}

TEST_F(migrate, a_process_killed_on_the_way_dies_once)
{
	const struct demos_control kill = { .op = htons(DEMOS_OP_KILL) };
	struct message message;
	struct demos_ended ended;
	uint32_t credit;
	int i;

	for (i = 0; i < 10; i++) {
		ASSERT_OK(start_puppet(&self->p, &self->guest, &self->link));
		ASSERT_OK(guest_migrate_begin(&self->p, &self->guest, 2,
					      &credit));
		ASSERT_OK(process_say(&self->p, self->guest.control, &kill,
				      sizeof(kill)));
		ASSERT_OK(guest_ended(&self->p, &ended));
		ASSERT_EQ(htons(DEMOS_OP_EXITED), ended.op);
		ASSERT_EQ(htobe64(self->guest.pid), ended.pid);
		ASSERT_OK(process_await(&self->p, credit, SOON, &message));
		ASSERT_EQ(DEMOS_EDEAD, guest_control(&self->p, &self->guest,
						     DEMOS_OP_RESUME));
	}
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->p, 1 << MANAGER_CHANNEL,
					       NEVER, &message));
	EXPECT_OK(machine_until(&self->m[0], DEMOS_A_PROCESSES, 1));
	EXPECT_OK(machine_until(&self->m[1], DEMOS_A_PROCESSES, 0));
}

TEST_F(migrate, a_faulted_process_is_shown_where_it_is)
{
	const struct program faults = Z8002(faults);
	struct demos_migrated migrated;
	struct demos_process_info info;
	struct demos_ended ended;

	ASSERT_OK(guest_start(&self->p, 1, &faults, &self->guest));
	ASSERT_OK(guest_ended(&self->p, &ended));
	ASSERT_OK(guest_migrate(&self->p, &self->guest, 2, &migrated));
	ASSERT_OK(process_info(&self->m[1], self->guest.pid, &info));
	EXPECT_EQ(DEMOS_STATE_FAULTED, info.state);
	EXPECT_EQ(DEMOS_FAULT_PRIVILEGED, info.fault);
	EXPECT_EQ(2, info.fault_address);
}

TEST_HARNESS_MAIN
