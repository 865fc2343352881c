// SPDX-License-Identifier: GPL-2.0
/*
 * A machine that goes down in good order says so. From then on nobody waits
 * for it: the receivers of what was sent to it and not accepted are looked up,
 * a migration to there ends, and new messages to its kernel are refused, until
 * its next life comes. Processes that were there are dead. The same holds for a
 * machine that was forgotten, except that nothing is known of its processes.
 */
#include "harness.h"
#include "frame.h"

#include <unistd.h>

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)
#define OTHER	7		/* the test plays this machine */

/* Wait for the news that machine @id is gone, for this reason. */
static int gone(struct watch *watch, uint16_t id, uint64_t why)
{
	struct demos_event event;
	int error;

	error = watch_for(watch, DEMOS_EVENT_PEER_GONE, 0, id, &event);
	return error ? error : event.value == why ? 0 : -EBADMSG;
}

static bool unreachable(int result)
{
	return result == DEMOS_EUNREACHABLE ||
	       result == refusal(DEMOS_EUNREACHABLE);
}

/* Does a request for a process that was there end with that result? */
static bool ends(int result, enum demos_result fate)
{
	return result == (int)fate || result == refusal(fate);
}

/*
 * Which request that needs machine @id is not refused at once? NULL: none.
 * @fate: what the senders to processes that were there are told
 */
static const char *allowed(struct process *p, uint16_t id,
			   const struct guest *there, const struct guest *here,
			   enum demos_result fate)
{
	struct demos_migrated migrated;
	char byte = 0;
	uint32_t link;

	if (!unreachable(link_to_kernel(p, id, &link)))
		return "a link to its kernel";
	if (!ends(guest_control(p, there, DEMOS_OP_STATUS), fate))
		return "a request for a status";
	if (!ends(guest_control(p, there, DEMOS_OP_KILL), fate))
		return "a request to kill";
	if (!ends(process_write(p, there->control, there->base, &byte, 1),
		  fate))
		return "move data";
	if (!unreachable(guest_migrate(p, here, id, &migrated)))
		return "a migration to there";
	if (!ends(guest_migrate(p, there, 1, &migrated), fate))
		return "a migration from there";
	return NULL;
}

FIXTURE(goodbye)
{
	struct machine m[2];
	struct process a, b;
	struct guest here, there;
	uint32_t puppet;		/* link to the guest on machine 1 */
	uint32_t to_b;
	struct watch watch;
};

FIXTURE_SETUP(goodbye)
{
	const struct program puppet = Z8002(puppet, .pages = 8);
	const struct program spin = Z8002(spin);

	ASSERT_OK(machine_lan(self->m, 2));
	ASSERT_OK(watch_open(&self->watch, &self->m[0]));
	ASSERT_OK(process_attach(&self->a, &self->m[0], "manager"));
	ASSERT_OK(process_attach(&self->b, &self->m[1], "other"));
	ASSERT_OK(guest_start(&self->a, 1, &puppet, &self->here));
	ASSERT_OK(guest_hello(&self->a, &self->puppet));
	ASSERT_OK(guest_start(&self->a, 2, &spin, &self->there));
	ASSERT_OK(link_create(&self->b, 0, 3, FREE, &self->to_b));
	ASSERT_OK(link_exchange(&self->b, &self->a, self->to_b, &self->to_b));
}

FIXTURE_TEARDOWN(goodbye)
{
	process_close(&self->a);
	process_close(&self->b);
	watch_close(&self->watch);
	machine_leave(&self->m[0]);
	machine_leave(&self->m[1]);
}

/* Machine 1 knows that machine 2 is gone */
#define IS_GONE() do { \
	struct demos_peer_info info_; \
	ASSERT_OK(gone(&self->watch, 2, 0)); \
	ASSERT_OK(peer_info(&self->m[0], 2, &info_)); \
	EXPECT_EQ(DEMOS_PEER_GONE, info_.state); \
	EXPECT_EQ(-EHOSTDOWN, info_.error); \
	EXPECT_EQ(0, info_.unacked); \
	EXPECT_EQ(1, machine_counter(&self->m[0], DEMOS_C_GOODBYES)); \
	EXPECT_EQ(0, machine_counter(&self->m[0], DEMOS_C_REFUSED)); \
	EXPECT_EQ(NULL, allowed(&self->a, 2, &self->there, &self->here, \
				DEMOS_EDEAD)); \
} while (0)

TEST_F(goodbye, is_said_by_a_machine_that_goes_down)
{
	struct demos_event event;

	ASSERT_OK(machine_down(&self->m[1]));
	ASSERT_OK(watch_for(&self->watch, DEMOS_EVENT_PEER_DOWN, 0, 2,
			    &event));
	EXPECT_EQ(EHOSTDOWN, event.value);
	IS_GONE();
}

