// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel calls of guests, register by register, on both models
 * (Documentation/guest-abi.rst). A puppet makes the calls.
 */
#include "harness.h"

#include <time.h>

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)
#define PAGES	32		/* memory of the puppet */
#define BUFFER	0x0800		/* offset of a test's data in it */
#define LIMIT	(PAGES * 256)

FIXTURE(guest_call)
{
	struct machine m;
	struct process p;
	struct guest guest;
	uint32_t puppet;	/* link to it */
	uint16_t segment;
	uint16_t r[14];
};

FIXTURE_VARIANT(guest_call)
{
	int model;
};

FIXTURE_VARIANT_ADD(guest_call, z8001)
{
	.model = 1,
};

FIXTURE_VARIANT_ADD(guest_call, z8002)
{
	.model = 2,
};

FIXTURE_SETUP(guest_call)
{
	struct program one = Z8001(puppet, .pages = PAGES);
	struct program two = Z8002(puppet, .pages = PAGES);
	const struct program *program = variant->model == 1 ? &one : &two;

	ASSERT_OK(machine_make(&self->m, 1));
	ASSERT_OK(process_attach(&self->p, &self->m, "manager"));
	ASSERT_OK(guest_start(&self->p, 1, program, &self->guest));
	ASSERT_OK(guest_hello(&self->p, &self->puppet));
	self->segment = program->segment;
}

FIXTURE_TEARDOWN(guest_call)
{
	process_close(&self->p);
	machine_leave(&self->m);
}

/* Put a number into a register pair. */
static void pair(uint16_t *r, int first, uint32_t value)
{
	r[first] = value >> 16;
	r[first + 1] = value;
}

static uint32_t value_of(const uint16_t *r, int first)
{
	return (uint32_t)r[first] << 16 | r[first + 1];
}

static uint64_t quad_of(const uint16_t *r, int first)
{
	return (uint64_t)value_of(r, first) << 32 | value_of(r, first + 2);
}

#define POINTER(first, offset) \
	pair(self->r, first, (uint32_t)self->segment << 24 | (offset))
