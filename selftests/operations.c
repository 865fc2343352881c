// SPDX-License-Identifier: GPL-2.0
/*
 * DELIVERTOKERNEL operations one by one: those that a manager or a debugger
 * uses on a process, on any machine, also while it moves.
 */
#include "harness.h"

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)

FIXTURE(operations)
{
	struct machine m[2];
	struct process p;	/* the manager, on machine 1 */
	uint16_t where;		/* machine of the guests */
};

FIXTURE_VARIANT(operations)
{
	int machines;
};

FIXTURE_VARIANT_ADD(operations, local)
{
	.machines = 1,
};

FIXTURE_VARIANT_ADD(operations, remote)
{
	.machines = 2,
};

FIXTURE_SETUP(operations)
{
	ASSERT_OK(machine_lan(self->m, variant->machines));
	ASSERT_OK(process_attach(&self->p, &self->m[0], "manager"));
	self->where = variant->machines;
}

FIXTURE_TEARDOWN(operations)
{
	int i;

	process_close(&self->p);
	for (i = 0; i < variant->machines; i++)
		machine_leave(&self->m[i]);
}

static uint64_t instructions(struct process *p, const struct guest *guest)
{
	struct demos_status status;

	if (guest_status(p, guest, &status))
		return UINT64_MAX;
	return be64toh(status.instructions);
}

#define REFUSED(link, data, size) \
	EXPECT_TRUE(process_is_refused(&self->p, link, data, size))

TEST_F(operations, pairs_are_listed_page_by_page)
{
	struct demos_op_pairs request = { .op = htons(DEMOS_OP_PAIRS) };
	const struct program puppet = Z8002(puppet);
	const struct demos_pair_entry *entry;
	struct message answer;
	uint16_t r[14] = { 0 };
	struct guest guest;
	int kernel = 0;
	uint32_t link;

	ASSERT_OK(guest_start(&self->p, self->where, &puppet, &guest));
	ASSERT_OK(guest_hello(&self->p, &link));
	ASSERT_OK(puppet_do(&self->p, link, DEMOS_SC_YIELD, r));
	ASSERT_OK(process_control(&self->p, guest.control, &request,
				  sizeof(request), &answer));
	/* Its manager's messages to it and to its kernel: two streams */
	ASSERT_EQ(sizeof(struct demos_answer) + 2 * sizeof(*entry),
		  answer.length);
	entry = (const void *)(answer.data + sizeof(struct demos_answer));
	for (kernel = 0; kernel < 2; kernel++, entry++) {
		EXPECT_EQ(htobe64(self->p.pid), entry->pid);
		EXPECT_EQ(kernel, entry->kernel);
		EXPECT_EQ(htons(1), entry->machine);
		/* The sender has not been told yet that they were read */
		EXPECT_EQ(entry->sent, entry->unread);
		EXPECT_EQ(kernel ? 0 : htobe64(2), entry->sent);
		EXPECT_LE(1, be64toh(entry->received));
		EXPECT_EQ(0, entry->reserved);
	}
	request.after = htobe64(self->p.pid);
	ASSERT_OK(process_control(&self->p, guest.control, &request,
				  sizeof(request), &answer));
	EXPECT_EQ(sizeof(struct demos_answer) + sizeof(*entry),
		  answer.length);
	request.kernel = 1;
	ASSERT_OK(process_control(&self->p, guest.control, &request,
				  sizeof(request), &answer));
	EXPECT_EQ(sizeof(struct demos_answer), answer.length);
}

static int set_priority(struct process *p, const struct guest *guest,
			uint16_t priority)
{
	const struct demos_op_priority request = {
		.op = htons(DEMOS_OP_PRIORITY),
		.priority = htons(priority),
	};
	struct message answer;

	return process_control(p, guest->control, &request, sizeof(request),
			       &answer);
}

TEST_F(operations, a_priority_is_checked)
{
	const struct program spin = Z8002(spin);
	struct guest guests[2];
	uint64_t done;
	int i;

	for (i = 0; i < 2; i++) {
		ASSERT_OK(guest_start(&self->p, self->where, &spin,
				      &guests[i]));
		ASSERT_OK(set_priority(&self->p, &guests[i],
				       i ? DEMOS_PRIORITY_MAX : 0));
		EXPECT_EQ(DEMOS_ECALL, set_priority(&self->p, &guests[i],
						    DEMOS_PRIORITY_MAX + 1));
		EXPECT_EQ(DEMOS_ECALL, set_priority(&self->p, &guests[i],
						    0xffff));
	}
	/* The first does not starve the last */
	done = instructions(&self->p, &guests[0]);
	for (i = 0; i < SOON && instructions(&self->p, &guests[0]) == done; i++)
		;
	EXPECT_LT(i, SOON);
}