TEST_F(goodbye, is_said_by_a_namespace_that_ends)
{
	/* Sockets that do not hold the namespace */
	ASSERT_OK(machine_enter(&self->m[0]));
	ASSERT_OK(peer_command(&self->m[0], DEMOS_CMD_PEER_RESET, 2));
	ASSERT_OK(peer_join(&self->m[0], &self->m[1]));
	ASSERT_OK(machine_enter(&self->m[0]));
	process_close(&self->b);
	machine_leave(&self->m[1]);
	IS_GONE();
}

TEST_F(goodbye, is_forgotten_when_the_machine_returns)
{
	const struct program puppet = Z8002(puppet);
	struct demos_peer_info info;
	struct guest guest;
	uint32_t link;

	ASSERT_OK(machine_down(&self->m[1]));
	ASSERT_OK(gone(&self->watch, 2, 0));
	ASSERT_OK(machine_up(&self->m[1], 2, 0, NULL));
	ASSERT_OK(peer_join(&self->m[0], &self->m[1]));
	ASSERT_OK(peer_info(&self->m[0], 2, &info));
	EXPECT_EQ(DEMOS_PEER_UP, info.state);
	ASSERT_OK(guest_start(&self->a, 2, &puppet, &guest));
	ASSERT_OK(guest_hello(&self->a, &link));
	/* What was there before is dead */
	EXPECT_EQ(DEMOS_EDEAD, guest_control(&self->a, &self->there,
					     DEMOS_OP_KILL));
}

#define LAST_WORDS	(DEMOS_WINDOW_MESSAGES / 2)

