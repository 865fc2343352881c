// SPDX-License-Identifier: GPL-2.0
/*
 * Flow control by pair: the messages and bytes that a sender has in flight to
 * one receiver, or unread there, are limited. At the limit it waits, or is
 * refused. This blocks no other process, no reply, and no message to a kernel.
 */
#include "harness.h"

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)
#define WINDOW	DEMOS_WINDOW_MESSAGES
#define QUARTER	(WINDOW / 4)
#define BIG	DEMOS_DATA_MAX
#define BIGS	(DEMOS_WINDOW_BYTES / BIG)
#define BUFFER	0x400		/* in the puppet's memory */
#define CHANNEL	3	/* of the messages */

FIXTURE(flow)
{
	struct machine m[2];
	struct process p;	/* the guest's manager, on machine 1 */
	struct process a;	/* a native sender */
	struct process b;	/* the receiver, on machine 1 */
	struct guest guest;	/* a guest that sends */
	uint32_t puppet;	/* p's link to it */
	uint32_t to_b;		/* the sender's link */
	uint16_t there;		/* the machine without the sender */
};

FIXTURE_VARIANT(flow)
{
	bool guest;
	uint16_t where;
};

FIXTURE_VARIANT_ADD(flow, native_local)
{
	.where = 1,
};

FIXTURE_VARIANT_ADD(flow, native_remote)
{
	.where = 2,
};

FIXTURE_VARIANT_ADD(flow, guest_local)
{
	.guest = true,
	.where = 1,
};

FIXTURE_VARIANT_ADD(flow, guest_remote)
{
	.guest = true,
	.where = 2,
};

FIXTURE_SETUP(flow)
{
	const struct program puppet = Z8002(puppet, .pages = 32);
	uint32_t link;

	self->there = 3 - variant->where;
	ASSERT_OK(machine_lan(self->m, 2));
	ASSERT_OK(process_attach(&self->p, &self->m[0], "manager"));
	ASSERT_OK(process_attach(&self->b, &self->m[0], "receiver"));
	ASSERT_OK(process_attach(&self->a, &self->m[variant->where - 1],
				 "sender"));
	ASSERT_OK(guest_start(&self->p, variant->where, &puppet,
			      &self->guest));
	ASSERT_OK(guest_hello(&self->p, &self->puppet));
	ASSERT_OK(link_create(&self->b, 11, 3, FREE, &link));
	if (variant->guest) {
		ASSERT_OK(link_exchange(&self->b, &self->p, link, &link));
		ASSERT_OK(puppet_give(&self->p, self->puppet, link,
				      &self->to_b));
	} else {
		ASSERT_OK(link_exchange(&self->b, &self->a, link,
					&self->to_b));
	}
}

FIXTURE_TEARDOWN(flow)
{
	process_close(&self->p);
	process_close(&self->a);
	process_close(&self->b);
	machine_leave(&self->m[0]);
	machine_leave(&self->m[1]);
}

/* R0 to R13 for the puppet to send @length bytes, or to call */
static void for_send(uint16_t *r, uint32_t link, uint16_t length,
		     uint16_t flags)
{
	memset(r, 0, 14 * sizeof(*r));
	r[0] = link >> 16;
	r[1] = link;
	r[3] = BUFFER;
	r[4] = length;
	r[5] = flags;
	r[11] = BUFFER;
}

static int told(int error)
{
	return error == -EAGAIN ? DEMOS_EFULL : error;
}

/* Send, if that is possible at once */
static int try(struct _test_data_flow *self, bool guest, uint16_t length)
{
	static const uint8_t data[DEMOS_DATA_MAX];
	uint16_t r[14];
	int error;

	if (!guest)
		return told(process_say(&self->a, self->to_b, data, length));
	for_send(r, self->to_b, length, DEMOS_SC_NOWAIT);
	error = puppet_do(&self->p, self->puppet, DEMOS_SC_SEND, r);
	return error ? error : r[0];
}

/* Send until flow control refuses. Return: how often, or an error */
static int fill(struct _test_data_flow *self, bool guest, uint16_t length)
{
	int count = 0;
	int error;

	do {
		error = try(self, guest, length);
		count++;
	} while (!error);
	return error == DEMOS_EFULL ? count - 1 : -abs(error);
}

/* Send @count messages, waiting for each credit; no more may be possible */
static int fill_again(struct _test_data_flow *self, bool guest, uint16_t length,
		      int count)
{
	struct message message;
	int tries = SOON / 5;
	int error;

	while (count) {
		error = try(self, guest, length);
		if (!error) {
			count--;
			continue;
		}
		if (error != DEMOS_EFULL || !--tries)
			return error;
		process_receive(&self->b, 1, 5, &message);
	}
	return try(self, guest, length) == DEMOS_EFULL ? 0 : -E2BIG;
}

