// SPDX-License-Identifier: GPL-2.0
/*
 * No process waits for ever: a process gets one notice when it sends to a dead
 * process, when a link that it asked to be told of is destroyed, and when the
 * machine that it waits for is lost. No machine keeps records of processes that
 * have ended.
 */
#include "harness.h"

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)
#define TOLD	(FREE | DEMOS_LINK_NOTIFY)

FIXTURE(notices)
{
	struct machine m[2];
	struct process a;	/* on machine 1 */
	struct process b;	/* on the machine of the variant */
	uint32_t to_b;		/* a's link */
	uint32_t to_a;		/* b's link */
	struct watch watch;	/* of b's machine */
};

FIXTURE_VARIANT(notices)
{
	uint16_t where;
};

FIXTURE_VARIANT_ADD(notices, local)
{
	.where = 1,
};

FIXTURE_VARIANT_ADD(notices, remote)
{
	.where = 2,
};

FIXTURE_SETUP(notices)
{
	struct machine *there = &self->m[variant->where - 1];
	uint32_t link;

	ASSERT_OK(machine_lan(self->m, 2));
	ASSERT_OK(process_attach(&self->a, &self->m[0], "a"));
	ASSERT_OK(process_attach(&self->b, there, "b"));
	ASSERT_OK(link_create(&self->b, 11, 3, FREE, &link));
	ASSERT_OK(link_exchange(&self->b, &self->a, link, &self->to_b));
	ASSERT_OK(link_create(&self->a, 12, 4, FREE, &link));
	ASSERT_OK(link_exchange(&self->a, &self->b, link, &self->to_a));
	ASSERT_OK(watch_open(&self->watch, there));
}

FIXTURE_TEARDOWN(notices)
{
	process_close(&self->a);
	process_close(&self->b);
	watch_close(&self->watch);
	machine_leave(&self->m[0]);
	machine_leave(&self->m[1]);
}

/* End the receiver, and wait until it is gone */
#define END_B() do { \
	process_close(&self->b); \
	ASSERT_OK(watch_for(&self->watch, DEMOS_EVENT_EXITED, self->b.pid, \
			    0, NULL)); \
} while (0)

/* Receive a notice on a channel. Return: its kind, or an error */
static int told(struct process *process, uint8_t channel, uint32_t code,
		uint64_t about)
{
	const struct demos_notice *notice;
	struct message message;
	int error;

	error = process_receive(process, 1U << channel, SOON, &message);
	if (error)
		return -abs(error);
	if (message.head.code != code || message.nlinks ||
	    !DEMOS_PID_LOCAL(message.head.to.pid) ||
	    DEMOS_PID_LOCAL(message.head.from.pid))
		return -EPROTO;
	notice = (const void *)message.data;
	if (notice_kind(&message) > 0 &&
	    (notice->pid != htobe64(about) || notice->code != htonl(code)))
		return -EBADMSG;
	return notice_kind(&message);
}

static int silence(struct process *process)
{
	struct message message;
	int error = process_receive(process, ALL_CHANNELS, NEVER, &message);

	return error == DEMOS_ETIME ? 0 : -EEXIST;
}

#define SILENCE()	EXPECT_OK(silence(&self->a))
#define PAIRS(machine, process, count) \
	EXPECT_OK(process_until(&self->m[machine], (process)->pid, \
				OF_PROCESS(pairs), count))

TEST_F(notices, of_the_dead)
{
	int i;

	END_B();
	for (i = 0; i < 3; i++) {
		ASSERT_OK(process_say(&self->a, self->to_b, "x", 1));
		EXPECT_EQ(DEMOS_EDEAD, told(&self->a, 0, 0, self->b.pid));
	}
	SILENCE();
	PAIRS(0, &self->a, 0);
}

TEST_F(notices, of_each_unread_message)
{
	struct message message;
	int i;

	for (i = 0; i < 5; i++)
		ASSERT_OK(process_say(&self->a, self->to_b, "x", 1));
	for (i = 0; i < 2; i++)
		ASSERT_OK(process_receive(&self->b, 1 << 3, SOON, &message));
	ASSERT_OK(process_until(&self->m[variant->where - 1], self->b.pid,
				OF_PROCESS(queued), 3));
	END_B();
	for (i = 0; i < 3; i++)
		EXPECT_EQ(DEMOS_EDEAD, told(&self->a, 0, 0, self->b.pid));
	SILENCE();
}

