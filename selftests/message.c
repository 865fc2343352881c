// SPDX-License-Identifier: GPL-2.0
/*
 * Messages between processes of one machine: data, channels, time limits,
 * enclosed links.
 */
#include "harness.h"

#include <time.h>

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)

FIXTURE(message)
{
	struct machine m;
	struct process a;
	struct process b;
	uint32_t to_b;		/* at a; code 11, channel 3 */
};

FIXTURE_SETUP(message)
{
	uint32_t link;

	ASSERT_OK(machine_make(&self->m, 1));
	ASSERT_OK(process_attach(&self->a, &self->m, "a"));
	ASSERT_OK(process_attach(&self->b, &self->m, "b"));
	ASSERT_OK(link_create(&self->b, 11, 3, FREE, &link));
	ASSERT_OK(link_exchange(&self->b, &self->a, link, &self->to_b));
}

FIXTURE_TEARDOWN(message)
{
	process_close(&self->a);
	process_close(&self->b);
	machine_leave(&self->m);
}

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

TEST_F(message, carries_sender_code_and_channel)
{
	struct message message;

	ASSERT_OK(process_say(&self->a, self->to_b, "hello", 5));
	ASSERT_OK(process_receive(&self->b, 1 << 3, SOON, &message));
	EXPECT_EQ(5, message.length);
	EXPECT_EQ(0, memcmp("hello", message.data, 5));
	EXPECT_EQ(self->a.pid, message.head.from.pid);
	EXPECT_EQ(self->b.pid, message.head.to.pid);
	EXPECT_EQ(11, message.head.code);
	EXPECT_EQ(3, message.head.channel);
	EXPECT_EQ(0, message.head.flags);
	EXPECT_EQ(0, message.head.hops);
	EXPECT_EQ(0, message.nlinks);
}

TEST_F(message, data_of_all_sizes_arrives)
{
	const size_t sizes[] = { 0, 1, 2, 3, 4, 5, 255, 256, 257, 1499, 1500,
				 2048, 4093, 4094, 4095, DEMOS_DATA_MAX };
	uint8_t data[DEMOS_DATA_MAX];
	struct message message;
	size_t i;

	for (i = 0; i < sizeof(data); i++)
		data[i] = i * 7 + (i >> 8);
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		ASSERT_OK(process_say(&self->a, self->to_b, data, sizes[i]));
		ASSERT_OK(process_receive(&self->b, 1 << 3, SOON, &message));
		ASSERT_EQ(sizes[i], message.length);
		ASSERT_EQ(0, memcmp(data, message.data, sizes[i]));
	}
}

TEST_F(message, too_much_data_is_refused)
{
	static uint8_t data[40000];
	struct message message;

	EXPECT_GT(0, process_say(&self->a, self->to_b, data,
				 DEMOS_DATA_MAX + 1));
	EXPECT_STRNE("", self->a.client.text);
	EXPECT_GT(0, process_say(&self->a, self->to_b, data, sizeof(data)));
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->b, ALL_CHANNELS, 0,
					       &message));
}

TEST_F(message, waits_on_its_channel)
{
	struct message message;
	uint32_t other;

	ASSERT_OK(link_create(&self->b, 12, 31, FREE, &other));
	ASSERT_OK(process_say(&self->a, self->to_b, "three", 5));
	ASSERT_OK(process_say(&self->b, other, "last", 4));
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->b, 0x7ffffff7, 0,
					       &message));
	ASSERT_OK(process_receive(&self->b, 1U << 31, SOON, &message));
	EXPECT_EQ(12, message.head.code);
	EXPECT_EQ(31, message.head.channel);
	ASSERT_OK(process_receive(&self->b, ALL_CHANNELS, SOON, &message));
	EXPECT_EQ(11, message.head.code);
}

TEST_F(message, time_limits_expire)
{
	struct message message;
	long begin = now_ms();

	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->b, 1, 0, &message));
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->b, 1, 120, &message));
	EXPECT_LE(120, now_ms() - begin);
}

