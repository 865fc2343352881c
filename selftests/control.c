// SPDX-License-Identifier: GPL-2.0
/*
 * Control messages over DELIVERTOKERNEL links: the kernel obeys any holder of
 * such a link, on any machine, and nobody else. A malformed request is answered
 * with an error, and has no effect.
 */
#include "harness.h"

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)

FIXTURE(control)
{
	struct machine m[2];
	struct process p;	/* the manager, on machine 1 */
	uint16_t where;		/* machine of the guests */
};

FIXTURE_VARIANT(control)
{
	int machines;
};

FIXTURE_VARIANT_ADD(control, local)
{
	.machines = 1,
};

FIXTURE_VARIANT_ADD(control, remote)
{
	.machines = 2,
};

FIXTURE_SETUP(control)
{
	ASSERT_OK(machine_lan(self->m, variant->machines));
	ASSERT_OK(process_attach(&self->p, &self->m[0], "manager"));
	self->where = variant->machines;
}

FIXTURE_TEARDOWN(control)
{
	int i;

	process_close(&self->p);
	for (i = 0; i < variant->machines; i++)
		machine_leave(&self->m[i]);
}

TEST_F(control, status_tells_machine_and_state)
{
	const struct program puppet = Z8002(puppet);
	struct demos_status status;
	struct guest guest;
	uint16_t r[14] = { 0 };
	uint32_t link;

	ASSERT_OK(guest_start(&self->p, self->where, &puppet, &guest));
	ASSERT_OK(guest_hello(&self->p, &link));
	ASSERT_OK(puppet_do(&self->p, link, DEMOS_SC_YIELD, r));
	ASSERT_OK(guest_status(&self->p, &guest, &status));
	EXPECT_EQ(htobe64(guest.pid), status.pid);
	EXPECT_EQ(htons(self->where), status.machine);
	EXPECT_EQ(htobe64(2), status.sent);
	EXPECT_EQ(htobe64(1), status.received);
	EXPECT_EQ(0, status.moves);
	EXPECT_EQ(0, status.queued);
	EXPECT_EQ(2, status.model);
	EXPECT_EQ(htonl(2), status.links);
}

static uint64_t instructions(struct process *p, const struct guest *guest)
{
	struct demos_status status;

	if (guest_status(p, guest, &status))
		return UINT64_MAX;
	return be64toh(status.instructions);
}

TEST_F(control, a_suspended_guest_does_not_run)
{
	const struct program spin = Z8002(spin);
	struct message message;
	struct guest guest;
	uint64_t before;

	ASSERT_OK(guest_start(&self->p, self->where, &spin, &guest));
	ASSERT_OK(guest_control(&self->p, &guest, DEMOS_OP_SUSPEND));
	before = instructions(&self->p, &guest);
	process_receive(&self->p, ALL_CHANNELS, 50, &message);
	EXPECT_EQ(before, instructions(&self->p, &guest));
	ASSERT_OK(guest_control(&self->p, &guest, DEMOS_OP_RESUME));
	process_receive(&self->p, ALL_CHANNELS, 50, &message);
	EXPECT_LT(before, instructions(&self->p, &guest));
}

TEST_F(control, a_suspended_guest_keeps_its_messages)
{
	const struct program puppet = Z8002(puppet);
	uint16_t r[14] = { 0 };
	struct demos_status status;
	struct message message;
	struct guest guest;
	uint32_t link, credit;

	ASSERT_OK(guest_start(&self->p, self->where, &puppet, &guest));
	ASSERT_OK(guest_hello(&self->p, &link));
	ASSERT_OK(puppet_do(&self->p, link, DEMOS_SC_YIELD, r));
	ASSERT_OK(guest_control(&self->p, &guest, DEMOS_OP_SUSPEND));
	ASSERT_OK(puppet_begin(&self->p, link, DEMOS_SC_YIELD, r, &credit));
	EXPECT_EQ(-ETIMEDOUT, process_await(&self->p, credit, NEVER,
					    &message));
	ASSERT_OK(guest_status(&self->p, &guest, &status));
	EXPECT_EQ(htonl(1), status.queued);
	EXPECT_LT(0, be64toh(status.queue_bytes));
	ASSERT_OK(guest_control(&self->p, &guest, DEMOS_OP_RESUME));
	ASSERT_OK(process_await(&self->p, credit, SOON, &message));
	ASSERT_OK(puppet_end(&message, DEMOS_SC_YIELD, r));
	ASSERT_OK(guest_status(&self->p, &guest, &status));
	EXPECT_EQ(0, status.flags);
}

