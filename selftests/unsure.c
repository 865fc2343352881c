// SPDX-License-Identifier: GPL-2.0
/*
 * Sessions that end while a process migrates, and both machines live on: the
 * kernels keep the process frozen and ask each other, so that one of them has
 * it in the end. The test plays one of the machines; or the connection of two
 * real ones is cut, and one deletes the other as a peer.
 */
#include "harness.h"
#include "frame.h"
#include "relay.h"

#include <linux/genetlink.h>
#include <sys/wait.h>
#include <unistd.h>

#define OTHER	7

FIXTURE(unsure)
{
	struct machine m;
	struct process p;
	struct guest guest;
	uint32_t link;
	struct liar other;
	struct watch watch;
	struct demos_op_migration about;
	uint32_t credit;
};

/* Acknowledge the frames below @seq */
static int acknowledge(struct liar *other, uint64_t seq)
{
	struct frame frame;

	frame_begin(&frame, other, DEMOS_CMD_ACK);
	frame_put(&frame, DEMOS_A_ACK, &seq, sizeof(seq));
	return frame_send(other, &frame);
}

/* Say something about the migration */
static int say(struct liar *other, struct demos_op_migration about, int op)
{
	struct frame frame;

	about.op = htons(op);
	about.result = htons(op == DEMOS_OP_REFUSE ? DEMOS_EUNKNOWN : 0);
	liar_kernel(other, &frame, DEMOS_PID_KERNEL(1), &about, sizeof(about));
	return frame_send(other, &frame);
}

/* Machine 7 has deleted machine 1, and meets it again: in the same life */
static int meet_again(struct liar *other, struct machine *machine)
{
	uint64_t incarnation = other->incarnation;
	struct demos_hello hello;
	int error;

	close(other->fd);
	error = liar_meet(other, machine, OTHER);
	if (error)
		return error;
	other->incarnation = incarnation + 1;
	liar_hello(other, &hello);
	return liar_say_hello(other, &hello);
}

static bool is_unsure(struct machine *machine, uint64_t pid)
{
	struct demos_process_info info;

	return !process_info(machine, pid, &info) &&
	       info.flags == (DEMOS_PROCESS_LEAVING | DEMOS_PROCESS_UNSURE);
}

/* A guest is leaving for machine 7, which has been asked, and forgets us */
FIXTURE_SETUP(unsure)
{
	const struct program puppet = Z8002(puppet);
	struct demos_op_migration query;
	struct demos_op_ask ask;
	struct frame frame;
	uint64_t seq;

	ASSERT_OK(machine_make(&self->m, 1));
	ASSERT_OK(watch_open(&self->watch, &self->m));
	ASSERT_OK(process_attach(&self->p, &self->m, "manager"));
	ASSERT_OK(guest_start(&self->p, 1, &puppet, &self->guest));
	ASSERT_OK(guest_hello(&self->p, &self->link));
	ASSERT_OK(liar_befriend(&self->other, &self->m, OTHER));
	ASSERT_OK(guest_migrate_begin(&self->p, &self->guest, OTHER,
				      &self->credit));
	ASSERT_OK(liar_hear(&self->other, DEMOS_OP_ASK, &frame, &seq, &ask,
			    sizeof(ask)));
	ASSERT_OK(acknowledge(&self->other, seq + 1));
	ASSERT_OK(peer_settled(&self->m, OTHER));
	self->about.pid = ask.pid;
	self->about.moves = ask.moves;
	ASSERT_OK(meet_again(&self->other, &self->m));
	ASSERT_OK(watch_for(&self->watch, DEMOS_EVENT_UNSURE, self->guest.pid,
			    OTHER, NULL));
	EXPECT_TRUE(is_unsure(&self->m, self->guest.pid));
	EXPECT_EQ(1, machine_counter(&self->m, DEMOS_C_UNSURE));
	/* The question comes again until there is an answer */
	ASSERT_OK(liar_hear(&self->other, DEMOS_OP_QUERY, &frame, &seq, &query,
			    sizeof(query)));
	EXPECT_EQ(ask.pid, query.pid);
	EXPECT_EQ(ask.moves, query.moves);
	ASSERT_OK(liar_hear(&self->other, DEMOS_OP_QUERY, &frame, &seq, &query,
			    sizeof(query)));
}

FIXTURE_TEARDOWN(unsure)
{
	close(self->other.fd);
	process_close(&self->p);
	watch_close(&self->watch);
	machine_leave(&self->m);
}

#define ANSWER_IS(expected) do { \
	struct demos_migrated migrated_; \
	struct message message_; \
	ASSERT_OK(process_await(&self->p, self->credit, SOON, &message_)); \
	EXPECT_EQ(expected, guest_migrate_end(&message_, &migrated_)); \
} while (0)