TEST_F(message, ends_a_wait)
{
	struct message message;
	uint32_t credit;

	ASSERT_OK(process_post(&self->b, 1 << 3, SOON, &credit));
	EXPECT_EQ(-ETIMEDOUT, process_await(&self->b, credit, NEVER,
					    &message));
	ASSERT_OK(process_say(&self->a, self->to_b, "wake", 4));
	ASSERT_OK(process_await(&self->b, credit, SOON, &message));
	EXPECT_EQ(4, message.length);
	/* One credit, one answer. */
	ASSERT_OK(process_say(&self->a, self->to_b, "more", 4));
	EXPECT_EQ(-ETIMEDOUT, process_await(&self->b, credit, NEVER,
					    &message));
}

TEST_F(message, uses_the_credit_for_its_channel)
{
	uint32_t on_0, on_3, on_3_too;
	struct message message;

	ASSERT_OK(process_post(&self->b, 1 << 0, -1, &on_0));
	ASSERT_OK(process_post(&self->b, 1 << 3, -1, &on_3));
	ASSERT_OK(process_post(&self->b, 1 << 3, -1, &on_3_too));
	ASSERT_OK(process_say(&self->a, self->to_b, "1", 1));
	ASSERT_OK(process_say(&self->a, self->to_b, "2", 1));
	ASSERT_OK(process_await(&self->b, on_3, SOON, &message));
	EXPECT_EQ('1', message.data[0]);
	ASSERT_OK(process_await(&self->b, on_3_too, SOON, &message));
	EXPECT_EQ('2', message.data[0]);
	EXPECT_EQ(-ETIMEDOUT, process_await(&self->b, on_0, 0, &message));
}

TEST_F(message, queued_messages_arrive_in_order)
{
	struct demos_process_info info;
	struct message message;
	uint32_t i, got;

	for (i = 0; i < DEMOS_WINDOW_MESSAGES / 2; i++)
		ASSERT_OK(process_say(&self->a, self->to_b, &i, sizeof(i)));
	ASSERT_OK(process_info(&self->m, self->b.pid, &info));
	EXPECT_EQ(DEMOS_WINDOW_MESSAGES / 2, info.queued);
	for (i = 0; i < DEMOS_WINDOW_MESSAGES / 2; i++) {
		ASSERT_OK(process_receive(&self->b, 1 << 3, SOON, &message));
		ASSERT_EQ(sizeof(got), message.length);
		memcpy(&got, message.data, sizeof(got));
		ASSERT_EQ(i, got);
	}
	ASSERT_OK(process_info(&self->m, self->b.pid, &info));
	EXPECT_EQ(0, info.queued);
	EXPECT_EQ(0, info.held);
}

TEST_F(message, encloses_up_to_four_links)
{
	struct letter letter = { .link = self->to_b };
	struct demos_link body;
	struct message message;
	uint32_t links[5];
	unsigned int n, i;

	letter.links = links;
	for (n = 1; n <= DEMOS_LINKS_MAX; n++) {
		for (i = 0; i < n; i++)
			ASSERT_OK(link_create(&self->a, 10 * n + i, i, FREE,
					      &links[i]));
		letter.nlinks = n;
		ASSERT_OK(process_send(&self->a, &letter));
		ASSERT_OK(process_receive(&self->b, 1 << 3, SOON, &message));
		ASSERT_EQ(n, message.nlinks);
		for (i = 0; i < n; i++) {
			ASSERT_OK(link_inspect(&self->b, message.links[i],
					       &body));
			EXPECT_EQ(10 * n + i, body.code);
			EXPECT_EQ(self->a.pid, body.to.pid);
		}
	}
}

TEST_F(message, encloses_no_more_than_four_links)
{
	const struct demos_reply reply = { .code = 1 };
	struct letter letter = { .link = self->to_b, .nlinks = 5 };
	struct demos_link body;
	struct message message;
	uint32_t links[5];
	int i;

	letter.links = links;
	for (i = 0; i < 5; i++)
		ASSERT_OK(link_create(&self->a, i, 0, FREE, &links[i]));
	EXPECT_GT(0, process_send(&self->a, &letter));
	letter.nlinks = 4;
	letter.reply = &reply;
	EXPECT_GT(0, process_send(&self->a, &letter));
	for (i = 0; i < 5; i++)
		EXPECT_EQ(0, link_inspect(&self->a, links[i], &body));
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->b, ALL_CHANNELS, 0,
					       &message));
	letter.nlinks = 3;
	EXPECT_EQ(0, process_send(&self->a, &letter));
}

