// SPDX-License-Identifier: GPL-2.0
/*
 * The guests of a machine, as the process manager knows them. Others may have
 * moved guests, so it can be made to ask them all first where they are.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ending.h"
#include "evacuation.h"
#include "patience.h"

#define LOOK		1000	/* ms that a look at guests may take */

/* Is the guest on the machine, and does it exist? */
static bool is_there(const struct evacuation *evacuation,
		     const struct demos_managed *guest)
{
	return guest->machine == evacuation->machine && guest->ended != 1;
}

/* A guest that has moved may end as it likes, but it is not to be lost */
static void note_end(struct evacuee *guest, const struct demos_managed *found)
{
	bool lost = found->status == DEMOS_STATUS_LOST;
	char why[ENDING_TEXT];

	if (guest->state == EVACUEE_MOVED && !lost)
		return;
	evacuees_turn(&guest->evacuation->guests, guest, EVACUEE_ENDED);
	guest->lost = lost;
	if (lost)
		snprintf(guest->why, sizeof(guest->why), "%s",
			 ending_why(found, why));
}

static int note_guest(struct evacuation *evacuation,
		      const struct demos_managed *found)
{
	struct evacuees *guests = &evacuation->guests;
	struct evacuee *guest = evacuees_find(guests, found->pid);
	bool there = is_there(evacuation, found);

	if (!guest && there) {
		guest = evacuees_add(guests, found->pid, found->name);
		if (!guest)
			return -ENOMEM;
		guest->evacuation = evacuation;
	}
	if (!guest || guest->state == EVACUEE_LEAVING)
		return 0;
	if (found->ended == 1) {
		note_end(guest, found);
	} else if (there && guest->state == EVACUEE_MOVED) {
		/* It came back before the machine drained */
		evacuees_turn(guests, guest, EVACUEE_WAITING);
	} else if (!there && guest->state != EVACUEE_MOVED) {
		guest->to = found->machine;
		evacuees_turn(guests, guest, EVACUEE_MOVED);
	}
	return 0;
}

static int note_guests(struct evacuation *evacuation)
{
	struct manager *manager = evacuation->manager;
	struct demos_managed *list;
	int count, i, err = 0;

	count = demos_pm_list(manager->demos, manager->pm, &list);
	if (count < 0)
		return count;
	for (i = 0; i < count && !err; i++)
		err = note_guest(evacuation, &list[i]);
	free(list);
	return err;
}

/* The process manager learns from the answers where the guests are */
static int ask_all(struct evacuation *evacuation)
{
	struct manager *manager = evacuation->manager;
	struct demos_surveyed *guests;
	struct demos_managed *list;
	int count, i, living = 0, err;

	count = demos_pm_list(manager->demos, manager->pm, &list);
	if (count < 0)
		return count;
	guests = calloc(count + 1, sizeof(*guests));
	for (i = 0; guests && i < count; i++) {
		if (list[i].ended == 1)
			continue;
		guests[living].pid = list[i].pid;
		guests[living++].machine = list[i].machine;
	}
	err = guests ? demos_pm_survey(manager->demos, manager->pm, guests,
				       living, LOOK) : -ENOMEM;
	free(guests);
	free(list);
	return err;
}

/**
 * evacuation_find - find the guests of the machine
 * @evacuation: the evacuation
 * @survey: ask all guests of the LAN first where they are
 *
 * Return: DONE, or FAILED after saying why; patience_over(): the user has ended
 * it.
 */
int evacuation_find(struct evacuation *evacuation, bool survey)
{
	int err = 0;

	evacuation_ask(evacuation);
	if (survey)
		err = ask_all(evacuation);
	if (!err)
		err = note_guests(evacuation);
	patience_rest();
	if (!err || patience_over())
		return DONE;
	return evacuation_broken(evacuation, "cannot list the guests");
}

/* Return: how many machines were chosen, or a negative errno */
static int plan_some(struct evacuation *evacuation, int first,
		     __u16 places[DEMOS_PM_PLACES])
{
	struct manager *manager = evacuation->manager;
	const struct demos_wish wish = {
		.from = evacuation->machine,
		.machines = evacuation->to,
		.count = evacuation->nto,
		.only = evacuation->nto,
		.skip = first,
	};
	int most = evacuation->guests.count - first;

	if (most > DEMOS_PM_PLACES)
		most = DEMOS_PM_PLACES;
	return demos_pm_place(manager->demos, manager->pm, &wish, places,
			      most);
}

static void note_plan(struct evacuation *evacuation, struct evacuee *guest,
		      __u16 machine)
{
	struct destination *destination =
		evacuation_destination(evacuation, machine);

	guest->to = machine;
	if (destination)
		destination->arrived++;
	evacuees_turn(&evacuation->guests, guest, EVACUEE_MOVED);
	evacuation_say_moved(evacuation, guest);
}

/**
 * evacuation_plan - say where the guests would go, if none is refused
 * @evacuation: the evacuation; its guests become MOVED, or STAYS
 *
 * Return: DONE, or FAILED after saying why.
 */
int evacuation_plan(struct evacuation *evacuation)
{
	struct evacuees *guests = &evacuation->guests;
	__u16 places[DEMOS_PM_PLACES];
	int i, k, count = 1;

	if (evacuation_find(evacuation, true))
		return FAILED;
	for (i = 0; i < guests->count && count > 0; i += count) {
		count = plan_some(evacuation, i, places);
		if (count < 0)
			return evacuation_broken(evacuation,
						 "cannot choose machines");
		for (k = 0; k < count; k++)
			note_plan(evacuation, guests->list[i + k], places[k]);
	}
	for (; i < guests->count; i++) {
		snprintf(guests->list[i]->why, RECORD_TEXT,
			 "no other machine takes guests");
		evacuees_turn(guests, guests->list[i], EVACUEE_STAYS);
	}
	return DONE;
}
