// SPDX-License-Identifier: GPL-2.0
/*
 * The crash matrix: just before or just after each message of a migration, the
 * source, the destination or the requester crashes, or the connection breaks.
 * The outcome is that of Documentation/migration.rst, and the next migration
 * succeeds.
 */
#include "harness.h"
#include "crash.h"
#include "guest.h"
#include "stopper.h"

#include <linux/genetlink.h>

/* The machines, by index: the guest goes from SOURCE to DESTINATION */
enum { SOURCE, DESTINATION, REQUESTER, WITNESS, MACHINES };

/* What fails */
enum { CONNECTION = MACHINES };

/* Where the guest is in the end */
enum { LOST = MACHINES };

/* The messages, and between which machines they pass */
static const struct step {
	const char *name;
	uint16_t op;
	uint16_t region;
	int a;
	int b;
} steps[] = {
	{ "MIGRATE", DEMOS_OP_MIGRATE, 0, SOURCE, REQUESTER },
	{ "ASK", DEMOS_OP_ASK, 0, SOURCE, DESTINATION },
	{ "PULL resident", DEMOS_OP_PULL, DEMOS_REGION_RESIDENT,
	  SOURCE, DESTINATION },
	{ "PULL swappable", DEMOS_OP_PULL, DEMOS_REGION_SWAPPABLE,
	  SOURCE, DESTINATION },
	{ "PULL program", DEMOS_OP_PULL, DEMOS_REGION_PROGRAM,
	  SOURCE, DESTINATION },
	{ "ESTABLISHED", DEMOS_OP_ESTABLISHED, 0, SOURCE, DESTINATION },
	{ "CLEANED", DEMOS_OP_CLEANED, 0, SOURCE, DESTINATION },
	{ "answer", DEMOS_OP_MIGRATE | DEMOS_OP_ANSWER, 0,
	  DESTINATION, REQUESTER },
};

#define STEPS		((int)(sizeof(steps) / sizeof(*steps)))
#define FIRST		0
#define ESTABLISHED	5
#define LAST		(STEPS - 1)

/**
 * struct scene - who takes part in a migration
 * @m: the machines
 * @witness: the guest's manager, which nothing happens to
 * @requester: requests the migration
 * @guest: the guest, as the witness knows it
 * @seen: the same, as the requester knows it
 * @stopper: hold messages
 */
struct scene {
	struct machine m[MACHINES];
	struct process witness;
	struct process requester;
	struct guest guest;
	struct guest seen;
	struct stopper stopper[2];
};

FIXTURE(crash)
{
	struct scene scene;
};

/* A guest at its source, and a process on another machine that may move it */
static int begin(struct process *witness, struct process *requester,
		 struct guest *guest, struct guest *seen)
{
	const struct program puppet = Z8002(puppet);
	uint32_t link;
	int error;

	error = guest_start(witness, SOURCE + 1, &puppet, guest);
	if (!error)
		error = guest_hello(witness, &link);
	if (error)
		return error;
	*seen = *guest;
	error = link_dup(witness, guest->control,
			 DEMOS_LINK_DUP | DEMOS_LINK_PASS | DEMOS_LINK_KERNEL,
			 &link);
	return error ? error : link_exchange(witness, requester, link,
					     &seen->control);
}

FIXTURE_SETUP(crash)
{
	ASSERT_OK(machine_lan(self->scene.m, MACHINES));
	ASSERT_OK(process_attach(&self->scene.witness, &self->scene.m[WITNESS],
				 "witness"));
	ASSERT_OK(process_attach(&self->scene.requester,
				 &self->scene.m[REQUESTER], "requester"));
	ASSERT_OK(begin(&self->scene.witness, &self->scene.requester,
			&self->scene.guest, &self->scene.seen));
}

FIXTURE_TEARDOWN(crash)
{
	int i;

	stopper_cut(&self->scene.stopper[0]);
	stopper_cut(&self->scene.stopper[1]);
	process_close(&self->scene.requester);
	process_close(&self->scene.witness);
	for (i = 0; i < MACHINES; i++)
		machine_leave(&self->scene.m[i]);
}

/* Where the guest must be in the end; LOST: nowhere */
static int outcome(int step, bool after, int fails)
{
	bool let_go = step > ESTABLISHED || (step == ESTABLISHED && after);

	switch (fails) {
	case SOURCE:
		return step >= ESTABLISHED ? DESTINATION : LOST;
	case DESTINATION:
		/* A request that has not reached the source does so later */
		if (step == FIRST && !after)
			return DESTINATION;
		return let_go ? LOST : SOURCE;
	case REQUESTER:
		return step == FIRST && !after ? SOURCE : DESTINATION;
	default:
		return DESTINATION;
	}
}

/* How the request ends */
enum ending {
	FAILED,		/* an answer says so, or a notice: nobody can answer */
	MOVED,
	NOBODY_ASKS,
	LATE		/* in the same way as FAILED, after half a minute */
};

static enum ending ending(int step, bool after, int fails)
{
	bool cleaned = step > ESTABLISHED + 1 ||
		       (step == ESTABLISHED + 1 && after);