/* Sent while the receiver dies: either read or reported, never both */
TEST_F(notices, of_messages_that_come_too_late)
{
	int sent;

	process_close(&self->b);
	for (sent = 0; sent < 20; sent++)
		ASSERT_OK(process_say(&self->a, self->to_b, "x", 1));
	while (sent--)
		EXPECT_EQ(DEMOS_EDEAD, told(&self->a, 0, 0, self->b.pid));
	SILENCE();
	PAIRS(0, &self->a, 0);
}

TEST_F(notices, of_destroyed_links_only_on_request)
{
	uint32_t link[2], received;
	int i;

	for (i = 0; i < 2; i++) {
		ASSERT_OK(link_create(&self->a, 30 + i, 5 + i,
				      i ? TOLD : FREE, &link[i]));
		ASSERT_OK(link_exchange(&self->a, &self->b, link[i],
					&received));
		ASSERT_OK(link_destroy(&self->b, received));
	}
	EXPECT_EQ(DEMOS_EDESTROYED, told(&self->a, 6, 31, self->a.pid));
	SILENCE();
}

/* A duplicate is a link: its end is reported, too */
TEST_F(notices, of_each_duplicate)
{
	uint32_t link, copy, again;

	ASSERT_OK(link_create(&self->a, 31, 6, TOLD, &link));
	ASSERT_OK(link_exchange(&self->a, &self->b, link, &link));
	ASSERT_OK(link_dup(&self->b, link, FREE, &copy));
	ASSERT_OK(link_dup(&self->b, copy, DEMOS_LINK_DUP, &again));
	ASSERT_OK(link_destroy(&self->b, copy));
	EXPECT_EQ(DEMOS_EDESTROYED, told(&self->a, 6, 31, self->a.pid));
	SILENCE();
	END_B();
	EXPECT_EQ(DEMOS_EDESTROYED, told(&self->a, 6, 31, self->a.pid));
	EXPECT_EQ(DEMOS_EDESTROYED, told(&self->a, 6, 31, self->a.pid));
	SILENCE();
}

/* Again and again duplicate a link and destroy the duplicate */
static int flood(struct process *holder, uint32_t link, int count)
{
	uint32_t copy;
	int error = 0;

	while (count-- && !error) {
		error = link_dup(holder, link, FREE, &copy);
		if (!error)
			error = link_destroy(holder, copy);
	}
	return error;
}

/* Count the notices of links that wait on channel 6 */
static int count_waiting(struct process *process)
{
	struct message message;
	int count;

	for (count = 0; !process_receive(process, 1 << 6, 0, &message);)
		count += notice_kind(&message) == DEMOS_EDESTROYED;
	return count;
}

#define FLOOD	2000
#define NOTICE	200	/* least bytes of a notice in a queue */
#define FRAME	120	/* least bytes of its frame to another machine */

/* Notices do not block other senders, nor messages that are waited for */
TEST_F(notices, of_links_leave_room_for_others)
{
	const struct demos_reply reply = { .code = 70, .channel = 7 };
	const struct letter letter = { .link = self->to_b, .reply = &reply };
	const int queue = 128 << 10;
	struct message message;
	uint32_t link;
	int count;

	ASSERT_OK(link_create(&self->a, 31, 6, TOLD, &link));
	ASSERT_OK(link_exchange(&self->a, &self->b, link, &link));
	ASSERT_OK(process_send(&self->a, &letter));
	ASSERT_OK(process_receive(&self->b, 1 << 3, SOON, &message));
	ASSERT_OK(machine_set_limit(&self->m[0], DEMOS_LIMIT_PROCESS_QUEUE,
				    queue));
	ASSERT_OK(flood(&self->b, link, FLOOD));
	ASSERT_OK(process_say(&self->b, self->to_a, "y", 1));
	ASSERT_OK(link_destroy(&self->b, message.links[0]));
	EXPECT_EQ(DEMOS_EDESTROYED, told(&self->a, 7, 70, self->a.pid));
	ASSERT_OK(process_receive(&self->a, 1 << 4, SOON, &message));
	EXPECT_EQ('y', message.data[0]);
	count = count_waiting(&self->a);
	EXPECT_LT(0, count);
	EXPECT_GT(queue / 4 / NOTICE, count);
	EXPECT_EQ(machine_counter(&self->m[0], DEMOS_C_LIMITED), FLOOD - count);
	SILENCE();
	/* A process that keeps reading is told of each, whatever the limit */
	ASSERT_OK(machine_set_limit(&self->m[0], DEMOS_LIMIT_PROCESS_QUEUE, 0));
	ASSERT_OK(link_destroy(&self->b, link));
	EXPECT_EQ(DEMOS_EDESTROYED, told(&self->a, 6, 31, self->a.pid));
	SILENCE();
}

