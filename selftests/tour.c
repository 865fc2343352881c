// SPDX-License-Identifier: GPL-2.0
/*
 * A tour: 50 guests are moved about 8 machines and exchange messages meanwhile.
 * One machine after another crashes and comes back. In the end every promise of
 * Documentation/recovery.rst is audited.
 *
 * TOUR_MIGRATIONS=N, with a crash after every TOUR_CRASHES=N of them. SEED=N
 * chooses tourists, machines and crashes. TOUR_PACE=N: ms between two messages
 * of a tourist. TOUR_SAMPLES=FILE gets the time of a migration and the memory
 * of machines on the way, for tour-plot.
 */
#include "harness.h"
#include "audit.h"

#include <time.h>

#define VERY_LONG_TEST	36000
#define MIGRATIONS	300
#define CRASHES		100
#define SAMPLES		100

FIXTURE(tour)
{
	struct tour *tour;
	FILE *samples;
};

static unsigned int setting(const char *name, unsigned int normal)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 0) : normal;
}

FIXTURE_SETUP(tour)
{
	const char *samples = getenv("TOUR_SAMPLES");
	unsigned int seed = setting("SEED", time(NULL));

	TH_LOG("SEED=%u", seed);
	self->samples = samples ? fopen(samples, "we") : NULL;
	ASSERT_EQ(!samples, !self->samples);
	self->tour = calloc(1, sizeof(*self->tour));
	ASSERT_NE(NULL, self->tour);
	ASSERT_OK(tour_begin(self->tour, seed, setting("TOUR_PACE", 100)));
}

FIXTURE_TEARDOWN(tour)
{
	tour_end(self->tour);
	free(self->tour);
	if (self->samples)
		fclose(self->samples);
}

/* What all machines have: forwarding addresses, pair records, memory */
static int add_up(struct tour *tour, uint64_t *forwards, uint64_t *pairs,
		  uint64_t *kib)
{
	uint64_t most[__DEMOS_LIMIT_MAX], used[__DEMOS_LIMIT_MAX], number;
	long memory;
	int i, error;

	*forwards = 0;
	*pairs = 0;
	*kib = 0;
	for (i = 0; i < TOUR_MACHINES; i++) {
		error = machine_show(&tour->m[i], DEMOS_A_FORWARDS, &number);
		if (!error)
			error = machine_limits(&tour->m[i], most, used);
		memory = bed()->memory(&tour->m[i].admin);
		if (error || memory < 0)
			return error ? error : (int)memory;
		*forwards += number;
		*pairs += used[DEMOS_LIMIT_PAIRS];
		*kib += memory;
	}
	return 0;
}

/* A line: migrations; ms of one, without execution and until the answer; a
 * machine's memory, KiB; forwarding addresses and pair records of all machines
 */
static int take_sample(struct tour *tour, FILE *file)
{
	uint64_t forwards, pairs, kib;
	int error;

	if (!file || !tour->count)
		return 0;
	error = add_up(tour, &forwards, &pairs, &kib);
	fprintf(file, "%u %.3f %.3f %llu %llu %llu %u\n", tour->ended,
		tour->ns / 1e6 / tour->count, tour->wall / 1e6 / tour->count,
		(unsigned long long)kib / TOUR_MACHINES,
		(unsigned long long)forwards, (unsigned long long)pairs,
		tour->dead);
	fflush(file);
	tour->ns = 0;
	tour->wall = 0;
	tour->count = 0;
	return error;
}

TEST_F_TIMEOUT(tour, keeps_all_promises, VERY_LONG_TEST)
{
	unsigned int migrations = setting("TOUR_MIGRATIONS", MIGRATIONS);
	unsigned int between = setting("TOUR_CRASHES", CRASHES);
	unsigned int step = migrations / SAMPLES + 1;
	struct tour *tour = self->tour;
	unsigned int sample = step, crash = between;
	uint64_t begun = guide_clock();
	struct message message;
	struct audit audit;

	while (tour->ended < migrations) {
		ASSERT_OK(tour_turn(tour, migrations));
		if (tour->ended >= sample) {
			ASSERT_OK(take_sample(tour, self->samples));
			sample += step;
		}
		if (between && tour->ended >= crash &&
		    crash < migrations) {
			ASSERT_OK(audit_owners(tour));
			ASSERT_OK(tour_crash(tour));
			crash += between;
		}
	}
	ASSERT_OK(tour_rest(tour));
	TH_LOG("%u migrations, %u done, %u crashes, %u deaths, %.1f s",
	       tour->ended, tour->moved, tour->crashes, tour->dead,
	       (guide_clock() - begun) / 1e9);
	ASSERT_OK(audit_owners(tour));
	ASSERT_OK(party_order(&tour->party, TOUR_STOP, 0));
	ASSERT_OK(audit_messages(tour, &audit));
	TH_LOG("the living: %u messages sent, %u lost, %u told of", audit.sent,
	       audit.missing, audit.told);
	TH_LOG("%u calls, %u unknown, %u dead; %u data moves, %u failed",
	       audit.calls, audit.unknown, audit.dead, audit.reads,
	       audit.unread);
	ASSERT_OK(audit_owners(tour));
	ASSERT_OK(audit_left_over(tour));
	TH_LOG("%u pair records of the dead are left", tour->silent);
	/* No tourist has ended by itself, or by a fault */
	EXPECT_EQ(DEMOS_ETIME, process_receive(&tour->p, 1U << MANAGER_CHANNEL,
					       0, &message));
	ASSERT_OK(audit_empty(tour));
	EXPECT_EQ(0, tour->faults);
}

TEST_HARNESS_MAIN
