// SPDX-License-Identifier: GPL-2.0
/*
 * Between one sender and one receiver messages arrive in the order sent, over
 * whatever links, while others send as well.
 */
#include "harness.h"

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)
#define SENDERS	3
#define LINKS	3
#define EACH	(DEMOS_WINDOW_MESSAGES / 2)

FIXTURE(order)
{
	struct machine m[2];
	struct process receiver;
	struct process sender[SENDERS];
	uint32_t link[SENDERS][LINKS];
};

FIXTURE_VARIANT(order)
{
	int machines;
};

FIXTURE_VARIANT_ADD(order, local)
{
	.machines = 1,
};

FIXTURE_VARIANT_ADD(order, remote)
{
	.machines = 2,
};

FIXTURE_SETUP(order)
{
	uint32_t link;
	int i, k;

	ASSERT_OK(machine_lan(self->m, variant->machines));
	ASSERT_OK(process_attach(&self->receiver, &self->m[0], "receiver"));
	for (i = 0; i < SENDERS; i++) {
		/* One of them is on the receiver's machine. */
		ASSERT_OK(process_attach(&self->sender[i],
					 &self->m[i % variant->machines],
					 "sender"));
		for (k = 0; k < LINKS; k++) {
			ASSERT_OK(link_create(&self->receiver, i, k, FREE,
					      &link));
			ASSERT_OK(link_exchange(&self->receiver,
						&self->sender[i], link,
						&self->link[i][k]));
		}
	}
}

FIXTURE_TEARDOWN(order)
{
	int i;

	for (i = 0; i < SENDERS; i++)
		process_close(&self->sender[i]);
	process_close(&self->receiver);
	for (i = 0; i < variant->machines; i++)
		machine_leave(&self->m[i]);
}

TEST_F_TIMEOUT(order, is_kept_for_each_sender, LONG_TEST)
{
	uint32_t next[SENDERS] = { 0 };
	struct message message;
	uint32_t number;
	uint32_t i, n;

	for (n = 0; n < EACH; n++)
		for (i = 0; i < SENDERS; i++)
			ASSERT_OK(process_say(&self->sender[i],
					      self->link[i][n % LINKS], &n,
					      sizeof(n)));
	for (n = 0; n < EACH * SENDERS; n++) {
		ASSERT_OK(process_receive(&self->receiver, ALL_CHANNELS >> 2,
					  SOON, &message));
		i = message.head.code;
		ASSERT_GT(SENDERS, i);
		ASSERT_EQ(self->sender[i].pid, message.head.from.pid);
		ASSERT_EQ(sizeof(number), message.length);
		memcpy(&number, message.data, sizeof(number));
		ASSERT_EQ(next[i], number);
		next[i]++;
	}
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->receiver, ALL_CHANNELS,
					       NEVER, &message));
}

TEST_F_TIMEOUT(order, is_kept_for_waiting_receives, LONG_TEST)
{
	uint32_t credit[30];
	struct message message;
	uint32_t number;
	uint32_t n;

	for (n = 0; n < 30; n++)
		ASSERT_OK(process_post(&self->receiver, ALL_CHANNELS, -1,
				       &credit[n]));
	for (n = 0; n < 30; n++)
		ASSERT_OK(process_say(&self->sender[SENDERS - 1],
				      self->link[SENDERS - 1][n % LINKS], &n,
				      sizeof(n)));
	for (n = 0; n < 30; n++) {
		ASSERT_OK(process_await(&self->receiver, credit[n], SOON,
					&message));
		memcpy(&number, message.data, sizeof(number));
		ASSERT_EQ(n, number);
	}
}

TEST_F(order, messages_of_a_dying_sender_arrive)
{
	struct process *sender = &self->sender[SENDERS - 1];
	struct message message;
	uint32_t number;
	uint32_t n;

	for (n = 0; n < 50; n++)
		ASSERT_OK(process_say(sender,
				      self->link[SENDERS - 1][n % LINKS], &n,
				      sizeof(n)));
	process_close(sender);
	for (n = 0; n < 50; n++) {
		ASSERT_OK(process_receive(&self->receiver, ALL_CHANNELS >> 2,
					  SOON, &message));
		memcpy(&number, message.data, sizeof(number));
		ASSERT_EQ(n, number);
	}
}

TEST_HARNESS_MAIN