/* Nor do notices pile up for a machine that is not connected */
TEST_F(notices, of_links_do_not_pile_up)
{
	struct letter letter = { .link = self->to_a, .data = "y", .length = 1 };
	const uint32_t count = (1 << 20) / FRAME + 100;
	struct message message;
	uint64_t limited;
	uint32_t link;

	if (variant->where == 1)
		SKIP(return, "nothing is kept for the same machine");
	ASSERT_OK(link_create(&self->a, 31, 6, TOLD, &link));
	ASSERT_OK(link_exchange(&self->a, &self->b, link, &link));
	ASSERT_OK(peer_command(&self->m[1], DEMOS_CMD_PEER_RESET, 1));
	ASSERT_OK(flood(&self->b, link, count));
	limited = machine_counter(&self->m[1], DEMOS_C_LIMITED);
	EXPECT_LT(0, limited);
	ASSERT_OK(peer_join(&self->m[0], &self->m[1]));
	ASSERT_OK(process_send_patiently(&self->b, &letter));
	ASSERT_OK(process_receive(&self->a, 1 << 4, SOON, &message));
	EXPECT_EQ(count - limited, count_waiting(&self->a));
	ASSERT_OK(link_destroy(&self->b, link));
	EXPECT_EQ(DEMOS_EDESTROYED, told(&self->a, 6, 31, self->a.pid));
	SILENCE();
}

TEST_F(notices, of_replies_that_will_not_come)
{
	struct demos_reply reply = { .channel = 7 };
	struct letter letter = { .link = self->to_b, .reply = &reply };
	struct message message;
	int i, kind;

	/* The first is read, the second is not */
	for (i = 0; i < 2; i++) {
		reply.code = 70 + i;
		ASSERT_OK(process_send(&self->a, &letter));
	}
	ASSERT_OK(process_receive(&self->b, 1 << 3, SOON, &message));
	ASSERT_OK(process_until(&self->m[variant->where - 1], self->b.pid,
				OF_PROCESS(queued), 1));
	END_B();
	/* The third finds no receiver */
	reply.code = 72;
	ASSERT_OK(process_send(&self->a, &letter));
	for (i = 0; i < 3; i++) {
		const struct demos_notice *notice;

		ASSERT_OK(process_receive(&self->a, 1 << 7, SOON, &message));
		notice = (const void *)message.data;
		kind = notice_kind(&message);
		EXPECT_EQ(ntohl(notice->code), message.head.code);
		EXPECT_EQ(message.head.code == 70 ? DEMOS_EDESTROYED :
						    DEMOS_EDEAD, kind);
	}
	SILENCE();
}

TEST_F(notices, of_links_in_unread_messages)
{
	struct letter letter = { .link = self->to_b, .nlinks = 2 };
	uint32_t links[2];

	ASSERT_OK(link_create(&self->a, 31, 6, TOLD, &links[0]));
	ASSERT_OK(link_create(&self->a, 32, 5, FREE, &links[1]));
	letter.links = links;
	ASSERT_OK(process_send(&self->a, &letter));
	ASSERT_OK(process_until(&self->m[variant->where - 1], self->b.pid,
				OF_PROCESS(queued), 1));
	END_B();
	EXPECT_EQ(DEMOS_EDESTROYED, told(&self->a, 6, 31, self->a.pid));
	EXPECT_EQ(DEMOS_EDEAD, told(&self->a, 0, 0, self->b.pid));
	SILENCE();
	/* And the same when the receiver is gone */
	ASSERT_OK(link_create(&self->a, 33, 6, TOLD, &links[0]));
	letter.nlinks = 1;
	ASSERT_OK(process_send(&self->a, &letter));
	EXPECT_EQ(DEMOS_EDESTROYED, told(&self->a, 6, 33, self->a.pid));
	EXPECT_EQ(DEMOS_EDEAD, told(&self->a, 0, 0, self->b.pid));
	SILENCE();
}

/* The creator of the link is a third process */
TEST_F(notices, reach_the_links_creator)
{
	struct letter letter = { .link = self->to_b, .nlinks = 1 };
	struct process third;
	uint32_t link;

	ASSERT_OK(process_attach(&third, &self->m[1], "third"));
	ASSERT_OK(link_create(&third, 41, 6, TOLD, &link));
	ASSERT_OK(link_exchange(&third, &self->a, link, &link));
	letter.links = &link;
	ASSERT_OK(process_send(&self->a, &letter));
	ASSERT_OK(process_until(&self->m[variant->where - 1], self->b.pid,
				OF_PROCESS(queued), 1));
	END_B();
	EXPECT_EQ(DEMOS_EDESTROYED, told(&third, 6, 41, third.pid));
	EXPECT_EQ(DEMOS_EDEAD, told(&self->a, 0, 0, self->b.pid));
	SILENCE();
	EXPECT_OK(silence(&third));
	process_close(&third);
}

