// SPDX-License-Identifier: GPL-2.0
/*
 * Guests that have been on their way for long. Their destination may not
 * answer; or the answer was lost with a machine, so they are looked at from
 * time to time. A guest that really moves does not answer before it has
 * arrived.
 */
#include <errno.h>
#include <stdlib.h>

#include "../../daemon/lib/clock.h"
#include "evacuation.h"
#include "patience.h"

#define OVERDUE		3000	/* ms after which a migration takes long */
#define AGAIN		3000	/* ms from one look to the next */
#define LOOK		500	/* ms that it may take */

/* Say so once */
static void note_overdue(struct evacuation *evacuation, struct evacuee *guest)
{
	struct destination *destination =
		evacuation_destination(evacuation, guest->to);
	char text[DEMOS_PID_TEXT];

	if (guest->overdue)
		return;
	guest->overdue = true;
	if (destination)
		destination->overdue++;
	fail(DONE,
	     "%s %s is still on its way to machine %u, which may not answer: waiting for it, others go elsewhere (Ctrl-C: stop)...",
	     demos_pid_format(guest->pid, text), guest->name, guest->to);
}

/* Fill @found with them. Return: how many */
static int list_overdue(struct evacuation *evacuation,
			struct demos_surveyed *found)
{
	__u64 now = demos_clock_ms();
	int i, n = 0;

	for (i = 0; i < evacuation->guests.count; i++) {
		struct evacuee *guest = evacuation->guests.list[i];

		if (guest->state != EVACUEE_LEAVING ||
		    now - guest->when < OVERDUE)
			continue;
		note_overdue(evacuation, guest);
		found[n].pid = guest->pid;
		found[n++].machine = evacuation->machine;
	}
	return n;
}

/* Return: how many are found */
static int look(struct evacuation *evacuation, struct demos_surveyed *found,
		int count)
{
	struct manager *manager = evacuation->manager;
	struct evacuee *guest;
	int i, n = 0;

	evacuation_ask(evacuation);
	if (demos_pm_survey(manager->demos, manager->pm, found, count, LOOK))
		count = 0;
	patience_rest();
	for (i = 0; i < count; i++) {
		guest = evacuees_find(&evacuation->guests, found[i].pid);
		if (found[i].error ? found[i].error != -ESRCH :
		    found[i].info.flags & DEMOS_PROCESS_LEAVING)
			continue;
		evacuation_end(guest, &found[i]);
		n++;
	}
	return n;
}

/**
 * evacuation_overdue - count the guests that have been on their way for long
 * @evacuation: the evacuation
 *
 * From time to time, find out whether they still are.
 *
 * Return: how many.
 */
int evacuation_overdue(struct evacuation *evacuation)
{
	struct demos_surveyed *found;
	int count;

	if (!evacuation->guests.in[EVACUEE_LEAVING])
		return 0;
	found = calloc(evacuation->guests.in[EVACUEE_LEAVING], sizeof(*found));
	if (!found)
		return 0;
	count = list_overdue(evacuation, found);
	if (count && !demos_remaining(evacuation->look)) {
		count -= look(evacuation, found, count);
		evacuation->look = demos_deadline(AGAIN);
	}
	free(found);
	return count;
}
