// SPDX-License-Identifier: GPL-2.0
/*
 * An evacuation. Migrations are requested from the process manager and answered
 * in any order, so a machine that does not answer holds up its own guests only:
 * a migration that takes long does not count among those that may be under way
 * at the same time.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../daemon/lib/clock.h"
#include "evacuation.h"
#include "patience.h"

#define ARRIVE		100	/* ms between looks at guests that arrive */
#define ARRIVAL		3000	/* ms after which that takes long */
#define GRACE		2000	/* ms for what is under way at the time limit */
#define TICK		250	/* ms between drawings of the bar */

static void start_some(struct evacuation *evacuation)
{
	int overdue = evacuation_overdue(evacuation);
	struct evacuee *guest;

	while (!evacuation->cause && !evacuation->failed && !patience_over() &&
	       evacuation->guests.in[EVACUEE_LEAVING] - overdue <
		       (int)evacuation->jobs) {
		guest = evacuees_next(&evacuation->guests, demos_clock_ms());
		if (!guest)
			break;
		evacuation_start(guest);
		evacuation_show(evacuation);
	}
}

/* Say once that guests take long to arrive */
static void say_arriving(struct evacuation *evacuation, int arriving)
{
	if (!evacuation->awaits)
		evacuation->awaits = demos_deadline(ARRIVAL);
	if (demos_remaining(evacuation->awaits))
		return;
	evacuation->awaits = UINT64_MAX;
	fail(DONE,
	     "machine %u is empty, but %d guest%s still on the way there: waiting (Ctrl-C: stop)...",
	     evacuation->machine, arriving, arriving == 1 ? " is" : "s are");
}

/* Return: will guests arrive that were on their way before it drained? */
static int awaits(struct evacuation *evacuation)
{
	struct manager *manager = evacuation->manager;
	struct demos_managed_machine *list;
	int count, i, arriving = 0;

	evacuation_ask(evacuation);
	count = demos_pm_machines(manager->demos, manager->pm, DEMOS_NO_LIMIT,
				  &list);
	patience_rest();
	if (count < 0 && !patience_over())
		evacuation_broken(evacuation, "cannot list the machines");
	if (count < 0)
		return 0;
	for (i = 0; i < count; i++)
		if (list[i].machine == evacuation->machine)
			arriving = list[i].arriving;
	free(list);
	return arriving;
}

/* The user, or the time limit, ends this: let what is under way arrive */
static void stop(struct evacuation *evacuation)
{
	int leaving = evacuation->guests.in[EVACUEE_LEAVING];

	evacuation->cause = patience_forgive();
	evacuation->patience_until =
		demos_deadline(evacuation->cause == TIMED_OUT ? GRACE :
			       DEMOS_NO_LIMIT);
	if (!leaving)
		return;
	fail(DONE,
	     "stopping when %d %s under way %s arrived (Ctrl-C: at once)...",
	     leaving, leaving == 1 ? "guest" : "guests",
	     leaving == 1 ? "has" : "have");
}

static bool is_over(struct evacuation *evacuation)
{
	if (evacuation->failed)
		return true;
	if (!evacuation->cause)
		return false;
	return !evacuation->guests.in[EVACUEE_LEAVING] ||
	       !demos_remaining(evacuation->patience_until);
}

/* Wait for an answer, or until there is something else to do */
static void wait_a_while(struct evacuation *evacuation, int ms)
{
	struct demos *demos = evacuation->manager->demos;
	__u64 now = demos_clock_ms();
	__u64 due = evacuees_due(&evacuation->guests);
	int err;

	/* Those that are due wait for others to arrive */
	if (due > now && due - now < (__u64)ms)
		ms = due - now;
	err = demos_wait(demos, ms);
	if (err < 0 && err != -ECANCELED)
		evacuation_broken(evacuation, "cannot receive");
	evacuation_show(evacuation);
}

/* Nothing is left to do, it seems. Return: is it so? */
static bool is_empty(struct evacuation *evacuation)
{
	const int *in = evacuation->guests.in;
	int arriving = awaits(evacuation);

	if (evacuation->failed || patience_over())
		return false;
	evacuation_find(evacuation, true);
	if (in[EVACUEE_WAITING] || evacuation->failed || patience_over())
		return false;
	if (arriving) {
		say_arriving(evacuation, arriving);
		wait_a_while(evacuation, ARRIVE);
	}
	return !arriving;
}

/**
 * evacuation_run - move the guests
 * @evacuation: the machine drains
 *
 * Ends when none is left that can move, or when the user or the time limit ends
 * it; then @evacuation->cause says so. A guest that is LEAVING in the end may
 * arrive later.
 *
 * Return: DONE, or FAILED after saying why.
 */
int evacuation_run(struct evacuation *evacuation)
{
	const int *in = evacuation->guests.in;

	evacuation_find(evacuation, false);
	while (!is_over(evacuation)) {
		if (patience_over()) {
			if (evacuation->cause)
				break;
			stop(evacuation);
			continue;
		}
		start_some(evacuation);
		if (in[EVACUEE_LEAVING] || in[EVACUEE_WAITING])
			wait_a_while(evacuation, TICK);
		else if (!evacuation->failed && !patience_over() &&
			 is_empty(evacuation))
			break;
	}
	progress_clear(&evacuation->progress);
	return evacuation->failed ? FAILED : DONE;
}