/* Let a guest go on where a fault has stopped it */
static int mend(struct process *p, const struct guest *guest,
		const struct demos_status *status)
{
	struct demos_op_regs request = {
		.op = htons(DEMOS_OP_SET_REGS),
		.fcw = status->fcw,
		.pc = status->pc,
	};
	struct message answer;
	int error;

	memcpy(request.regs, status->regs, sizeof(request.regs));
	error = guest_control(p, guest, DEMOS_OP_SUSPEND);
	if (!error)
		error = process_control(p, guest->control, &request,
					sizeof(request), &answer);
	return error ? error : guest_control(p, guest, DEMOS_OP_RESUME);
}

/*
 * A faulted process cannot be resumed. It goes on once the cause of the fault
 * is mended, and its registers are set.
 */
TEST_F(operations, a_guest_resumes_once_its_fault_is_fixed)
{
	static const uint8_t halt[] = { 0x7a, 0x00, 0x7f, 0xd0 };
	static const uint8_t nop[] = { 0x8d, 0x07 };
	const struct program program = {
		.image = halt,
		.size = sizeof(halt),
		.model = 2,
	};
	struct demos_status status, after;
	struct demos_ended ended;
	struct guest guest;

	ASSERT_OK(guest_start(&self->p, self->where, &program, &guest));
	ASSERT_OK(guest_ended(&self->p, &ended));
	EXPECT_EQ(htons(DEMOS_OP_FAULTED), ended.op);
	ASSERT_OK(guest_status(&self->p, &guest, &status));
	EXPECT_EQ(DEMOS_STATE_FAULTED, status.state);
	EXPECT_EQ(DEMOS_ESTATE, guest_control(&self->p, &guest,
					      DEMOS_OP_RESUME));
	ASSERT_OK(guest_status(&self->p, &guest, &after));
	EXPECT_EQ(0, memcmp(&status, &after, sizeof(after)));
	/* Without a fix it faults again */
	ASSERT_OK(mend(&self->p, &guest, &status));
	ASSERT_OK(guest_ended(&self->p, &ended));
	EXPECT_EQ(htons(DEMOS_OP_FAULTED), ended.op);
	/* To suspend it does not mend it */
	ASSERT_OK(guest_control(&self->p, &guest, DEMOS_OP_SUSPEND));
	EXPECT_EQ(DEMOS_ESTATE, guest_control(&self->p, &guest,
					      DEMOS_OP_RESUME));
	ASSERT_OK(process_write(&self->p, guest.control, guest.base +
				ntohl(ended.address), nop, sizeof(nop)));
	ASSERT_OK(mend(&self->p, &guest, &status));
	ASSERT_OK(guest_ended(&self->p, &ended));
	EXPECT_EQ(htons(DEMOS_OP_EXITED), ended.op);
}

TEST_F(operations, a_personality_cannot_be_a_reply_link)
{
	const struct demos_control request = {
		.op = htons(DEMOS_OP_PERSONALITY),
	};
	struct letter letter = {
		.data = &request,
		.length = sizeof(request),
		.nlinks = 1,
	};
	const struct program spin = Z8002(spin);
	const struct demos_answer *said;
	struct message answer;
	struct guest guest;
	uint32_t links[3];
	int i;

	ASSERT_OK(guest_create(&self->p, self->where, &spin, &guest));
	letter.link = guest.control;
	letter.links = links;
	for (i = 0; i < 3; i++)
		ASSERT_OK(link_create(&self->p, 0, 0, DEMOS_LINK_PASS |
				      (i ? 0 : DEMOS_LINK_REPLY), &links[i]));
	said = (const void *)answer.data;
	ASSERT_OK(process_call(&self->p, &letter, &answer));
	EXPECT_EQ(htons(DEMOS_ECALL), said->result);
	/* Nor can there be two links */
	letter.links = &links[1];
	letter.nlinks = 2;
	ASSERT_OK(process_call(&self->p, &letter, &answer));
	EXPECT_EQ(htons(DEMOS_ECALL), said->result);
	/* It is set, replaced, and removed */
	for (i = 0; i < 3; i++) {
		ASSERT_OK(link_create(&self->p, 0, 0, FREE, &links[0]));
		letter.links = links;
		letter.nlinks = i < 2;
		ASSERT_OK(process_call(&self->p, &letter, &answer));
		EXPECT_EQ(0, said->result);
	}
}

/*
 * Requests to a process that moves are carried out at its new machine. The
 * answers come on a channel of their own, before or after that to MIGRATE.
 */