#define DO(call) \
	ASSERT_OK(puppet_do(&self->p, self->puppet, DEMOS_SC_##call, self->r))
#define CLEAR() memset(self->r, 0, sizeof(self->r))

/* Write to the puppet's memory, and read it. */
#define POKE(offset, data, size) \
	ASSERT_OK(process_write(&self->p, self->guest.control, \
				self->guest.base + (offset), data, size))
#define PEEK(offset, data, size) \
	ASSERT_OK(process_read(&self->p, self->guest.control, \
			       self->guest.base + (offset), data, size))

TEST_F(guest_call, self)
{
	DO(SELF);
	EXPECT_EQ(0, self->r[0]);
	EXPECT_EQ(1, self->r[1]);
	EXPECT_EQ(self->guest.pid, quad_of(self->r, 4));
}

TEST_F(guest_call, time)
{
	struct timespec now;
	uint64_t before, then;

	clock_gettime(CLOCK_REALTIME, &now);
	before = now.tv_sec * 1000000000ULL + now.tv_nsec;
	DO(TIME);
	clock_gettime(CLOCK_REALTIME, &now);
	then = quad_of(self->r, 4);
	EXPECT_EQ(0, self->r[0]);
	EXPECT_LE(before, then);
	EXPECT_GE(now.tv_sec * 1000000000ULL + now.tv_nsec, then);
}

TEST_F(guest_call, other_registers_are_kept)
{
	uint16_t before[14];
	int i;

	for (i = 0; i < 14; i++)
		self->r[i] = 0x1111 * i + 0x0707;
	memcpy(before, self->r, sizeof(before));
	DO(YIELD);
	EXPECT_EQ(0, self->r[0]);
	EXPECT_EQ(0, memcmp(before + 1, self->r + 1, 13 * 2));

	memcpy(self->r, before, sizeof(before));
	DO(SELF);
	EXPECT_EQ(before[2], self->r[2]);
	EXPECT_EQ(before[3], self->r[3]);
	EXPECT_EQ(0, memcmp(before + 8, self->r + 8, 6 * 2));
}

TEST_F(guest_call, unknown_call_fails)
{
	ASSERT_OK(puppet_do(&self->p, self->puppet, DEMOS_SC_LAST, self->r));
	EXPECT_EQ(DEMOS_ECALL, self->r[0]);
}

TEST_F(guest_call, link_life)
{
	uint32_t link, copy;

	pair(self->r, 0, 0xdeadbeef);
	self->r[2] = 5;
	self->r[3] = FREE | DEMOS_LINK_READ;
	pair(self->r, 4, (uint32_t)self->segment << 16 | BUFFER);
	pair(self->r, 6, 64);
	DO(LINK_CREATE);
	ASSERT_EQ(0, self->r[0]);
	link = value_of(self->r, 2);
	ASSERT_NE(0, link);

	CLEAR();
	pair(self->r, 0, link);
	DO(LINK_INSPECT);
	EXPECT_EQ(0, self->r[0]);
	EXPECT_EQ(FREE | DEMOS_LINK_READ, self->r[1]);
	EXPECT_EQ(64, value_of(self->r, 2));
	EXPECT_EQ(self->guest.pid, quad_of(self->r, 4));
	EXPECT_EQ(1, self->r[8]);

	CLEAR();
	pair(self->r, 0, link);
	self->r[3] = DEMOS_LINK_PASS;
	DO(LINK_DUP);
	ASSERT_EQ(0, self->r[0]);
	copy = value_of(self->r, 2);
	EXPECT_NE(link, copy);

	CLEAR();
	pair(self->r, 0, copy);
	self->r[3] = DEMOS_LINK_PASS;
	DO(LINK_DUP);
	EXPECT_EQ(DEMOS_ERIGHTS, self->r[0]);

	pair(self->r, 0, link);
	DO(LINK_DESTROY);
	EXPECT_EQ(0, self->r[0]);
	pair(self->r, 0, link);
	DO(LINK_DESTROY);
	EXPECT_EQ(DEMOS_ENOLINK, self->r[0]);
	pair(self->r, 0, link);
	DO(LINK_INSPECT);
	EXPECT_EQ(DEMOS_ENOLINK, self->r[0]);
}

TEST_F(guest_call, link_create_checks)
{
	self->r[2] = DEMOS_CHANNELS;
	DO(LINK_CREATE);
	EXPECT_NE(0, self->r[0]);
	CLEAR();
	self->r[3] = 0x0080;
	DO(LINK_CREATE);
	EXPECT_NE(0, self->r[0]);
}

TEST_F(guest_call, send)
{
	struct message message;

	POKE(BUFFER, "from a guest", 12);
	pair(self->r, 0, 1);
	POINTER(2, BUFFER);
	self->r[4] = 12;
	DO(SEND);
	EXPECT_EQ(0, self->r[0]);
	ASSERT_OK(process_receive(&self->p, 1 << HELLO_CHANNEL, SOON,
				  &message));
	EXPECT_EQ(self->guest.pid, message.head.from.pid);
	EXPECT_EQ(12, message.length);
	EXPECT_EQ(0, memcmp("from a guest", message.data, 12));
}

TEST_F(guest_call, send_encloses_links)
{
	struct demos_link body;
	struct message message;
	uint32_t links[4];
	int i;

	for (i = 0; i < 4; i++) {
		CLEAR();
		pair(self->r, 0, 100 + i);
		self->r[3] = FREE;
		DO(LINK_CREATE);
		ASSERT_EQ(0, self->r[0]);
		links[i] = value_of(self->r, 2);
	}
	CLEAR();
	pair(self->r, 0, 1);
	POINTER(2, BUFFER);
	self->r[5] = 4;
	for (i = 0; i < 4; i++)
		pair(self->r, 6 + 2 * i, links[i]);
	DO(SEND);
	ASSERT_EQ(0, self->r[0]);
	ASSERT_OK(process_receive(&self->p, 1 << HELLO_CHANNEL, SOON,
				  &message));
	ASSERT_EQ(4, message.nlinks);
	for (i = 0; i < 4; i++) {
		ASSERT_OK(link_inspect(&self->p, message.links[i], &body));
		EXPECT_EQ(100 + i, body.code);
		EXPECT_EQ(self->guest.pid, body.to.pid);
	}
	/* They have left its table. */
	CLEAR();
	pair(self->r, 0, links[2]);
	DO(LINK_INSPECT);
	EXPECT_EQ(DEMOS_ENOLINK, self->r[0]);
}

TEST_F(guest_call, send_checks)
{
	const struct { uint32_t link; uint16_t at, size, n, want; } wrong[] = {
		{ 0, BUFFER, 4, 0, DEMOS_ENOLINK },
		{ 999, BUFFER, 4, 0, DEMOS_ENOLINK },
		{ 1, BUFFER, DEMOS_DATA_MAX + 1, 0, DEMOS_ESIZE },
		{ 1, LIMIT - 4, 5, 0, DEMOS_EADDRESS },
		{ 1, LIMIT, 1, 0, DEMOS_EADDRESS },
		{ 1, 0xffff, 2, 0, DEMOS_EADDRESS },
		{ 1, BUFFER, 4, 5, DEMOS_ESIZE },
		{ 1, BUFFER, 4, 0xffff, DEMOS_ESIZE },
		{ 1, BUFFER, 4, 1, DEMOS_ENOLINK },
	};
	struct message message;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		CLEAR();
		pair(self->r, 0, wrong[i].link);
		POINTER(2, wrong[i].at);
		self->r[4] = wrong[i].size;
		self->r[5] = wrong[i].n;
		DO(SEND);
		EXPECT_EQ(wrong[i].want, self->r[0])
			TH_LOG("case %zu", i);
	}
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->p, 1 << HELLO_CHANNEL,
					       0, &message));
	/* The most data possible, up to the end of memory. */
	CLEAR();
	pair(self->r, 0, 1);
	POINTER(2, LIMIT - DEMOS_DATA_MAX);
	self->r[4] = DEMOS_DATA_MAX;
	DO(SEND);
	EXPECT_EQ(0, self->r[0]);
	ASSERT_OK(process_receive(&self->p, 1 << HELLO_CHANNEL, SOON,
				  &message));
	EXPECT_EQ(DEMOS_DATA_MAX, message.length);
}