/* Whichever of two processes ends, the other's record of it is dropped */
TEST_F(notices, pair_records_end_with_either_process)
{
	struct machine *there = &self->m[variant->where - 1];
	struct message message;

	ASSERT_OK(process_say(&self->a, self->to_b, "x", 1));
	ASSERT_OK(process_receive(&self->b, 1 << 3, SOON, &message));
	ASSERT_OK(process_say(&self->b, self->to_a, "y", 1));
	ASSERT_OK(process_receive(&self->a, 1 << 4, SOON, &message));
	PAIRS(0, &self->a, 1);
	process_close(&self->a);
	EXPECT_OK(process_until(there, self->b.pid, OF_PROCESS(pairs), 0));
}

/* The process has been on both machines, more than once */
TEST_F(notices, pair_records_of_a_moved_process_end)
{
	const struct program puppet = Z8001(puppet);
	struct demos_migrated migrated;
	struct demos_ended ended;
	uint16_t r[14] = { 0 };
	struct guest guest;
	uint32_t link;
	int i;

	ASSERT_OK(guest_start(&self->a, variant->where, &puppet, &guest));
	ASSERT_OK(guest_hello(&self->a, &link));
	for (i = 0; i < 3; i++) {
		ASSERT_OK(guest_migrate(&self->a, &guest,
					i % 2 ? variant->where :
						3 - variant->where,
					&migrated));
		ASSERT_OK(puppet_do(&self->a, link, DEMOS_SC_YIELD, r));
	}
	ASSERT_OK(guest_control(&self->a, &guest, DEMOS_OP_KILL));
	ASSERT_OK(guest_ended(&self->a, &ended));
	/* b is left */
	PAIRS(0, &self->a, 1);
	for (i = 0; i < 2; i++)
		EXPECT_OK(machine_until(&self->m[i], DEMOS_A_FORWARDS, 0));
}

/*
 * The other machine comes back in a new life, without having sent anything. The
 * messages it had accepted must not be reported as lost, too.
 */
static int restart(struct machine *m)
{
	int error = peer_settled(&m[0], 2);

	if (!error)
		error = peer_command(&m[0], DEMOS_CMD_PEER_RESET, 2);
	if (!error)
		error = machine_down(&m[1]);
	if (!error)
		error = machine_up(&m[1], 2, 0, NULL);
	return error ? error : peer_join(&m[0], &m[1]);
}

/* R0 to R13 for a CALL without data, with room for the answer */
static void for_call(uint16_t *r, uint32_t link)
{
	memset(r, 0, 14 * sizeof(*r));
	r[0] = link >> 16;
	r[1] = link;
	r[11] = 0x400;
	r[12] = 64;
}

TEST_F(notices, of_a_restarted_machine)
{
	const struct program puppet = Z8002(puppet, .pages = 8);
	struct demos_status status;
	struct message message;
	uint32_t link, credit;
	struct guest guest;
	uint16_t r[14];

	if (variant->where == 1)
		SKIP(return, "that is the caller's own machine");
	ASSERT_OK(guest_start(&self->a, 1, &puppet, &guest));
	ASSERT_OK(guest_hello(&self->a, &link));
	ASSERT_OK(puppet_give(&self->a, link, self->to_b, &self->to_b));
	for_call(r, self->to_b);
	ASSERT_OK(puppet_begin(&self->a, link, DEMOS_SC_CALL, r, &credit));
	/* The receiver has the call, and will never answer */
	ASSERT_OK(process_receive(&self->b, 1 << 3, SOON, &message));
	ASSERT_OK(guest_status(&self->a, &guest, &status));
	EXPECT_EQ(DEMOS_STATE_CALLING, status.state);
	ASSERT_OK(restart(self->m));
	ASSERT_OK(process_await(&self->a, credit, SOON, &message));
	ASSERT_OK(puppet_end(&message, DEMOS_SC_CALL, r));
	EXPECT_EQ(DEMOS_EUNKNOWN, r[0]);
	/* From now on it is known that the receiver is dead */
	for_call(r, self->to_b);
	ASSERT_OK(puppet_do(&self->a, link, DEMOS_SC_CALL, r));
	EXPECT_EQ(DEMOS_EDEAD, r[0]);
}

TEST_HARNESS_MAIN