TEST_F(control, a_killed_guest_is_gone)
{
	const struct program spin = Z8002(spin);
	struct demos_ended ended;
	struct guest guest;

	ASSERT_OK(guest_start(&self->p, self->where, &spin, &guest));
	ASSERT_OK(guest_control(&self->p, &guest, DEMOS_OP_KILL));
	ASSERT_OK(guest_ended(&self->p, &ended));
	EXPECT_EQ(htons(DEMOS_OP_EXITED), ended.op);
	EXPECT_EQ(htobe64(guest.pid), ended.pid);
	EXPECT_EQ(htons(self->where), ended.machine);
	EXPECT_EQ(DEMOS_EDEAD, guest_control(&self->p, &guest, DEMOS_OP_KILL));
	/* It is counted until all others have been told */
	EXPECT_OK(machine_until(&self->m[self->where - 1], DEMOS_A_PROCESSES,
				self->where == 1 ? 1 : 0));
}

/* A request that comes in between is not answered before EXITED is there */
TEST_F(control, the_end_is_told_before_the_guest_is_dead)
{
	const struct program spin = Z8002(spin);
	struct demos_status status;
	struct message message;
	struct guest guest;
	int error, i;

	for (i = 0; i < 200; i++) {
		ASSERT_OK(guest_start(&self->p, self->where, &spin, &guest));
		ASSERT_OK(guest_control(&self->p, &guest, DEMOS_OP_KILL));
		do {
			error = guest_status(&self->p, &guest, &status);
		} while (!error);
		ASSERT_EQ(DEMOS_EDEAD, error);
		ASSERT_OK(process_receive(&self->p, 1U << MANAGER_CHANNEL, 0,
					  &message));
		ASSERT_EQ(sizeof(struct demos_ended), message.length);
	}
}

static int set_registers(struct process *p, const struct guest *guest,
			 uint32_t pc, uint16_t first)
{
	struct demos_op_regs request = {
		.op = htons(DEMOS_OP_SET_REGS),
		.pc = htonl(pc),
	};
	struct message answer;
	int i;

	for (i = 0; i < 16; i++)
		request.regs[i] = htons(first + i);
	return process_control(p, guest->control, &request, sizeof(request),
			       &answer);
}

TEST_F(control, registers_are_set_while_suspended)
{
	const struct program spin = Z8002(spin);
	struct demos_status status;
	struct guest guest;
	int i;

	ASSERT_OK(guest_start(&self->p, self->where, &spin, &guest));
	EXPECT_EQ(DEMOS_ESTATE, set_registers(&self->p, &guest, 0, 0x100));
	ASSERT_OK(guest_control(&self->p, &guest, DEMOS_OP_SUSPEND));
	ASSERT_OK(set_registers(&self->p, &guest, 4, 0x100));
	ASSERT_OK(guest_status(&self->p, &guest, &status));
	EXPECT_EQ(4, ntohl(status.pc));
	for (i = 0; i < 16; i++)
		EXPECT_EQ(0x100 + i, ntohs(status.regs[i]));
	/* Never to system mode. */
	EXPECT_EQ(0, ntohs(status.fcw) & 0x4000);
	/* Nor an invalid PC: odd, or with a segment on a Z8002 */
	EXPECT_EQ(DEMOS_EADDRESS, set_registers(&self->p, &guest, 5, 0x200));
	EXPECT_EQ(DEMOS_EADDRESS, set_registers(&self->p, &guest, 0x10004,
						0x200));
	ASSERT_OK(guest_status(&self->p, &guest, &status));
	EXPECT_EQ(4, ntohl(status.pc));
	EXPECT_EQ(0x100, ntohs(status.regs[0]));
}