/* The puppet makes a link on channel 5, code 0x10005; the test gets it. */
static int link_on_5(struct process *p, uint32_t puppet, uint32_t *link)
{
	uint16_t r[14] = { 1, 5, 5, FREE };
	int error;

	error = puppet_do(p, puppet, DEMOS_SC_LINK_CREATE, r);
	if (error || r[0])
		return error ? error : r[0];
	pair(r, 6, value_of(r, 2));
	pair(r, 0, 1);
	r[2] = 0;
	r[3] = 0;
	r[4] = 0;
	r[5] = 1;
	error = puppet_do(p, puppet, DEMOS_SC_SEND, r);
	if (error || r[0])
		return error ? error : r[0];
	return guest_hello(p, link);
}

TEST_F(guest_call, receive)
{
	struct letter letter = { .data = "to a guest", .length = 10 };
	char data[11] = "";
	uint32_t extra;

	ASSERT_OK(link_on_5(&self->p, self->puppet, &letter.link));
	ASSERT_OK(link_create(&self->p, 0, 0, FREE, &extra));
	letter.links = &extra;
	letter.nlinks = 1;
	ASSERT_OK(process_send(&self->p, &letter));
	POINTER(2, BUFFER);
	self->r[4] = 100;
	pair(self->r, 6, 1 << 5);
	pair(self->r, 8, 0xffffffff);
	self->r[10] = 0x5a5a;
	DO(RECEIVE);
	EXPECT_EQ(0, self->r[0]);
	EXPECT_EQ(10, self->r[1]);
	EXPECT_EQ(0x10005, value_of(self->r, 2));
	EXPECT_EQ(5, self->r[4]);
	EXPECT_EQ(1, self->r[5]);
	EXPECT_EQ(0x5a5a, self->r[10]);
	PEEK(BUFFER, data, 10);
	EXPECT_STREQ("to a guest", data);
	extra = value_of(self->r, 6);
	CLEAR();
	pair(self->r, 0, extra);
	DO(LINK_INSPECT);
	EXPECT_EQ(0, self->r[0]);
	EXPECT_EQ(self->p.pid, quad_of(self->r, 4));
}

TEST_F(guest_call, receive_time_limit)
{
	POINTER(2, BUFFER);
	self->r[4] = 100;
	pair(self->r, 6, 1 << 5);
	DO(RECEIVE);
	EXPECT_EQ(DEMOS_ETIME, self->r[0]);
	CLEAR();
	POINTER(2, BUFFER);
	self->r[4] = 100;
	pair(self->r, 6, 1 << 5);
	pair(self->r, 8, 50);
	DO(RECEIVE);
	EXPECT_EQ(DEMOS_ETIME, self->r[0]);
}