/* The receiver reads @count messages of that length */
static int drain(struct _test_data_flow *self, int count, size_t length)
{
	struct message message;
	int error;

	while (count--) {
		error = process_receive(&self->b, 1 << CHANNEL, SOON, &message);
		if (error)
			return error;
		if (message.length != length || message.head.code != 11)
			return -EBADMSG;
	}
	return 0;
}

static int nothing_more(struct _test_data_flow *self)
{
	struct message message;
	int error = process_receive(&self->b, ALL_CHANNELS, 20, &message);

	return error == DEMOS_ETIME ? 0 : -EEXIST;
}

static uint64_t blocked(struct _test_data_flow *self)
{
	return machine_counter(&self->m[0], DEMOS_C_BLOCKED) +
	       machine_counter(&self->m[1], DEMOS_C_BLOCKED);
}

TEST_F(flow, counts_messages)
{
	uint64_t before = blocked(self);

	EXPECT_EQ(WINDOW, fill(self, variant->guest, 1));
	EXPECT_EQ(before + 1, blocked(self));
	ASSERT_OK(process_until(&self->m[0], self->b.pid, OF_PROCESS(queued),
				WINDOW));
	/* The sender is told of every quarter window, not of each message */
	ASSERT_OK(drain(self, QUARTER - 1, 1));
	EXPECT_EQ(DEMOS_EFULL, try(self, variant->guest, 1));
	ASSERT_OK(drain(self, 1, 1));
	ASSERT_OK(fill_again(self, variant->guest, 1, QUARTER));
	ASSERT_OK(drain(self, WINDOW, 1));
	ASSERT_OK(fill_again(self, variant->guest, 1, WINDOW));
	ASSERT_OK(drain(self, WINDOW, 1));
	EXPECT_OK(nothing_more(self));
}

TEST_F(flow, counts_bytes)
{
	EXPECT_EQ(BIGS, fill(self, variant->guest, BIG));
	ASSERT_OK(drain(self, BIGS / 4, BIG));
	ASSERT_OK(fill_again(self, variant->guest, BIG, BIGS / 4));
	ASSERT_OK(drain(self, BIGS, BIG));
	EXPECT_OK(nothing_more(self));
}

TEST_F(flow, empty_messages_count_too)
{
	EXPECT_EQ(WINDOW, fill(self, variant->guest, 0));
	ASSERT_OK(drain(self, WINDOW, 0));
	ASSERT_OK(fill_again(self, variant->guest, 0, WINDOW));
	ASSERT_OK(drain(self, WINDOW, 0));
}

TEST_F(flow, does_not_block_others)
{
	struct process third;
	struct message message;
	uint32_t link, to_third;

	EXPECT_EQ(WINDOW, fill(self, variant->guest, 1));
	/* From the sender to another process */
	ASSERT_OK(process_attach(&third, &self->m[0], "third"));
	ASSERT_OK(link_create(&third, 12, 4, FREE, &link));
	if (variant->guest) {
		ASSERT_OK(link_exchange(&third, &self->p, link, &link));
		ASSERT_OK(puppet_give(&self->p, self->puppet, link,
				      &to_third));
	} else {
		ASSERT_OK(link_exchange(&third, &self->a, link, &to_third));
	}
	link = self->to_b;
	self->to_b = to_third;
	EXPECT_EQ(0, try(self, variant->guest, 1));
	self->to_b = link;
	ASSERT_OK(process_receive(&third, 1 << 4, SOON, &message));
	/* From another process to the receiver */
	ASSERT_OK(link_create(&self->b, 13, 5, FREE, &link));
	ASSERT_OK(link_exchange(&self->b, &third, link, &link));
	ASSERT_OK(process_say(&third, link, "x", 1));
	ASSERT_OK(process_receive(&self->b, 1 << 5, SOON, &message));
	EXPECT_EQ(DEMOS_EFULL, try(self, variant->guest, 1));
	process_close(&third);
}

TEST_F(flow, is_shown_in_the_pair_record)
{
	const struct demos_op_pairs request = {
		.op = htons(DEMOS_OP_PAIRS),
	};
	const struct demos_pair_entry *entry;
	struct message answer;
	size_t at;
	int found = 0;

	if (!variant->guest)
		SKIP(return, "nobody has control over a native process");
	EXPECT_EQ(WINDOW, fill(self, true, 3));
	ASSERT_OK(drain(self, QUARTER, 3));
	ASSERT_OK(fill_again(self, true, 3, QUARTER));
	ASSERT_OK(process_control(&self->p, self->guest.control, &request,
				  sizeof(request), &answer));
	for (at = sizeof(struct demos_answer);
	     at + sizeof(*entry) <= answer.length; at += sizeof(*entry)) {
		entry = (const void *)(answer.data + at);
		if (entry->pid != htobe64(self->b.pid))
			continue;
		found++;
		EXPECT_EQ(0, entry->kernel);
		EXPECT_EQ(WINDOW + QUARTER, be64toh(entry->sent));
		EXPECT_EQ(3 * (WINDOW + QUARTER), be64toh(entry->sent_bytes));
		EXPECT_EQ(WINDOW, be64toh(entry->unread));
		EXPECT_EQ(0, be64toh(entry->received));
		EXPECT_EQ(htons(1), entry->machine);
	}
	EXPECT_EQ(1, found);
}

