// SPDX-License-Identifier: GPL-2.0
/*
 * Rights: the holder of a link can do only what the link allows, on any
 * machine, as a guest or a native process, and there is no way to get more
 * rights than were given.
 */
#include "harness.h"
#include "memory.h"

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)
#define BOTH	(DEMOS_LINK_READ | DEMOS_LINK_WRITE)
#define BUFFER	0x400		/* in the guest's memory */

FIXTURE(rights)
{
	struct machine m[2];
	struct process a;	/* makes the links, on machine 1 */
	struct process b;	/* holds them, on the variant's machine */
	struct memory memory;	/* of a */
	struct guest guest;	/* holds them too; its manager is a */
	uint32_t puppet;	/* a's link to it */
	uint16_t r[14];
};

FIXTURE_VARIANT(rights)
{
	uint16_t where;
};

FIXTURE_VARIANT_ADD(rights, local)
{
	.where = 1,
};

FIXTURE_VARIANT_ADD(rights, remote)
{
	.where = 2,
};

FIXTURE_SETUP(rights)
{
	const struct program puppet = Z8002(puppet, .pages = 32);

	ASSERT_OK(machine_lan(self->m, 2));
	ASSERT_OK(process_attach(&self->a, &self->m[0], "a"));
	ASSERT_OK(process_attach(&self->b, &self->m[variant->where - 1], "b"));
	ASSERT_OK(memory_make(&self->a, &self->memory, 4096));
	ASSERT_OK(guest_start(&self->a, variant->where, &puppet,
			      &self->guest));
	ASSERT_OK(guest_hello(&self->a, &self->puppet));
}

FIXTURE_TEARDOWN(rights)
{
	memory_free(&self->memory);
	process_close(&self->a);
	process_close(&self->b);
	machine_leave(&self->m[0]);
	machine_leave(&self->m[1]);
}

/* R0 to R13 with a link in RR0, and a pointer to memory in RR2 */
static uint16_t *regs(uint16_t *r, uint32_t link)
{
	memset(r, 0, 14 * sizeof(*r));
	r[0] = link >> 16;
	r[1] = link;
	r[3] = BUFFER;
	return r;
}

/* Have the puppet make a call. Return: its result, or an error */
static int call(struct process *process, uint32_t puppet, uint16_t number,
		uint16_t *r)
{
	int error = puppet_do(process, puppet, number, r);

	return error ? -abs(error) : r[0];
}