TEST_F(guest_call, receive_waits)
{
	struct demos_status status;
	struct message message;
	uint32_t link, credit;

	ASSERT_OK(link_on_5(&self->p, self->puppet, &link));
	POINTER(2, BUFFER);
	self->r[4] = 100;
	pair(self->r, 6, 1 << 5);
	pair(self->r, 8, SOON);
	ASSERT_OK(puppet_begin(&self->p, self->puppet, DEMOS_SC_RECEIVE,
			       self->r, &credit));
	EXPECT_EQ(-ETIMEDOUT, process_await(&self->p, credit, NEVER,
					    &message));
	ASSERT_OK(process_say(&self->p, link, "now", 3));
	ASSERT_OK(process_await(&self->p, credit, SOON, &message));
	ASSERT_OK(puppet_end(&message, DEMOS_SC_RECEIVE, self->r));
	EXPECT_EQ(0, self->r[0]);
	EXPECT_EQ(3, self->r[1]);
	ASSERT_OK(guest_status(&self->p, &self->guest, &status));
}

TEST_F(guest_call, receive_checks)
{
	uint32_t link;

	ASSERT_OK(link_on_5(&self->p, self->puppet, &link));
	ASSERT_OK(process_say(&self->p, link, "0123456789", 10));

	/* Too small: the message stays. */
	POINTER(2, BUFFER);
	self->r[4] = 9;
	pair(self->r, 6, 1 << 5);
	DO(RECEIVE);
	EXPECT_EQ(DEMOS_ESIZE, self->r[0]);
	EXPECT_EQ(10, self->r[1]);

	/* Outside of memory: the message stays. */
	CLEAR();
	POINTER(2, LIMIT - 5);
	self->r[4] = 10;
	pair(self->r, 6, 1 << 5);
	DO(RECEIVE);
	EXPECT_EQ(DEMOS_EADDRESS, self->r[0]);

	CLEAR();
	POINTER(2, LIMIT - 10);
	self->r[4] = 10;
	pair(self->r, 6, 1 << 5);
	DO(RECEIVE);
	EXPECT_EQ(0, self->r[0]);
	EXPECT_EQ(10, self->r[1]);
}

TEST_F(guest_call, receive_marks_notices)
{
	struct demos_notice notice;
	uint32_t link;

	/* The puppet is told that a link of its own has been destroyed. */
	pair(self->r, 0, 7);
	self->r[2] = 6;
	self->r[3] = FREE | DEMOS_LINK_NOTIFY;
	DO(LINK_CREATE);
	link = value_of(self->r, 2);
	CLEAR();
	pair(self->r, 0, link);
	DO(LINK_DESTROY);
	CLEAR();
	POINTER(2, BUFFER);
	self->r[4] = 100;
	pair(self->r, 6, 1 << 6);
	pair(self->r, 8, SOON);
	DO(RECEIVE);
	EXPECT_EQ(0, self->r[0]);
	EXPECT_EQ(sizeof(notice), self->r[1]);
	EXPECT_EQ(7, value_of(self->r, 2));
	EXPECT_EQ(0x0100, self->r[5]);
	PEEK(BUFFER, &notice, sizeof(notice));
	EXPECT_EQ(htons(DEMOS_EDESTROYED), notice.kind);
}

/* The puppet calls over link 2; the test gets the reply link. */
static int begin_call(struct process *p, uint32_t puppet, uint16_t *r,
		      uint32_t *credit, struct message *asked)
{
	int error;

	error = puppet_begin(p, puppet, DEMOS_SC_CALL, r, credit);
	if (!error)
		error = process_receive(p, 1 << CONSOLE_CHANNEL, SOON, asked);
	if (!error && asked->nlinks < 1)
		error = -EBADMSG;
	return error;
}

TEST_F(guest_call, call)
{
	struct letter letter = { .data = "answer", .length = 6 };
	struct message message;
	struct demos_link body;
	uint32_t credit, extra;
	char data[7] = "";

	POKE(BUFFER, "question", 8);
	pair(self->r, 0, 2);
	POINTER(2, BUFFER);
	self->r[4] = 8;
	POINTER(10, BUFFER + 16);
	self->r[12] = 32;
	ASSERT_OK(begin_call(&self->p, self->puppet, self->r, &credit,
			     &message));
	EXPECT_EQ(8, message.length);
	EXPECT_EQ(0, memcmp("question", message.data, 8));
	ASSERT_EQ(1, message.nlinks);
	ASSERT_OK(link_inspect(&self->p, message.links[0], &body));
	EXPECT_EQ(DEMOS_LINK_REPLY | DEMOS_LINK_PASS, body.flags);
	EXPECT_EQ(self->guest.pid, body.to.pid);

	ASSERT_OK(link_create(&self->p, 0, 0, FREE, &extra));
	letter.link = message.links[0];
	letter.links = &extra;
	letter.nlinks = 1;
	ASSERT_OK(process_send(&self->p, &letter));
	ASSERT_OK(process_await(&self->p, credit, SOON, &message));
	ASSERT_OK(puppet_end(&message, DEMOS_SC_CALL, self->r));
	EXPECT_EQ(0, self->r[0]);
	EXPECT_EQ(6, self->r[1]);
	EXPECT_EQ(0x0201, self->r[5]);
	EXPECT_NE(0, value_of(self->r, 6));
	PEEK(BUFFER + 16, data, 6);
	EXPECT_STREQ("answer", data);
}