TEST_F(unsure, a_process_stays_if_the_destination_has_forgotten_it)
{
	ASSERT_OK(say(&self->other, self->about, DEMOS_OP_REFUSE));
	ANSWER_IS(DEMOS_EUNKNOWN);
	EXPECT_TRUE(puppet_stays(&self->p, &self->guest, self->link));
}

TEST_F(unsure, a_process_goes_if_the_destination_has_it)
{
	struct demos_op_migration cleaned;
	struct frame frame;
	uint64_t seq;

	ASSERT_OK(say(&self->other, self->about, DEMOS_OP_ESTABLISHED));
	ASSERT_OK(liar_hear(&self->other, DEMOS_OP_CLEANED, &frame, &seq,
			    &cleaned, sizeof(cleaned)));
	EXPECT_EQ(self->about.pid, cleaned.pid);
	/* It did not hear that, and says so once more */
	ASSERT_OK(say(&self->other, self->about, DEMOS_OP_ESTABLISHED));
	ASSERT_OK(liar_hear(&self->other, DEMOS_OP_CLEANED, &frame, &seq,
			    &cleaned, sizeof(cleaned)));
	EXPECT_EQ(self->about.moves, cleaned.moves);
	ASSERT_OK(machine_until(&self->m, DEMOS_A_FORWARDS, 1));
}

TEST_F(unsure, a_process_stays_if_the_destination_begins_a_new_life)
{
	struct demos_op_migration kept, query;
	struct frame frame;
	uint64_t seq;

	close(self->other.fd);
	ASSERT_OK(liar_befriend(&self->other, &self->m, OTHER));
	ASSERT_OK(liar_hear(&self->other, DEMOS_OP_QUERY, &frame, &seq, &query,
			    sizeof(query)));
	ASSERT_OK(say(&self->other, query, DEMOS_OP_REFUSE));
	ANSWER_IS(DEMOS_EUNREACHABLE);
	EXPECT_TRUE(puppet_stays(&self->p, &self->guest, self->link));
	/* A process that nobody let go is not the destination's */
	ASSERT_OK(say(&self->other, self->about, DEMOS_OP_ESTABLISHED));
	ASSERT_OK(liar_hear(&self->other, DEMOS_OP_KEPT, &frame, &seq, &kept,
			    sizeof(kept)));
	EXPECT_EQ(self->about.pid, kept.pid);
}

static int decide(struct process *p, uint64_t pid, bool keep)
{
	const struct demos_op_resolve request = {
		.op = htons(DEMOS_OP_RESOLVE),
		.keep = htons(keep),
		.pid = htobe64(pid),
	};
	struct message answer;
	uint32_t kernel;
	int error;

	error = link_to_kernel(p, 1, &kernel);
	if (!error)
		error = process_control(p, kernel, &request, sizeof(request),
					&answer);
	return error;
}

TEST_F(unsure, an_operator_keeps_a_process)
{
	ASSERT_OK(decide(&self->p, self->guest.pid, true));
	ANSWER_IS(DEMOS_EUNKNOWN);
	EXPECT_TRUE(puppet_stays(&self->p, &self->guest, self->link));
	EXPECT_NE(0, decide(&self->p, self->guest.pid, true));
}

TEST_F(unsure, an_operator_gives_a_process_up)
{
	ASSERT_OK(decide(&self->p, self->guest.pid, false));
	ANSWER_IS(DEMOS_EUNKNOWN);
	ASSERT_OK(machine_until(&self->m, DEMOS_A_FORWARDS, 1));
	EXPECT_NE(0, decide(&self->p, self->guest.pid, false));
}

/* Not even in the name of a process of that machine */
TEST_F(unsure, a_peer_does_not_decide)
{
	const struct demos_op_resolve request = {
		.op = htons(DEMOS_OP_RESOLVE),
		.keep = htons(1),
		.pid = htobe64(self->guest.pid),
	};
	struct demos_op_migration query;
	struct frame frame;
	uint64_t seq;

	liar_message(&self->other, &frame, DEMOS_PID_KERNEL(1), &request,
		     sizeof(request));
	frame.head.from.pid = self->p.pid;
	frame.head.from.machine = 1;
	ASSERT_OK(frame_send(&self->other, &frame));
	/* The next question shows that it goes on asking */
	ASSERT_OK(liar_hear(&self->other, DEMOS_OP_QUERY, &frame, &seq, &query,
			    sizeof(query)));
	EXPECT_TRUE(is_unsure(&self->m, self->guest.pid));
}

#define ROUNDS	40
/* Bytes that two machines exchange when they meet, and in a migration, about */
#define GREETINGS	500
#define MIGRATION	4000