/* The receiver calls the sender, which can reply though its window is full */
TEST_F(flow, lets_replies_pass)
{
	const struct demos_reply wanted = { .code = 5, .channel = 6 };
	struct letter letter = { .reply = &wanted };
	struct message message;
	uint32_t link;
	int i;

	if (variant->guest)
		SKIP(return, "each answer of a puppet is a reply");
	ASSERT_OK(link_create(&self->a, 0, 0, FREE, &link));
	ASSERT_OK(link_exchange(&self->a, &self->b, link, &letter.link));
	EXPECT_LE(WINDOW - 2, fill(self, false, 1));
	for (i = 0; i < 2 * WINDOW; i++) {
		ASSERT_OK(process_await_room(&self->b, letter.link));
		ASSERT_OK(process_send(&self->b, &letter));
		ASSERT_OK(process_receive(&self->a, 1, SOON, &message));
		ASSERT_OK(process_say(&self->a, message.links[0], "y", 1));
		EXPECT_EQ(DEMOS_EFULL, try(self, false, 1));
	}
	for (i = 0; i < 2 * WINDOW; i++) {
		ASSERT_OK(process_receive(&self->b, 1 << 6, SOON, &message));
		EXPECT_EQ(DEMOS_F_REPLY, message.head.flags);
	}
}

TEST_F(flow, a_refused_send_has_no_effect)
{
	const struct demos_reply wanted = { .code = 5, .channel = 6 };
	struct letter letter = { .link = self->to_b, .reply = &wanted };
	struct demos_process_info before, after;
	struct message message;
	struct demos_link body;
	uint32_t link;

	if (variant->guest)
		SKIP(return, "for native processes");
	ASSERT_OK(link_create(&self->a, 0, 0, FREE | DEMOS_LINK_NOTIFY,
			      &link));
	EXPECT_EQ(WINDOW, fill(self, false, 1));
	letter.links = &link;
	letter.nlinks = 1;
	ASSERT_OK(process_info(&self->m[variant->where - 1], self->a.pid,
			       &before));
	EXPECT_REFUSED(DEMOS_EFULL, process_send(&self->a, &letter));
	EXPECT_STRNE("", self->a.client.text);
	ASSERT_OK(process_info(&self->m[variant->where - 1], self->a.pid,
			       &after));
	EXPECT_EQ(before.sent, after.sent);
	EXPECT_EQ(before.links, after.links);
	EXPECT_OK(link_inspect(&self->a, link, &body));
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->a, ALL_CHANNELS, 0,
					       &message));
}

/* A manager that cannot send to a process still has control over it */
TEST_F(flow, does_not_block_control)
{
	struct demos_status status;
	struct message message;
	struct demos_ended ended;
	uint32_t link;
	int i;

	ASSERT_OK(link_dup(&self->p, self->puppet, FREE, &link));
	ASSERT_OK(guest_control(&self->p, &self->guest, DEMOS_OP_SUSPEND));
	for (i = 0; i < WINDOW; i++)
		if (process_say(&self->p, link, "x", 1))
			break;
	EXPECT_LE(WINDOW - 2, i);
	EXPECT_REFUSED(DEMOS_EFULL, process_say(&self->p, link, "x", 1));
	for (i = 0; i < 2 * WINDOW; i++)
		ASSERT_OK(guest_status(&self->p, &self->guest, &status));
	EXPECT_LE(WINDOW - 2, ntohl(status.queued));
	EXPECT_REFUSED(DEMOS_EFULL, process_say(&self->p, link, "x", 1));
	ASSERT_OK(guest_control(&self->p, &self->guest, DEMOS_OP_KILL));
	ASSERT_OK(guest_ended(&self->p, &ended));
	EXPECT_EQ(htobe64(self->guest.pid), ended.pid);
	/* A notice tells of each unread message; then nothing is left */
	for (i = 0; i < WINDOW - 2; i++) {
		ASSERT_OK(process_receive(&self->p, 1, SOON, &message));
		EXPECT_EQ(DEMOS_EDEAD, notice_kind(&message));
	}
	EXPECT_EQ(0, process_say(&self->p, link, "x", 1));
}

TEST_HARNESS_MAIN