TEST_F(control, the_fcw_is_not_set_to_system_mode)
{
	const struct program spin = Z8002(spin);
	struct demos_op_regs request = {
		.op = htons(DEMOS_OP_SET_REGS),
		.fcw = htons(0x4000),
	};
	struct demos_status status;
	struct message answer;
	struct guest guest;

	ASSERT_OK(guest_create(&self->p, self->where, &spin, &guest));
	process_control(&self->p, guest.control, &request, sizeof(request),
			&answer);
	ASSERT_OK(guest_status(&self->p, &guest, &status));
	EXPECT_EQ(0, ntohs(status.fcw) & 0x4000);
}

TEST_F(control, links_are_listed)
{
	const struct program spin = Z8002(spin);
	struct demos_op_links request = { .op = htons(DEMOS_OP_LINKS) };
	const struct demos_link_entry *entry;
	struct message answer;
	struct guest guest;
	int i;

	ASSERT_OK(guest_create(&self->p, self->where, &spin, &guest));
	ASSERT_OK(process_control(&self->p, guest.control, &request,
				  sizeof(request), &answer));
	ASSERT_EQ(sizeof(struct demos_answer) + 2 * sizeof(*entry),
		  answer.length);
	entry = (const void *)(answer.data + sizeof(struct demos_answer));
	for (i = 0; i < 2; i++) {
		EXPECT_EQ(i + 1, ntohl(entry[i].name));
		EXPECT_EQ(htobe64(self->p.pid), entry[i].pid);
		EXPECT_EQ(htons(1), entry[i].machine);
		EXPECT_EQ(htons(FREE), entry[i].flags);
	}
	EXPECT_EQ(HELLO_CHANNEL, entry[0].channel);
	EXPECT_EQ(CONSOLE_CHANNEL, entry[1].channel);

	request.after = htonl(1);
	ASSERT_OK(process_control(&self->p, guest.control, &request,
				  sizeof(request), &answer));
	EXPECT_EQ(sizeof(struct demos_answer) + sizeof(*entry),
		  answer.length);
	request.after = htonl(2);
	ASSERT_OK(process_control(&self->p, guest.control, &request,
				  sizeof(request), &answer));
	EXPECT_EQ(sizeof(struct demos_answer), answer.length);
}

#define REFUSED(link, data, size) \
	EXPECT_TRUE(process_is_refused(&self->p, link, data, size))

TEST_F(control, an_unknown_operation_is_refused)
{
	const uint16_t ops[] = { 0, 8, 50, 63, 66, 95, 200, 255, 256, 320,
				 0x7fff, 0x8001, 0xffff };
	const struct program spin = Z8002(spin);
	struct guest guest;
	uint32_t kernel;
	size_t i;

	ASSERT_OK(guest_create(&self->p, self->where, &spin, &guest));
	ASSERT_OK(link_to_kernel(&self->p, self->where, &kernel));
	for (i = 0; i < sizeof(ops) / sizeof(*ops); i++) {
		struct demos_control request = { .op = htons(ops[i]) };

		REFUSED(guest.control, &request, sizeof(request));
		REFUSED(kernel, &request, sizeof(request));
	}
}