#define CALL(number) \
	call(&self->a, self->puppet, DEMOS_SC_##number, self->r)
#define LINK(link)	regs(self->r, link)

/* Make a link to a with those rights, with a data area if they need one */
static int make(struct process *a, struct memory *memory, uint32_t flags,
		uint32_t *link)
{
	if (flags & BOTH)
		return link_create_area(a, flags, memory->area, 64, link);
	return link_create(a, 21, 5, flags, link);
}

static int to_b(struct _test_data_rights *self, uint32_t flags,
		uint32_t *link)
{
	int error = make(&self->a, &self->memory, flags | DEMOS_LINK_PASS,
			 link);

	return error ? error : link_exchange(&self->a, &self->b, *link, link);
}

static int to_puppet(struct _test_data_rights *self, uint32_t flags,
		     uint32_t *link)
{
	int error = make(&self->a, &self->memory, flags | DEMOS_LINK_PASS,
			 link);

	return error ? error : puppet_give(&self->a, self->puppet, *link,
					   link);
}

/* Return: the flags that inspecting the link shows, or an error */
static int flags_of(struct process *process, uint32_t link)
{
	struct demos_link body;
	int error = link_inspect(process, link, &body);

	return error ? -abs(error) : body.flags;
}

TEST_F(rights, to_read)
{
	uint32_t readable, writable;
	uint8_t data[64];

	ASSERT_OK(to_b(self, DEMOS_LINK_READ, &readable));
	ASSERT_OK(to_b(self, DEMOS_LINK_WRITE, &writable));
	memset(self->memory.bytes, 'r', 64);
	ASSERT_OK(process_read(&self->b, readable, 0, data, 64));
	EXPECT_EQ('r', data[63]);
	EXPECT_REFUSED(DEMOS_ERIGHTS, process_read(&self->b, writable, 0,
						   data, 64));
	ASSERT_OK(to_puppet(self, DEMOS_LINK_READ, &readable));
	ASSERT_OK(to_puppet(self, DEMOS_LINK_WRITE, &writable));
	LINK(readable)[7] = 64;
	EXPECT_EQ(0, CALL(MOVE_READ));
	LINK(writable)[7] = 64;
	EXPECT_EQ(DEMOS_ERIGHTS, CALL(MOVE_READ));
}

TEST_F(rights, to_write)
{
	uint32_t readable, writable;
	uint8_t data[64];

	ASSERT_OK(to_b(self, DEMOS_LINK_READ, &readable));
	ASSERT_OK(to_b(self, DEMOS_LINK_WRITE, &writable));
	memset(data, 'w', sizeof(data));
	EXPECT_REFUSED(DEMOS_ERIGHTS, process_write(&self->b, readable, 0,
						    data, 64));
	EXPECT_EQ(0, self->memory.bytes[63]);
	ASSERT_OK(process_write(&self->b, writable, 0, data, 64));
	EXPECT_EQ('w', self->memory.bytes[63]);
	ASSERT_OK(to_puppet(self, DEMOS_LINK_READ, &readable));
	ASSERT_OK(to_puppet(self, DEMOS_LINK_WRITE, &writable));
	LINK(readable)[7] = 64;
	EXPECT_EQ(DEMOS_ERIGHTS, CALL(MOVE_WRITE));
	EXPECT_EQ('w', self->memory.bytes[63]);
	LINK(writable)[7] = 64;
	EXPECT_EQ(0, CALL(MOVE_WRITE));
	EXPECT_EQ(0, self->memory.bytes[63]);
}

/* The area has the bounds set by its creator, whose memory goes on behind it */
TEST_F(rights, end_at_the_areas_bounds)
{
	uint32_t link;
	uint8_t byte;

	ASSERT_OK(to_b(self, BOTH, &link));
	ASSERT_OK(process_read(&self->b, link, 63, &byte, 1));
	EXPECT_NE(0, process_read(&self->b, link, 64, &byte, 1));
	EXPECT_NE(0, process_read(&self->b, link, UINT32_MAX, &byte, 1));
	EXPECT_NE(0, process_write(&self->b, link, 64, &byte, 1));
	ASSERT_OK(to_puppet(self, BOTH, &link));
	LINK(link)[7] = 65;
	EXPECT_EQ(DEMOS_EADDRESS, CALL(MOVE_READ));
	LINK(link)[7] = 1;
	self->r[5] = 64;
	EXPECT_EQ(DEMOS_EADDRESS, CALL(MOVE_WRITE));
}

TEST_F(rights, are_narrowed_one_by_one)
{
	const uint32_t all = FREE | BOTH;
	uint32_t link, copy, flags;
	struct demos_link body;

	ASSERT_OK(to_b(self, all, &link));
	for (flags = 0; flags <= DEMOS_LINK_FLAGS; flags++) {
		if (flags & ~all) {
			EXPECT_REFUSED(DEMOS_ERIGHTS,
				       link_dup(&self->b, link, flags, &copy))
				TH_LOG("%#x", flags);
			continue;
		}
		ASSERT_OK(link_dup(&self->b, link, flags, &copy));
		ASSERT_OK(link_inspect(&self->b, copy, &body));
		EXPECT_EQ(flags, body.flags);
		EXPECT_EQ(flags & BOTH ? 64 : 0, body.length);
		ASSERT_OK(link_destroy(&self->b, copy));
	}
	EXPECT_EQ(all, flags_of(&self->b, link));
}

TEST_F(rights, are_narrowed_by_guests_too)
{
	const uint16_t all = FREE | DEMOS_LINK_READ;
	uint32_t link;
	uint16_t flags;

	ASSERT_OK(to_puppet(self, all, &link));
	for (flags = 0; flags <= DEMOS_LINK_FLAGS; flags += 2) {
		LINK(link)[3] = flags;
		if (flags & ~all) {
			EXPECT_EQ(DEMOS_ERIGHTS, CALL(LINK_DUP))
				TH_LOG("%#x", flags);
			continue;
		}
		ASSERT_EQ(0, CALL(LINK_DUP));
		LINK((uint32_t)self->r[2] << 16 | self->r[3]);
		ASSERT_EQ(0, CALL(LINK_INSPECT));
		EXPECT_EQ(flags, self->r[1]);
	}
}

/* A right that was dropped cannot be regained by a duplicate of a duplicate,
 * nor by sending the link round
 */
TEST_F(rights, do_not_come_back)
{
	uint32_t link, copy, again;

	ASSERT_OK(to_b(self, FREE | BOTH, &link));
	ASSERT_OK(link_dup(&self->b, link, FREE | DEMOS_LINK_READ, &copy));
	EXPECT_REFUSED(DEMOS_ERIGHTS,
		       link_dup(&self->b, copy, FREE | BOTH, &again));
	ASSERT_OK(link_exchange(&self->b, &self->a, copy, &copy));
	EXPECT_EQ(FREE | DEMOS_LINK_READ, flags_of(&self->a, copy));
	EXPECT_REFUSED(DEMOS_ERIGHTS,
		       link_dup(&self->a, copy, FREE | BOTH, &again));
	ASSERT_OK(link_exchange(&self->a, &self->b, copy, &copy));
	EXPECT_EQ(FREE | DEMOS_LINK_READ, flags_of(&self->b, copy));
}

TEST_F(rights, to_be_passed_on)
{
	struct letter letter = { .nlinks = 1 };
	struct message message;
	uint32_t link, kept;

	ASSERT_OK(to_b(self, FREE, &link));
	ASSERT_OK(to_b(self, FREE, &letter.link));
	ASSERT_OK(link_dup(&self->b, link, DEMOS_LINK_DUP, &kept));
	letter.links = &kept;
	EXPECT_REFUSED(DEMOS_ERIGHTS, process_send(&self->b, &letter));
	EXPECT_EQ(DEMOS_LINK_DUP, flags_of(&self->b, kept));
	/* Its holder can still use it */
	ASSERT_OK(process_say(&self->b, kept, "x", 1));
	ASSERT_OK(process_receive(&self->a, 1 << 5, SOON, &message));
	EXPECT_EQ(21, message.head.code);

	ASSERT_OK(to_puppet(self, FREE, &link));
	LINK(link)[3] = DEMOS_LINK_DUP;
	ASSERT_EQ(0, CALL(LINK_DUP));
	kept = (uint32_t)self->r[2] << 16 | self->r[3];
	LINK(link)[5] = 1;
	self->r[6] = kept >> 16;
	self->r[7] = kept;
	EXPECT_EQ(DEMOS_ERIGHTS, CALL(SEND));
	LINK(kept);
	EXPECT_EQ(0, CALL(LINK_INSPECT));
}

/* A link that was passed on, used up or destroyed is gone for good */
TEST_F(rights, end_when_the_link_is_gone)
{
	uint32_t link, others[40];
	int i, turn;

	for (turn = 0; turn < 3; turn++) {
		ASSERT_OK(to_b(self, turn == 1 ? DEMOS_LINK_REPLY : FREE,
			       &link));
		if (turn == 0)
			ASSERT_OK(link_exchange(&self->b, &self->a, link,
						&others[0]));
		if (turn == 1)
			ASSERT_OK(process_say(&self->b, link, "x", 1));
		if (turn == 2)
			ASSERT_OK(link_destroy(&self->b, link));
		/* New links take its slot, but not its name */
		for (i = 0; i < 40; i++)
			ASSERT_OK(link_create(&self->b, 0, 0, FREE,
					      &others[i]));
		EXPECT_REFUSED(DEMOS_ENOLINK,
			       process_say(&self->b, link, "x", 1));
		EXPECT_REFUSED(DEMOS_ENOLINK, link_destroy(&self->b, link));
		EXPECT_EQ(refusal(DEMOS_ENOLINK), flags_of(&self->b, link));
		for (i = 0; i < 40; i++)
			ASSERT_OK(link_destroy(&self->b, others[i]));
	}
}

/* Control comes from the kernel that made the process, not from the process */
TEST_F(rights, over_a_process_cannot_be_created)
{
	uint32_t link;

	EXPECT_REFUSED(DEMOS_ERIGHTS, link_create(&self->a, 0, 0, FREE |
						  DEMOS_LINK_KERNEL, &link));
	LINK(0)[3] = FREE | DEMOS_LINK_KERNEL;
	EXPECT_EQ(DEMOS_ERIGHTS, CALL(LINK_CREATE));
	/* The right to send to it is no control over it */
	ASSERT_OK(to_b(self, FREE, &link));
	EXPECT_REFUSED(DEMOS_ERIGHTS, link_dup(&self->b, link, FREE |
					       DEMOS_LINK_KERNEL, &link));
}

/* Control can be passed on to another process */
TEST_F(rights, over_a_process_can_be_passed_on)
{
	const struct demos_control request = { .op = htons(DEMOS_OP_SUSPEND) };
	struct demos_status status;
	struct message answer;
	uint32_t control, kept;

	ASSERT_OK(link_dup(&self->a, self->guest.control, FREE |
			   DEMOS_LINK_KERNEL, &control));
	ASSERT_OK(link_exchange(&self->a, &self->b, control, &control));
	ASSERT_OK(process_control(&self->b, control, &request,
				  sizeof(request), &answer));
	ASSERT_OK(guest_status(&self->a, &self->guest, &status));
	EXPECT_EQ(DEMOS_PROCESS_SUSPENDED, status.flags);
	/* Without the data area it does not give access to memory */
	EXPECT_NE(0, process_read(&self->b, control, 0, &answer.data, 1));
	/* Nor can it be passed on once narrowed */
	ASSERT_OK(link_dup(&self->b, control, DEMOS_LINK_KERNEL, &kept));
	EXPECT_EQ(DEMOS_LINK_KERNEL, flags_of(&self->b, kept));
	EXPECT_GT(0, link_exchange(&self->b, &self->a, kept, &kept));
}

/* Without control the link still gives access to memory, but cannot send */
TEST_F(rights, over_memory_give_no_others)
{
	const uint16_t memory = FREE | BOTH | DEMOS_LINK_MEMORY;
	struct letter letter = { .nlinks = 1 };
	struct demos_status status;
	uint32_t link, copy;
	uint8_t byte = 'm';

	ASSERT_OK(link_dup(&self->a, self->guest.control, FREE | BOTH, &link));
	EXPECT_EQ(memory, flags_of(&self->a, link));
	ASSERT_OK(link_exchange(&self->a, &self->b, link, &link));
	ASSERT_OK(link_dup(&self->b, link, FREE | BOTH, &copy));
	EXPECT_EQ(memory, flags_of(&self->b, copy));
	ASSERT_OK(process_write(&self->b, copy, BUFFER, &byte, 1));
	ASSERT_OK(process_read(&self->a, self->guest.control, BUFFER, &byte,
			       1));
	EXPECT_EQ('m', byte);
	EXPECT_REFUSED(DEMOS_ERIGHTS, process_say(&self->b, link, "x", 1));
	letter.link = copy;
	letter.links = &link;
	EXPECT_REFUSED(DEMOS_ERIGHTS, process_send(&self->b, &letter));
	ASSERT_OK(link_exchange(&self->b, &self->a, link, &link));
	EXPECT_EQ(memory, flags_of(&self->a, link));
	ASSERT_OK(puppet_give(&self->a, self->puppet, link, &link));
	LINK(link);
	EXPECT_EQ(DEMOS_ERIGHTS, CALL(SEND));
	LINK(link)[7] = 1;
	EXPECT_EQ(0, CALL(MOVE_READ));
	/* The guest has received only its manager's messages */
	ASSERT_OK(guest_status(&self->a, &self->guest, &status));
	EXPECT_EQ(0, status.queued);
}

/* A memory link must have a data area, and neither control nor replies */
TEST_F(rights, to_memory_exclude_control_and_replies)
{
	const uint32_t only = DEMOS_LINK_PASS | DEMOS_LINK_MEMORY;
	uint32_t link;
	uint8_t byte;

	EXPECT_REFUSED(DEMOS_ECALL, link_create(&self->a, 0, 0, only, &link));
	EXPECT_REFUSED(DEMOS_ECALL, make(&self->a, &self->memory, only | BOTH |
					 DEMOS_LINK_REPLY, &link));
	ASSERT_OK(to_b(self, only | DEMOS_LINK_READ, &link));
	ASSERT_OK(process_read(&self->b, link, 0, &byte, 1));
	EXPECT_REFUSED(DEMOS_ERIGHTS, process_say(&self->b, link, "x", 1));
}

/* Only an administrator gets a link to a kernel, and no guest does */
TEST_F(rights, to_kernels)
{
	const struct demos_control request = { .op = htons(DEMOS_OP_KILL) };
	struct demos_link body;
	uint32_t link;

	ASSERT_OK(link_to_kernel(&self->b, 1, &link));
	ASSERT_OK(link_inspect(&self->b, link, &body));
	EXPECT_EQ(DEMOS_PID_KERNEL(1), body.to.pid);
	EXPECT_EQ(0, body.length);
	EXPECT_TRUE(process_is_refused(&self->b, link, &request,
				       sizeof(request)));
	EXPECT_NE(0, process_read(&self->b, link, 0, &body, 1));
}

TEST_HARNESS_MAIN