TEST_F(goodbye, comes_after_all_that_was_sent)
{
	struct message message;
	uint32_t link;
	int i;

	ASSERT_OK(link_create(&self->a, 0, 4, FREE, &link));
	ASSERT_OK(link_exchange(&self->a, &self->b, link, &link));
	for (i = 0; i < LAST_WORDS; i++)
		ASSERT_OK(process_say(&self->b, link, &i, sizeof(i)));
	ASSERT_OK(machine_down(&self->m[1]));
	IS_GONE();
	for (i = 0; i < LAST_WORDS; i++) {
		ASSERT_OK(process_receive(&self->a, 1 << 4, 0, &message));
		EXPECT_EQ(0, memcmp(&i, message.data, sizeof(i)));
	}
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

TEST_F(goodbye, ends_calls)
{
	struct message message;
	uint32_t link, credit;
	uint16_t r[14];

	ASSERT_OK(puppet_give(&self->a, self->puppet, self->to_b, &link));
	for_call(r, link);
	ASSERT_OK(puppet_begin(&self->a, self->puppet, DEMOS_SC_CALL, r,
			       &credit));
	ASSERT_OK(process_receive(&self->b, 1 << 3, SOON, &message));
	ASSERT_OK(machine_down(&self->m[1]));
	ASSERT_OK(process_await(&self->a, credit, SOON, &message));
	ASSERT_OK(puppet_end(&message, DEMOS_SC_CALL, r));
	EXPECT_EQ(DEMOS_EDESTROYED, r[0]);
	IS_GONE();
	for_call(r, link);
	ASSERT_OK(puppet_do(&self->a, self->puppet, DEMOS_SC_CALL, r));
	EXPECT_EQ(DEMOS_EDEAD, r[0]);
}

/* A guest that went there has died there, and its old machine knows */
TEST_F(goodbye, is_said_after_all_have_died)
{
	struct demos_migrated migrated;
	uint64_t forwards;

	ASSERT_OK(guest_migrate(&self->a, &self->here, 2, &migrated));
	ASSERT_OK(machine_down(&self->m[1]));
	ASSERT_OK(gone(&self->watch, 2, 0));
	EXPECT_EQ(DEMOS_EDEAD, guest_control(&self->a, &self->here,
					     DEMOS_OP_KILL));
	ASSERT_OK(machine_show(&self->m[0], DEMOS_A_FORWARDS, &forwards));
	EXPECT_EQ(0, forwards);
}

/* It leads to a machine that is known no more, and may have the guest */
TEST_F(goodbye, is_not_needed_by_a_forwarding_address)
{
	struct demos_migrated migrated;
	struct message message;
	uint16_t r[14] = { 0 };
	uint32_t credit;

	ASSERT_OK(guest_migrate(&self->a, &self->here, 2, &migrated));
	ASSERT_OK(peer_command(&self->m[0], DEMOS_CMD_PEER_DEL, 2));
	ASSERT_OK(puppet_begin(&self->a, self->puppet, DEMOS_SC_SELF, r,
			       &credit));
	ASSERT_OK(process_await(&self->a, credit, SOON, &message));
	EXPECT_EQ(DEMOS_EUNKNOWN, notice_kind(&message));
	EXPECT_TRUE(ends(guest_control(&self->a, &self->here, DEMOS_OP_KILL),
			 DEMOS_EUNKNOWN));
}

TEST_F(goodbye, is_not_needed_from_a_machine_that_is_forgotten)
{
	ASSERT_OK(peer_command(&self->m[0], DEMOS_CMD_PEER_DEL, 2));
	ASSERT_OK(gone(&self->watch, 2, ENOENT));
	EXPECT_EQ(NULL, allowed(&self->a, 2, &self->there, &self->here,
				DEMOS_EUNKNOWN));
	EXPECT_EQ(0, machine_counter(&self->m[0], DEMOS_C_GOODBYES));
}

/* The test plays the other machine */
FIXTURE(liar)
{
	struct machine m;
	struct process p;
	struct guest guest;
	struct liar other;
	struct watch watch;
};

FIXTURE_SETUP(liar)
{
	const struct program puppet = Z8002(puppet);
	uint32_t link;

	ASSERT_OK(machine_make(&self->m, 1));
	ASSERT_OK(watch_open(&self->watch, &self->m));
	ASSERT_OK(process_attach(&self->p, &self->m, "manager"));
	ASSERT_OK(guest_start(&self->p, 1, &puppet, &self->guest));
	ASSERT_OK(guest_hello(&self->p, &link));
	ASSERT_OK(liar_befriend(&self->other, &self->m, OTHER));
}

FIXTURE_TEARDOWN(liar)
{
	close(self->other.fd);
	process_close(&self->p);
	watch_close(&self->watch);
	machine_leave(&self->m);
}

/* The last word; @ack: the liar has accepted all frames below it. */
static void last_word(const struct liar *liar, struct frame *frame,
		      uint64_t ack)
{
	frame_begin(frame, liar, DEMOS_CMD_GOODBYE);
	frame_put(frame, DEMOS_A_ACK, &ack, sizeof(ack));
}

static int leave(struct liar *liar, uint64_t ack)
{
	struct frame frame;
	int error;

	last_word(liar, &frame, ack);
	error = frame_send(liar, &frame);
	return error ? error : liar_gone(liar);
}

TEST_F(liar, returns_what_it_has_not_accepted)
{
	const struct demos_reply reply = { .code = 3, .channel = 7 };
	struct letter letter = { .reply = &reply };
	struct message message;
	struct frame frame;
	int i;

	ASSERT_OK(liar_give_link(&self->other, &self->p, &letter.link));
	for (i = 0; i < 2; i++)
		ASSERT_OK(process_send(&self->p, &letter));
	do {
		ASSERT_OK(frame_read(self->other.fd, &frame));
	} while (frame.genl.cmd != DEMOS_CMD_MESSAGE);
	/* One message is accepted; the other's receiver is looked up */
	ASSERT_OK(leave(&self->other, 2));
	ASSERT_OK(gone(&self->watch, OTHER, 0));
	ASSERT_OK(process_receive(&self->p, 1 << 7, SOON, &message));
	EXPECT_EQ(DEMOS_EDEAD, notice_kind(&message));
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->p, ALL_CHANNELS, NEVER,
					       &message));
	ASSERT_OK(process_send(&self->p, &letter));
	ASSERT_OK(process_receive(&self->p, 1 << 7, SOON, &message));
	EXPECT_EQ(DEMOS_EDEAD, notice_kind(&message));
}

TEST_F(liar, ends_a_migration_to_it)
{
	struct demos_migrated migrated;
	struct demos_status status;
	struct message message;
	struct frame frame;
	uint32_t credit;

	ASSERT_OK(guest_migrate_begin(&self->p, &self->guest, OTHER, &credit));
	do {
		ASSERT_OK(frame_read(self->other.fd, &frame));
	} while (frame.genl.cmd != DEMOS_CMD_MESSAGE);
	ASSERT_OK(leave(&self->other, 2));
	ASSERT_OK(process_await(&self->p, credit, SOON, &message));
	EXPECT_EQ(DEMOS_EUNREACHABLE, guest_migrate_end(&message, &migrated));
	ASSERT_OK(guest_status(&self->p, &self->guest, &status));
	EXPECT_EQ(0, status.flags);
}