TEST_F(control, a_short_message_is_refused)
{
	struct demos_op_migrate migrate = { .op = htons(DEMOS_OP_MIGRATE) };
	struct demos_op_regs regs = { .op = htons(DEMOS_OP_SET_REGS) };
	const struct program spin = Z8002(spin);
	struct demos_status status;
	struct guest guest;
	uint32_t kernel;
	size_t size;

	ASSERT_OK(guest_create(&self->p, self->where, &spin, &guest));
	ASSERT_OK(link_to_kernel(&self->p, self->where, &kernel));
	for (size = 0; size < 2; size++) {
		REFUSED(guest.control, "\0\5\0", size);
		REFUSED(kernel, "\0\5\0", size);
	}
	for (size = 0; size < sizeof(migrate); size++)
		REFUSED(guest.control, &migrate, size);
	for (size = 4; size < sizeof(regs); size++)
		REFUSED(guest.control, &regs, size);
	ASSERT_OK(guest_status(&self->p, &guest, &status));
	EXPECT_EQ(0, status.pc);
}

TEST_F(control, requests_to_the_wrong_receiver_are_refused)
{
	struct demos_op_create create = { .op = htons(DEMOS_OP_CREATE) };
	struct demos_control boot = { .op = htons(DEMOS_OP_BOOT) };
	struct demos_control suspend = { .op = htons(DEMOS_OP_SUSPEND) };
	struct demos_control kill = { .op = htons(DEMOS_OP_KILL) };
	const struct program spin = Z8002(spin);
	struct guest guest;
	uint32_t kernel;

	ASSERT_OK(guest_create(&self->p, self->where, &spin, &guest));
	ASSERT_OK(link_to_kernel(&self->p, self->where, &kernel));
	REFUSED(guest.control, &create, sizeof(create));
	REFUSED(guest.control, &boot, sizeof(boot));
	REFUSED(kernel, &suspend, sizeof(suspend));
	REFUSED(kernel, &kill, sizeof(kill));
}

TEST_F(control, a_kernel_tells_what_it_has_for_guests)
{
	const struct demos_control ask = { .op = htons(DEMOS_OP_CAPACITY) };
	const struct program spin = Z8002(spin);
	struct demos_capacity before, after;
	struct message answer;
	struct guest guest;
	uint32_t kernel;

	ASSERT_OK(link_to_kernel(&self->p, self->where, &kernel));
	ASSERT_OK(process_control(&self->p, kernel, &ask, sizeof(ask),
				  &answer));
	ASSERT_EQ(sizeof(before), answer.length);
	memcpy(&before, answer.data, sizeof(before));
	EXPECT_LE(1, ntohl(before.cpus));
	EXPECT_LT(be64toh(before.used), be64toh(before.memory));
	ASSERT_OK(guest_create(&self->p, self->where, &spin, &guest));
	ASSERT_OK(process_control(&self->p, kernel, &ask, sizeof(ask),
				  &answer));
	memcpy(&after, answer.data, sizeof(after));
	EXPECT_LT(be64toh(before.used), be64toh(after.used));
	REFUSED(guest.control, &ask, sizeof(ask));
}