FIXTURE(apart)
{
	struct machine m[3];
	struct process p;
	struct guest guest;
	struct watch watch[2];
	uint32_t link;
};

FIXTURE_SETUP(apart)
{
	const struct program puppet = Z8002(puppet);
	int i;

	ASSERT_OK(machine_lan(self->m, 3));
	ASSERT_OK(process_attach(&self->p, &self->m[2], "manager"));
	ASSERT_OK(guest_start(&self->p, 1, &puppet, &self->guest));
	ASSERT_OK(guest_hello(&self->p, &self->link));
	for (i = 0; i < 2; i++)
		ASSERT_OK(watch_open(&self->watch[i], &self->m[i]));
	ASSERT_OK(peer_command(&self->m[0], DEMOS_CMD_PEER_RESET, 2));
}

FIXTURE_TEARDOWN(apart)
{
	int i;

	process_close(&self->p);
	for (i = 0; i < 2; i++)
		watch_close(&self->watch[i]);
	for (i = 0; i < 3; i++)
		machine_leave(&self->m[i]);
}

/* Wait until both machines know that the connection is up, or down */
static int both_know(struct watch *watch, int kind)
{
	int i, error = 0;

	for (i = 0; i < 2 && !error; i++)
		error = watch_for(&watch[i], kind, 0, 2 - i, NULL);
	return error;
}

/* On how many machines is the guest, in whatever state? */
static int copies(struct machine *machines, uint64_t pid)
{
	struct demos_process_info info;
	int i, count = 0;

	for (i = 0; i < 2; i++)
		count += !process_info(&machines[i], pid, &info);
	return count;
}

/*
 * A request to migrate may have an answer, and a notice, too: that its fate is
 * not known to the machine that passed it on. The notice may come late.
 */
static int still_runs(struct process *p, uint32_t link)
{
	uint16_t r[14] = { 0 };
	struct message answer;
	uint32_t credit;
	int error;

	error = puppet_begin(p, link, DEMOS_SC_SELF, r, &credit);
	if (!error)
		error = process_await(p, credit, SOON, &answer);
	while (!error && answer.head.code != p->calls)
		error = process_receive(p, 1U << answer.head.channel, SOON,
					&answer);
	return error ? error : puppet_end(&answer, DEMOS_SC_SELF, r);
}

/* The connection is cut after ever more bytes of a migration */
TEST_F_TIMEOUT(apart, one_machine_has_the_process, LONG_TEST)
{
	struct demos_migrated migrated;
	struct demos_status status;
	struct message message;
	int answered, moved = 0, i;
	uint32_t credit;
	pid_t child;

	ASSERT_OK(guest_status(&self->p, &self->guest, &status));
	for (i = 0; i < ROUNDS; i++) {
		/* A request that came late may move it, and then it is apart */
		ASSERT_OK(both_know(self->watch, DEMOS_EVENT_PEER_DOWN));
		ASSERT_OK(relay_join(&self->m[0], &self->m[1], GREETINGS +
				     i * (MIGRATION / ROUNDS), &child));
		ASSERT_OK(both_know(self->watch, DEMOS_EVENT_PEER_UP));
		ASSERT_OK(guest_migrate_begin(&self->p, &self->guest, 3 -
					      ntohs(status.machine), &credit));
		answered = process_await(&self->p, credit, NEVER, &message);
		peer_command(&self->m[0], DEMOS_CMD_PEER_RESET, 2);
		ASSERT_EQ(child, waitpid(child, NULL, 0));
		ASSERT_OK(both_know(self->watch, DEMOS_EVENT_PEER_DOWN));
		ASSERT_OK(peer_command(&self->m[i % 2], DEMOS_CMD_PEER_DEL,
				       2 - i % 2));
		ASSERT_OK(peer_join(&self->m[0], &self->m[1]));
		if (answered)
			ASSERT_OK(process_await(&self->p, credit, SOON,
						&message));
		moved += !guest_migrate_end(&message, &migrated);
		ASSERT_OK(still_runs(&self->p, self->link));
		ASSERT_OK(guest_status(&self->p, &self->guest, &status));
		EXPECT_EQ(0, status.flags);
		EXPECT_EQ(1, copies(self->m, self->guest.pid))
			TH_LOG("round %d", i);
		ASSERT_OK(peer_command(&self->m[0], DEMOS_CMD_PEER_RESET, 2));
	}
	TH_LOG("%d of %d migrations, unsure: %llu, %llu", moved, ROUNDS,
	       (unsigned long long)machine_counter(&self->m[0], DEMOS_C_UNSURE),
	       (unsigned long long)machine_counter(&self->m[1],
						   DEMOS_C_UNSURE));
	EXPECT_LT(0, moved);
	EXPECT_GT(ROUNDS, moved);
}

TEST_HARNESS_MAIN
