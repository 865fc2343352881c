// SPDX-License-Identifier: GPL-2.0
/*
 * Tours (tour.h).
 */
#include "tour.h"
#include "crash.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define OUTCOME_MAX	120ULL		/* s until a migration has an outcome */
#define PAUSE		200000000ULL	/* ns between two looks for the dead */
#define WAIT		20		/* ms, if there is nothing to do */
#define ABSENT_MAX	5		/* looks, until a tourist is dead */
#define DOUBLE_MAX	50		/* and until there are two of it */

/**
 * tour_fault() - a promise has not been kept
 * @tour: the tour
 * @format: which, as for printf()
 */
void tour_fault(struct tour *tour, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "# after %u migrations, %u crashes: ", tour->ended,
		tour->crashes);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	tour->faults++;
}

/* Give a tourist's guide the link to it */
static int brief(struct tour *tour, int index)
{
	uint32_t link;
	int error;

	error = link_dup(&tour->p, tour->party.tourist[index].guest.control,
			 DEMOS_LINK_DUP | DEMOS_LINK_PASS | DEMOS_LINK_KERNEL,
			 &link);
	return error ? error : guide_take(&tour->p,
					  &tour->guides[index % GUIDES],
					  index / GUIDES, link);
}

/**
 * tour_begin() - make machines, guides and tourists
 * @tour: zeroed
 * @seed: chooses tourists, machines and crashes
 * @pace: ms between two messages of a tourist
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int tour_begin(struct tour *tour, unsigned int seed, uint16_t pace)
{
	int i, error;

	tour->party.p = &tour->p;
	tour->seed = seed;
	for (i = 0; i < GUIDES; i++)
		tour->seeds[i] = seed + 1 + i;
	error = machine_lan(tour->m, TOUR_MACHINES + 1);
	if (!error)
		error = process_attach(&tour->p, &tour->m[TOUR_HOME],
				       "manager");
	if (!error)
		error = guides_start(&tour->p, TOUR_HOME + 1, tour->guides);
	if (!error)
		error = party_start(&tour->party, TOUR_MACHINES);
	for (i = 0; i < TOURISTS && !error; i++)
		error = brief(tour, i);
	return error ? error : party_order(&tour->party, TOUR_GO, pace);
}

/**
 * tour_end() - end all machines
 * @tour: the tour
 */
void tour_end(struct tour *tour)
{
	int i;

	process_close(&tour->p);
	for (i = 0; i <= TOUR_MACHINES; i++)
		machine_leave(&tour->m[i]);
}

/* ---- Migrations */

static bool is_moving(const struct tour *tour, int index)
{
	return tour->guides[index % GUIDES].busy &&
	       tour->moving[index % GUIDES] == index;
}

/* Let a guide move one of its tourists somewhere else */
static int move_one(struct tour *tour, int guide)
{
	int count = (TOURISTS - guide + GUIDES - 1) / GUIDES;
	unsigned int *seed = &tour->seeds[guide];
	int slot = rand_r(seed) % count;
	int machine = 1 + rand_r(seed) % (TOUR_MACHINES - 1);
	int index = slot * GUIDES + guide;
	const struct tourist *tourist = &tour->party.tourist[index];
	struct demos_op_migrate request = { .op = htons(DEMOS_OP_MIGRATE) };

	if (tourist->doubt)
		return 0;
	if (machine >= tourist->place)
		machine++;
	request.machine = htons(machine);
	tour->moving[guide] = index;
	tour->begun++;
	return guide_ask(&tour->p, &tour->guides[guide], slot, &request,
			 sizeof(request));
}

static void moved(struct tour *tour, int guide,
		  const struct demos_migrated *migrated)
{
	struct tourist *tourist = &tour->party.tourist[tour->moving[guide]];

	if (migrated->pid != htobe64(tourist->guest.pid))
		tour_fault(tour, "an answer about another process");
	tourist->place = ntohs(migrated->machine);
	tour->moved++;
	tour->count++;
	tour->ns += be64toh(migrated->ns);
	tour->wall += guide_clock() - tour->guides[guide].since;
}

/* Take the outcome of a migration, if it is there */
static int hear_guide(struct tour *tour, int guide)
{
	struct guide *self = &tour->guides[guide];
	struct demos_migrated migrated = { 0 };
	size_t length;
	int result;

	result = guide_hear(&tour->p, self, &migrated, sizeof(migrated),
			    &length);
	if (result == -ETIMEDOUT &&
	    guide_clock() - self->since < OUTCOME_MAX * 1000000000)
		return 0;
	if (result < 0) {
		tour_fault(tour, "tourist %d: no outcome of a migration",
			   tour->moving[guide]);
		return result;
	}
	tour->ended++;
	if (!result)
		result = ntohs(migrated.result);
	if (!result)
		moved(tour, guide, &migrated);
	else
		tour->party.tourist[tour->moving[guide]].doubt = true;
	return 0;
}