/* Kernels do not accept each other's messages from a process. */
TEST_F(control, a_process_cannot_pose_as_a_kernel)
{
	const struct program puppet = Z8002(puppet);
	struct demos_op_where where = { .machine = htons(9) };
	struct demos_op_migration migration = { .op = 0 };
	struct demos_op_pull pull = { .op = htons(DEMOS_OP_PULL) };
	struct demos_op_ask ask = { .op = htons(DEMOS_OP_ASK) };
	struct demos_op_migrate lost = { .op = htons(DEMOS_OP_LOST) };
	struct demos_op_data data = { .op = 0 };
	struct demos_peer_info info;
	uint16_t r[14] = { 0 };
	struct guest guest;
	uint32_t links[2];
	uint32_t kernel;
	uint32_t link;
	int i, op;

	ASSERT_OK(guest_start(&self->p, self->where, &puppet, &guest));
	ASSERT_OK(guest_hello(&self->p, &link));
	ASSERT_OK(link_to_kernel(&self->p, self->where, &kernel));
	links[0] = kernel;
	links[1] = guest.control;
	where.pid = htobe64(guest.pid);
	where.moves = htonl(5);
	migration.pid = where.pid;
	migration.moves = htonl(1);
	pull.pid = where.pid;
	pull.length = htonl(64);
	ask.pid = htobe64(DEMOS_PID(1, 12345));
	ask.version = htons(1);
	ask.moves = htonl(1);
	ask.resident = htonl(256);
	ask.swappable = htonl(256);
	ask.program = htonl(256);
	lost.machine = htons(3 - self->where);
	for (i = 0; i < 2; i++) {
		for (op = DEMOS_OP_LINK_UPDATE; op <= DEMOS_OP_LOST; op++) {
			where.op = htons(op);
			REFUSED(links[i], &where, sizeof(where));
			migration.op = htons(op);
			REFUSED(links[i], &migration, sizeof(migration));
			data.op = htons(op);
			REFUSED(links[i], &data, sizeof(data));
			pull.op = htons(op);
			REFUSED(links[i], &pull, sizeof(pull));
			ask.op = htons(op);
			REFUSED(links[i], &ask, sizeof(ask));
			lost.op = htons(op);
			REFUSED(links[i], &lost, sizeof(lost));
		}
	}
	ASSERT_OK(puppet_do(&self->p, link, DEMOS_SC_YIELD, r));
	if (self->where == 2) {
		ASSERT_OK(peer_info(&self->m[0], 2, &info));
		EXPECT_EQ(DEMOS_PEER_UP, info.state);
	}
	EXPECT_EQ(0, machine_counter(&self->m[self->where - 1],
				     DEMOS_C_UPDATES_APPLIED));
}

TEST_F(control, works_without_a_reply_link)
{
	const struct program puppet = Z8002(puppet);
	struct demos_control request = { .op = htons(DEMOS_OP_RESUME) };
	struct guest guest;
	uint32_t link;

	ASSERT_OK(guest_create(&self->p, self->where, &puppet, &guest));
	ASSERT_OK(guest_load(&self->p, &puppet, &guest));
	ASSERT_OK(process_say(&self->p, guest.control, &request,
			      sizeof(request)));
	EXPECT_EQ(0, guest_hello(&self->p, &link));
}

TEST_F(control, never_reaches_the_process)
{
	const struct program puppet = Z8002(puppet);
	struct demos_status status;
	struct guest guest;
	uint32_t link;

	ASSERT_OK(guest_start(&self->p, self->where, &puppet, &guest));
	ASSERT_OK(guest_hello(&self->p, &link));
	ASSERT_OK(guest_status(&self->p, &guest, &status));
	ASSERT_OK(guest_status(&self->p, &guest, &status));
	EXPECT_EQ(0, status.received);
	EXPECT_EQ(0, status.queued);
	EXPECT_EQ(0, status.queue_bytes);
}

TEST_F(control, a_native_process_does_not_migrate)
{
	struct demos_op_migrate request = {
		.op = htons(DEMOS_OP_MIGRATE),
		.machine = htons(2),
	};
	struct demos_control ask = { .op = htons(DEMOS_OP_STATUS) };
	const struct demos_status *status;
	struct message answer;
	struct process other;
	uint32_t link;

	ASSERT_OK(process_attach(&other, &self->m[self->where - 1], "native"));
	/* Whether it may lend control over itself is left open. */
	if (link_create(&other, 0, 0, FREE | DEMOS_LINK_KERNEL, &link))
		SKIP(return, "native processes cannot make such links");
	ASSERT_OK(link_exchange(&other, &self->p, link, &link));
	ASSERT_OK(process_control(&self->p, link, &ask, sizeof(ask), &answer));
	status = (const void *)(answer.data + sizeof(struct demos_answer));
	EXPECT_EQ(DEMOS_STATE_NATIVE, status->state);
	EXPECT_EQ(htobe64(other.pid), status->pid);
	REFUSED(link, &request, sizeof(request));
	process_close(&other);
}

TEST_HARNESS_MAIN