TEST_F(liar, does_not_come_back_in_the_same_life)
{
	struct liar again = self->other;
	struct demos_peer_info info;
	struct demos_hello hello;

	ASSERT_OK(leave(&self->other, 1));
	ASSERT_OK(gone(&self->watch, OTHER, 0));
	ASSERT_OK(liar_meet(&self->other, &self->m, OTHER));
	liar_hello(&self->other, &hello);
	hello.incarnation = again.incarnation;
	ASSERT_OK(liar_say_hello(&self->other, &hello));
	EXPECT_EQ(0, liar_gone(&self->other));
	EXPECT_EQ(1, machine_counter(&self->m, DEMOS_C_REFUSED_LIFE));
	ASSERT_OK(peer_info(&self->m, OTHER, &info));
	EXPECT_EQ(DEMOS_PEER_GONE, info.state);
	/* Its next life is welcome */
	ASSERT_OK(liar_befriend(&self->other, &self->m, OTHER));
	ASSERT_OK(peer_info(&self->m, OTHER, &info));
	EXPECT_EQ(DEMOS_PEER_UP, info.state);
}

/* Two in one write, and a message: the connection ends with the first */
TEST_F(liar, has_only_one_last_word)
{
	char bytes[3 * 256];
	struct message message;
	struct frame frame;
	size_t size;

	last_word(&self->other, &frame, 1);
	size = frame.nlh.nlmsg_len;
	memcpy(bytes, &frame, size);
	memcpy(bytes + size, &frame, size);
	liar_message(&self->other, &frame, self->p.pid, "late", 4);
	memcpy(bytes + 2 * size, &frame, frame.nlh.nlmsg_len);
	size = 2 * size + frame.nlh.nlmsg_len;
	ASSERT_EQ((ssize_t)size, write(self->other.fd, bytes, size));
	ASSERT_OK(liar_gone(&self->other));
	ASSERT_OK(gone(&self->watch, OTHER, 0));
	EXPECT_EQ(1, machine_counter(&self->m, DEMOS_C_GOODBYES));
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->p, ALL_CHANNELS, NEVER,
					       &message));
}

TEST_F(liar, is_not_believed_before_it_greets)
{
	struct demos_peer_info info;
	struct liar stranger;

	ASSERT_OK(liar_meet(&stranger, &self->m, OTHER));
	ASSERT_OK(leave(&stranger, 1));
	EXPECT_EQ(1, machine_counter(&self->m, DEMOS_C_REFUSED_HELLO));
	ASSERT_OK(peer_info(&self->m, OTHER, &info));
	EXPECT_EQ(DEMOS_PEER_UP, info.state);
}

/* A frame that is wrong ends the connection, as any other, and no more */
#define REFUSED_AS(reason, statement) do { \
	struct demos_peer_info info_; \
	struct frame frame; \
	last_word(&self->other, &frame, 1); \
	statement; \
	ASSERT_OK(frame_send(&self->other, &frame)); \
	EXPECT_EQ(0, liar_gone(&self->other)); \
	EXPECT_EQ(1, machine_counter(&self->m, DEMOS_C_REFUSED_##reason)); \
	ASSERT_OK(watch_for(&self->watch, DEMOS_EVENT_PEER_DOWN, 0, OTHER, \
			    NULL)); \
	ASSERT_OK(peer_info(&self->m, OTHER, &info_)); \
	EXPECT_EQ(DEMOS_PEER_DOWN, info_.state); \
	ASSERT_OK(liar_befriend(&self->other, &self->m, OTHER)); \
} while (0)

TEST_F(liar, is_refused_if_the_frame_is_wrong)
{
	const uint64_t one = 1;

	REFUSED_AS(ACK, last_word(&self->other, &frame, 9));
	REFUSED_AS(HEADER, frame.head.code = 1);
	REFUSED_AS(ATTRIBUTE, frame_put(&frame, DEMOS_A_SEQ, &one, 8));
	EXPECT_EQ(0, machine_counter(&self->m, DEMOS_C_GOODBYES));
}

TEST_F(liar, hears_the_last_word_of_the_machine)
{
	struct frame frame;
	uint64_t ack = 0;

	ASSERT_OK(machine_down(&self->m));
	do {
		ASSERT_OK(frame_read(self->other.fd, &frame));
	} while (frame.genl.cmd != DEMOS_CMD_GOODBYE);
	ASSERT_TRUE(frame_find(&frame, DEMOS_A_ACK));
	memcpy(&ack, (const char *)frame_find(&frame, DEMOS_A_ACK) +
	       NLA_HDRLEN, sizeof(ack));
	EXPECT_EQ(1, ack);
	EXPECT_EQ(-ENOTCONN, frame_read(self->other.fd, &frame));
}

/* The liar does not read, so there is no room for a last word */
TEST_F(liar, does_not_hold_the_machine_up)
{
	char page[DEMOS_DATA_MAX] = { 0 };
	uint32_t link;
	int error;

	ASSERT_OK(liar_give_link(&self->other, &self->p, &link));
	do {
		error = process_say(&self->p, link, page, sizeof(page));
	} while (!error);
	EXPECT_EQ(-EAGAIN, error);
	EXPECT_OK(machine_down(&self->m));
}

TEST_HARNESS_MAIN
