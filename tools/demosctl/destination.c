// SPDX-License-Identifier: GPL-2.0
/*
 * Where an evacuation sends a guest: where the process manager says. Machines
 * that have refused the guest are left out. So are those that refuse one guest
 * after another, or do not answer, as long as there are others.
 */
#include <stdlib.h>

#include "evacuation.h"
#include "patience.h"

#define REFUSALS	3	/* one after another: it takes no guests */

/**
 * evacuation_destination - find what is known about a destination
 * @evacuation: the evacuation
 * @machine: the destination
 *
 * Return: its entry; NULL: there are too many.
 */
struct destination *evacuation_destination(struct evacuation *evacuation,
					   __u16 machine)
{
	struct destination *destination = evacuation->destinations;
	int i;

	for (i = 0; i < evacuation->ndestinations; i++, destination++)
		if (destination->machine == machine)
			return destination;
	if (i == EVACUATION_MACHINES)
		return NULL;
	evacuation->ndestinations++;
	destination->machine = machine;
	return destination;
}

static bool is_doubtful(struct evacuation *evacuation, __u16 machine)
{
	const struct destination *destination =
		evacuation_destination(evacuation, machine);

	return destination && (destination->overdue ||
			       destination->refusals >= REFUSALS);
}

/* Of the machines that the user wants, those that may be asked */
static int list_wanted(struct evacuation *evacuation,
		       const struct evacuee *guest, bool sure,
		       __u16 *machines)
{
	unsigned int i;
	int n = 0;

	for (i = 0; i < evacuation->nto; i++)
		if (!evacuee_tried(guest, evacuation->to[i]) &&
		    !(sure && is_doubtful(evacuation, evacuation->to[i])))
			machines[n++] = evacuation->to[i];
	return n;
}

/* The machines that are not to be asked */
static int list_unwanted(struct evacuation *evacuation,
			 const struct evacuee *guest, bool sure,
			 __u16 *machines)
{
	unsigned int i;
	int n = 0, k;

	for (i = 0; i < guest->ntried && n < DEMOS_PM_PLACES; i++)
		machines[n++] = guest->tried[i];
	for (k = 0; sure && k < evacuation->ndestinations &&
	     n < DEMOS_PM_PLACES; k++)
		if (is_doubtful(evacuation,
				evacuation->destinations[k].machine))
			machines[n++] = evacuation->destinations[k].machine;
	return n;
}

/* @sure: leave out those that are doubtful */
static int choose(struct evacuation *evacuation, const struct evacuee *guest,
		  bool sure, __u16 *machine)
{
	struct manager *manager = evacuation->manager;
	__u16 machines[DEMOS_PM_PLACES];
	struct demos_wish wish = {
		.from = evacuation->machine,
		.machines = machines,
		.only = evacuation->nto,
	};

	if (wish.only)
		wish.count = list_wanted(evacuation, guest, sure, machines);
	else
		wish.count = list_unwanted(evacuation, guest, sure, machines);
	if (wish.only && !wish.count)
		return 0;
	return demos_pm_place(manager->demos, manager->pm, &wish, machine, 1);
}

/**
 * evacuation_choose - choose a destination for a guest
 * @evacuation: the evacuation
 * @guest: the guest
 * @machine: gets the destination
 *
 * Return: 1; 0: no machine takes it; or a negative errno.
 */
int evacuation_choose(struct evacuation *evacuation,
		      const struct evacuee *guest, __u16 *machine)
{
	int chosen;

	evacuation_ask(evacuation);
	chosen = choose(evacuation, guest, true, machine);
	if (!chosen)
		chosen = choose(evacuation, guest, false, machine);
	patience_rest();
	return chosen;
}