TEST_F(guest_call, call_gets_a_notice_if_no_reply_will_come)
{
	struct message message;
	uint32_t credit;

	pair(self->r, 0, 2);
	POINTER(2, BUFFER);
	POINTER(10, BUFFER);
	self->r[12] = 32;
	ASSERT_OK(begin_call(&self->p, self->puppet, self->r, &credit,
			     &message));
	ASSERT_OK(link_destroy(&self->p, message.links[0]));
	ASSERT_OK(process_await(&self->p, credit, SOON, &message));
	ASSERT_OK(puppet_end(&message, DEMOS_SC_CALL, self->r));
	EXPECT_EQ(DEMOS_EDESTROYED, self->r[0]);
}

TEST_F(guest_call, call_receives_only_its_reply)
{
	struct message message;
	uint32_t credit, link;

	ASSERT_OK(link_on_5(&self->p, self->puppet, &link));
	pair(self->r, 0, 2);
	POINTER(2, BUFFER);
	POINTER(10, BUFFER);
	self->r[12] = 32;
	ASSERT_OK(begin_call(&self->p, self->puppet, self->r, &credit,
			     &message));
	ASSERT_OK(process_say(&self->p, link, "other", 5));
	ASSERT_OK(process_say(&self->p, message.links[0], "ok", 2));
	ASSERT_OK(process_await(&self->p, credit, SOON, &message));
	ASSERT_OK(puppet_end(&message, DEMOS_SC_CALL, self->r));
	EXPECT_EQ(0, self->r[0]);
	EXPECT_EQ(2, self->r[1]);
	CLEAR();
	POINTER(2, BUFFER);
	self->r[4] = 32;
	pair(self->r, 6, 0xffffffff);
	DO(RECEIVE);
	EXPECT_EQ(0, self->r[0]);
	EXPECT_EQ(5, self->r[1]);
}

TEST_F(guest_call, call_time_limit)
{
	struct message message;
	uint32_t credit, late;

	pair(self->r, 0, 2);
	POINTER(2, BUFFER);
	POINTER(10, BUFFER);
	self->r[12] = 32;
	self->r[13] = 5;
	ASSERT_OK(begin_call(&self->p, self->puppet, self->r, &credit,
			     &message));
	late = message.links[0];
	ASSERT_OK(process_await(&self->p, credit, SOON, &message));
	ASSERT_OK(puppet_end(&message, DEMOS_SC_CALL, self->r));
	EXPECT_EQ(DEMOS_ETIME, self->r[0]);

	/* A late reply is not taken for the next call's. */
	ASSERT_OK(process_say(&self->p, late, "too late", 8));
	CLEAR();
	pair(self->r, 0, 2);
	POINTER(2, BUFFER);
	POINTER(10, BUFFER);
	self->r[12] = 32;
	ASSERT_OK(begin_call(&self->p, self->puppet, self->r, &credit,
			     &message));
	ASSERT_OK(process_say(&self->p, message.links[0], "ok", 2));
	ASSERT_OK(process_await(&self->p, credit, SOON, &message));
	ASSERT_OK(puppet_end(&message, DEMOS_SC_CALL, self->r));
	EXPECT_EQ(0, self->r[0]);
	EXPECT_EQ(2, self->r[1]);
}

TEST_F(guest_call, call_checks)
{
	pair(self->r, 0, 999);
	POINTER(2, BUFFER);
	POINTER(10, BUFFER);
	DO(CALL);
	EXPECT_EQ(DEMOS_ENOLINK, self->r[0]);
	CLEAR();
	pair(self->r, 0, 2);
	POINTER(2, LIMIT - 1);
	self->r[4] = 2;
	POINTER(10, BUFFER);
	DO(CALL);
	EXPECT_EQ(DEMOS_EADDRESS, self->r[0]);
	CLEAR();
	pair(self->r, 0, 2);
	POINTER(2, BUFFER);
	self->r[5] = 3;
	POINTER(10, BUFFER);
	DO(CALL);
	EXPECT_EQ(DEMOS_ESIZE, self->r[0]);
}

TEST_HARNESS_MAIN