TEST_F(operations, requests_follow_a_moving_process)
{
	const int ops[] = { DEMOS_OP_STATUS, DEMOS_OP_LINKS, DEMOS_OP_PAIRS,
			    DEMOS_OP_PRIORITY, DEMOS_OP_PERSONALITY,
			    DEMOS_OP_SUSPEND, DEMOS_OP_SET_REGS,
			    DEMOS_OP_RESUME };
	const struct program spin = Z8001(spin, .more = 1);
	struct demos_op_regs request = { .op = 0 };
	struct demos_migrated migrated;
	struct demos_status status;
	struct demos_reply wanted;
	struct letter letter = {
		.data = &request,
		.length = sizeof(request),
		.reply = &wanted,
	};
	struct message answer;
	struct guest guest;
	uint32_t credit;
	uint16_t there;
	size_t i;

	if (variant->machines == 1)
		SKIP(return, "there is no other machine");
	ASSERT_OK(guest_start(&self->p, 2, &spin, &guest));
	letter.link = guest.control;
	memset(&wanted, 0, sizeof(wanted));
	wanted.channel = 20;
	for (there = 1; there <= 2; there++) {
		ASSERT_OK(guest_migrate_begin(&self->p, &guest, there,
					      &credit));
		for (i = 0; i < sizeof(ops) / sizeof(*ops); i++) {
			const uint32_t op = htonl((uint32_t)ops[i] << 16);

			memset(&request, 0, sizeof(request));
			memcpy(&request, &op, sizeof(op));
			request.pc = htonl(guest.base);
			wanted.code = ops[i];
			ASSERT_OK(process_send(&self->p, &letter));
		}
		ASSERT_OK(process_await(&self->p, credit, SOON, &answer));
		ASSERT_OK(guest_migrate_end(&answer, &migrated));
		for (i = 0; i < sizeof(ops) / sizeof(*ops); i++) {
			const struct demos_answer *said;

			ASSERT_OK(process_receive(&self->p, 1 << 20, SOON,
						  &answer));
			said = (const void *)answer.data;
			EXPECT_EQ(ops[i], answer.head.code);
			EXPECT_EQ(htons(ops[i] | DEMOS_OP_ANSWER), said->op);
			EXPECT_EQ(0, said->result);
		}
		ASSERT_OK(guest_status(&self->p, &guest, &status));
		EXPECT_EQ(htons(there), status.machine);
		EXPECT_EQ(0, status.flags);
	}
	ASSERT_OK(guest_migrate_begin(&self->p, &guest, 1, &credit));
	memset(&request, 0, sizeof(request));
	request.op = htons(DEMOS_OP_KILL);
	letter.length = sizeof(struct demos_control);
	wanted.code = DEMOS_OP_KILL;
	ASSERT_OK(process_send(&self->p, &letter));
	ASSERT_OK(process_receive(&self->p, 1 << 20, SOON, &answer));
	EXPECT_EQ(DEMOS_OP_KILL, answer.head.code);
	EXPECT_EQ(0, ((const struct demos_answer *)answer.data)->result);
}

TEST_F(operations, lengths_are_checked)
{
	const int ops[] = { DEMOS_OP_LINKS, DEMOS_OP_MIGRATE,
			    DEMOS_OP_SET_REGS, DEMOS_OP_PAIRS,
			    DEMOS_OP_PRIORITY, DEMOS_OP_PERSONALITY };
	const size_t lengths[] = { sizeof(struct demos_op_links),
				   sizeof(struct demos_op_migrate),
				   sizeof(struct demos_op_regs),
				   sizeof(struct demos_op_pairs),
				   sizeof(struct demos_op_priority),
				   sizeof(struct demos_control) };
	const struct program spin = Z8002(spin);
	static uint8_t data[DEMOS_DATA_MAX];
	struct demos_status status;
	struct message answer;
	struct guest guest;
	size_t i, size;

	ASSERT_OK(guest_create(&self->p, self->where, &spin, &guest));
	for (i = 0; i < sizeof(ops) / sizeof(*ops); i++) {
		memset(data, 0, sizeof(data));
		data[1] = ops[i];
		for (size = 0; size < lengths[i]; size++)
			REFUSED(guest.control, data, size);
		/* Bytes after the request are ignored */
		if (ops[i] == DEMOS_OP_MIGRATE)
			continue;
		EXPECT_EQ(0, process_control(&self->p, guest.control, data,
					     sizeof(data), &answer));
	}
	ASSERT_OK(guest_status(&self->p, &guest, &status));
	EXPECT_EQ(DEMOS_PROCESS_SUSPENDED, status.flags);
}

TEST_HARNESS_MAIN