	switch (fails) {
	case REQUESTER:
		return NOBODY_ASKS;
	case SOURCE:
		if (step < ESTABLISHED)
			return FAILED;
		return cleaned ? MOVED : LATE;
	case DESTINATION:
		if (step == FIRST && !after)
			return MOVED;
		/* The answer is on its way, or has come */
		return cleaned && after ? MOVED : FAILED;
	default:
		return MOVED;
	}
}

static enum ending ended(const struct message *message)
{
	struct demos_migrated migrated;

	return guest_migrate_end(message, &migrated) ? FAILED : MOVED;
}

static int hold(struct machine *machines, int step, bool after,
		struct stopper *stopper)
{
	const struct stop stop = { steps[step].op, steps[step].region, after };

	return stopper_join(&machines[steps[step].a], &machines[steps[step].b],
			    &stop, stopper);
}

static int join(struct machine *machines, int step)
{
	return peer_join(&machines[steps[step].a], &machines[steps[step].b]);
}

/* Where is the guest? LOST: nowhere; or a negative errno */
static int where(struct process *witness, const struct guest *guest)
{
	struct demos_status status;
	int result = guest_status(witness, guest, &status);

	if (result)
		return result > 0 ? LOST : result;
	return status.flags ? -EBUSY : ntohs(status.machine) - 1;
}

/* Do both machines, and no other, know of one copy at the most? */
static int copies(struct machine *machines, uint64_t pid)
{
	struct demos_process_info info;
	int i, count = 0;

	for (i = 0; i < MACHINES; i++)
		count += !process_info(&machines[i], pid, &info);
	return count;
}

#define CASE(step, after, fails) \
	TH_LOG("%s %s, fails: %d", (after) ? "after" : "before", \
	       steps[step].name, fails)

static void one(struct __test_metadata *_metadata, struct scene *self,
		int step, bool after, int fails)
{
	/* The next message must not pass either */
	bool both = step == FIRST && after;
	int expected = outcome(step, after, fails);
	enum ending promised = ending(step, after, fails);
	struct message message;
	uint32_t credit;
	int place;

	ASSERT_OK(hold(self->m, step, after, &self->stopper[0]));
	if (both)
		ASSERT_OK(hold(self->m, FIRST + 1, false, &self->stopper[1]));
	ASSERT_OK(guest_migrate_begin(&self->requester, &self->seen,
				      DESTINATION + 1, &credit));
	ASSERT_OK(stopper_await(&self->stopper[0]));
	if (both)
		ASSERT_OK(stopper_await(&self->stopper[1]));
	stopper_cut(&self->stopper[0]);
	stopper_cut(&self->stopper[1]);
	if (fails != CONNECTION) {
		crash_cut(self->m, MACHINES, fails);
		ASSERT_OK(crash_restart(self->m, MACHINES, fails));
	}
	if (fails != steps[step].a && fails != steps[step].b)
		ASSERT_OK(join(self->m, step));
	if (both && fails != SOURCE && fails != DESTINATION)
		ASSERT_OK(join(self->m, FIRST + 1));
	if (promised <= MOVED) {
		ASSERT_OK(process_await(&self->requester, credit, SOON,
					&message));
		EXPECT_EQ(promised, ended(&message))
			CASE(step, after, fails);
	}
	place = where(&self->witness, &self->guest);
	EXPECT_EQ(expected, place)
		CASE(step, after, fails);
	EXPECT_EQ(expected != LOST, copies(self->m, self->guest.pid))
		CASE(step, after, fails);
}

/* The next migration succeeds; and all is as at the beginning */
static void next(struct __test_metadata *_metadata, struct scene *self,
		 int step, bool after, int fails)
{
	struct demos_migrated migrated;
	int place = where(&self->witness, &self->guest);

	process_close(&self->requester);
	ASSERT_OK(process_attach(&self->requester, &self->m[REQUESTER],
				 "requester"));
	if (place == LOST) {
		ASSERT_OK(begin(&self->witness, &self->requester, &self->guest,
				&self->seen));
		place = SOURCE;
	}
	EXPECT_OK(guest_migrate(&self->witness, &self->guest,
				place == SOURCE ? DESTINATION + 1 : SOURCE + 1,
				&migrated))
		CASE(step, after, fails);
	ASSERT_OK(guest_control(&self->witness, &self->guest, DEMOS_OP_KILL));
	ASSERT_OK(begin(&self->witness, &self->requester, &self->guest,
			&self->seen));
}

static void all(struct __test_metadata *_metadata, struct scene *self,
		int fails)
{
	int i;

	for (i = 0; i < 2 * STEPS; i++) {
		one(_metadata, self, i / 2, i % 2, fails);
		next(_metadata, self, i / 2, i % 2, fails);
	}
}

TEST_F_TIMEOUT(crash, of_the_connection, LONG_TEST)
{
	all(_metadata, &self->scene, CONNECTION);
}

TEST_F_TIMEOUT(crash, of_the_source, LONG_TEST)
{
	all(_metadata, &self->scene, SOURCE);
}

TEST_F_TIMEOUT(crash, of_the_destination, LONG_TEST)
{
	all(_metadata, &self->scene, DESTINATION);
}

TEST_F_TIMEOUT(crash, of_the_requester, LONG_TEST)
{
	all(_metadata, &self->scene, REQUESTER);
}

TEST_HARNESS_MAIN