/* ---- Crashes */

/**
 * tour_places() - where is a tourist?
 * @tour: the tour
 * @index: of the tourist
 * @place: gets the id of its last machine, if it is on any
 * @flags: gets its DEMOS_PROCESS_* flags there
 *
 * A tourist that moves meanwhile may be missed, or counted twice.
 *
 * Return: on how many machines it is.
 */
int tour_places(struct tour *tour, int index, uint16_t *place, uint8_t *flags)
{
	uint64_t pid = tour->party.tourist[index].guest.pid;
	struct demos_process_info info;
	int i, count = 0;

	for (i = 0; i <= TOUR_MACHINES; i++) {
		if (process_info(&tour->m[i], pid, &info))
			continue;
		*place = i + 1;
		*flags = info.flags;
		count++;
	}
	return count;
}

/* Note which tourists a machine has that is cut off from all others */
static void note_doomed(struct tour *tour, struct machine *machine)
{
	struct demos_process_info info;
	struct tourist *tourist;
	int i;

	for (i = 0; i < TOURISTS; i++) {
		tourist = &tour->party.tourist[i];
		if (process_info(machine, tourist->guest.pid, &info))
			continue;
		tour->doomed[i] = TOUR_DOOMED | info.flags;
		tourist->doubt = true;
	}
}

/**
 * tour_crash() - have a machine crash and come back
 * @tour: the tour
 *
 * Return: 0 or a negative errno.
 */
int tour_crash(struct tour *tour)
{
	int which = rand_r(&tour->seed) % TOUR_MACHINES;

	crash_cut(tour->m, TOUR_MACHINES + 1, which);
	note_doomed(tour, &tour->m[which]);
	tour->crashes++;
	return crash_restart(tour->m, TOUR_MACHINES + 1, which);
}

static int replace(struct tour *tour, int index)
{
	int error;

	if (!tour->doomed[index])
		tour_fault(tour, "tourist %d is lost, not with a machine",
			   index);
	tour->doomed[index] = 0;
	tour->dead++;
	error = party_replace(&tour->party, index, 1 + index % TOUR_MACHINES);
	return error ? error : brief(tour, index);
}

/* Has a tourist died, or where is it? */
static int look_for(struct tour *tour, int index)
{
	struct tourist *tourist = &tour->party.tourist[index];
	uint8_t flags = 0;
	int count = tour_places(tour, index, &tourist->place, &flags);

	if (count != 1 || flags) {
		tour->absent[index]++;
		if (!count && tour->absent[index] >= ABSENT_MAX)
			return replace(tour, index);
		if (count > 1 && tour->absent[index] == DOUBLE_MAX)
			tour_fault(tour, "tourist %d is on %d machines", index,
				   count);
		return 0;
	}
	if (tour->doomed[index] == TOUR_DOOMED)
		tour_fault(tour, "tourist %d lives, but died with a machine",
			   index);
	tour->doomed[index] = 0;
	tourist->doubt = false;
	return 0;
}

static int look_for_dead(struct tour *tour)
{
	struct tourist *tourist;
	int i, error = 0;

	if (guide_clock() - tour->looked < PAUSE)
		return 0;
	tour->looked = guide_clock();
	for (i = 0; i < TOURISTS && !error; i++) {
		tourist = &tour->party.tourist[i];
		if (!tourist->doubt)
			tour->absent[i] = 0;
		else if (!is_moving(tour, i))
			error = look_for(tour, i);
	}
	return error;
}

/**
 * tour_turn() - begin migrations, take outcomes, look for the dead
 * @tour: the tour
 * @until: so many migrations are begun at most
 *
 * Waits a little if there is nothing to do.
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int tour_turn(struct tour *tour, unsigned int until)
{
	unsigned int before = tour->begun + tour->ended;
	int i, error = 0;

	for (i = 0; i < GUIDES && !error; i++) {
		if (tour->guides[i].busy)
			error = hear_guide(tour, i);
		if (!error && !tour->guides[i].busy && tour->begun < until)
			error = move_one(tour, i);
	}
	if (before == tour->begun + tour->ended)
		client_poll(&tour->p.client, WAIT);
	return error ? error : look_for_dead(tour);
}

static bool is_at_rest(const struct tour *tour)
{
	int i;

	for (i = 0; i < GUIDES; i++)
		if (tour->guides[i].busy)
			return false;
	for (i = 0; i < TOURISTS; i++)
		if (tour->party.tourist[i].doubt)
			return false;
	return true;
}

/**
 * tour_rest() - wait until all migrations have ended, and all tourists live
 * @tour: the tour
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int tour_rest(struct tour *tour)
{
	int error = 0;

	while (!error && !is_at_rest(tour))
		error = tour_turn(tour, tour->begun);
	return error;
}