TEST_F(message, to_oneself_arrives)
{
	struct message message;
	uint32_t link;

	ASSERT_OK(link_create(&self->a, 1, 0, 0, &link));
	ASSERT_OK(process_say(&self->a, link, "me", 2));
	ASSERT_OK(process_receive(&self->a, 1, SOON, &message));
	EXPECT_EQ(self->a.pid, message.head.from.pid);
}

TEST_F(message, a_request_in_the_wrong_form_is_refused)
{
	struct client *client = &self->a.client;
	struct message message;
	struct nl_msg *msg;
	uint32_t credit;

	msg = client_request(client, DEMOS_CMD_SEND, 0);
	EXPECT_GT(0, client_ask(client, msg, NULL));
	msg = client_request(client, DEMOS_CMD_SEND, 0);
	nla_put_u8(msg, DEMOS_A_LINK, self->to_b);
	EXPECT_GT(0, client_ask(client, msg, NULL));
	msg = client_request(client, DEMOS_CMD_SEND, 0);
	nla_put_u32(msg, DEMOS_A_LINK, self->to_b);
	nla_put_u32(msg, DEMOS_A_REPLY, 1);
	EXPECT_GT(0, client_ask(client, msg, NULL));
	msg = client_request(client, DEMOS_CMD_RECEIVE, 0);
	ASSERT_OK(client_send(client, msg, &credit));
	EXPECT_GT(0, process_await(&self->a, credit, SOON, &message));
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->b, ALL_CHANNELS, 0,
					       &message));
}

TEST_F(message, a_reply_link_on_a_bad_channel_is_refused)
{
	const struct demos_reply reply = { .code = 1, .channel = 32 };
	const struct demos_reply secret = { .code = 1, .channel = 255 };
	struct letter letter = { .link = self->to_b, .reply = &reply };

	EXPECT_GT(0, process_send(&self->a, &letter));
	letter.reply = &secret;
	EXPECT_GT(0, process_send(&self->a, &letter));
}

TEST_F(message, programs_cannot_send_frames_of_machines)
{
	const int commands[] = { DEMOS_CMD_EVENT, DEMOS_CMD_HELLO,
				 DEMOS_CMD_MESSAGE, DEMOS_CMD_ACK, 0, 200 };
	struct client *client = &self->a.client;
	struct nl_msg *msg;
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		msg = client_request(client, commands[i], 0);
		EXPECT_GT(0, client_ask(client, msg, NULL));
	}
}

TEST_F(message, is_counted)
{
	struct demos_process_info at_a, at_b;
	uint64_t before[__DEMOS_C_MAX];
	uint64_t after[__DEMOS_C_MAX];
	struct message message;
	int i;

	ASSERT_OK(process_info(&self->m, self->a.pid, &at_a));
	ASSERT_OK(process_info(&self->m, self->b.pid, &at_b));
	ASSERT_OK(machine_counters(&self->m, before));
	for (i = 0; i < 10; i++) {
		ASSERT_OK(process_say(&self->a, self->to_b, "x", 1));
		ASSERT_OK(process_receive(&self->b, 1 << 3, SOON, &message));
	}
	ASSERT_OK(machine_counters(&self->m, after));
	EXPECT_EQ(10, after[DEMOS_C_SENT] - before[DEMOS_C_SENT]);
	EXPECT_EQ(10, after[DEMOS_C_DELIVERED] - before[DEMOS_C_DELIVERED]);
	EXPECT_EQ(10, after[DEMOS_C_RECEIVED] - before[DEMOS_C_RECEIVED]);
	EXPECT_EQ(before[DEMOS_C_FORWARDED], after[DEMOS_C_FORWARDED]);
	EXPECT_EQ(before[DEMOS_C_NOTICES], after[DEMOS_C_NOTICES]);
	i = at_a.sent;
	ASSERT_OK(process_info(&self->m, self->a.pid, &at_a));
	EXPECT_EQ(10, at_a.sent - i);
	i = at_b.received;
	ASSERT_OK(process_info(&self->m, self->b.pid, &at_b));
	EXPECT_EQ(10, at_b.received - i);
}

TEST_HARNESS_MAIN
