// SPDX-License-Identifier: GPL-2.0
/*
 * The migration of one guest of a machine that is evacuated. If its destination
 * refuses, another one is tried; if the outcome is not known, the guest is
 * looked at first.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../daemon/lib/clock.h"
#include "evacuation.h"
#include "patience.h"

#define AGAIN		200	/* ms until a busy guest is tried again */
#define BUSY		10000	/* ms that it may be busy, or out of sight */
#define LOOK		1000	/* ms that a look at it may take */

/**
 * struct attempt - a migration that was requested
 * @guest: the guest; what was learned otherwise may have made it forget this
 *	   attempt
 */
struct attempt {
	struct evacuee *guest;
};

/* The guest is tried again, at once or after a while */
static void postpone(struct evacuee *guest, int ms)
{
	guest->when = ms ? demos_clock_ms() + ms : 0;
	evacuees_turn(&guest->evacuation->guests, guest, EVACUEE_WAITING);
}

static void arrived(struct evacuee *guest,
		    const struct demos_migration *report)
{
	struct evacuation *evacuation = guest->evacuation;
	struct destination *destination =
		evacuation_destination(evacuation, report->machine);

	guest->to = report->machine;
	guest->ns = report->ns;
	evacuees_turn(&evacuation->guests, guest, EVACUEE_MOVED);
	if (destination) {
		destination->arrived++;
		destination->refusals = 0;
	}
	evacuation_say_moved(evacuation, guest);
}

static void note_why(struct evacuee *guest, enum demos_result result)
{
	const char *why = demos_error_why(guest->evacuation->manager->demos);

	if (!*why)
		why = demos_error(guest->evacuation->manager->demos);
	/* The limit's machine is in the text */
	if (result == DEMOS_EROOM)
		snprintf(guest->why, sizeof(guest->why), "%s", why);
	else
		snprintf(guest->why, sizeof(guest->why), "machine %u: %s",
			 guest->to, why);
}

/* This destination does not take the guest; others may */
static void refused(struct evacuee *guest)
{
	struct destination *destination =
		evacuation_destination(guest->evacuation, guest->to);

	if (destination)
		destination->refusals++;
	if (evacuee_try_no_more(guest, guest->to))
		guest->evacuation->failed = true;
	postpone(guest, 0);
}

/* It moves already, or too much moves there: that will pass, or not */
static void is_busy(struct evacuee *guest)
{
	__u64 now = demos_clock_ms();

	if (!guest->first)
		guest->first = now;
	guest->unseen = true;
	if (now - guest->first < BUSY)
		postpone(guest, AGAIN);
	else
		refused(guest);
}

static void not_moved(struct evacuee *guest, enum demos_result result)
{
	note_why(guest, result);
	switch (result) {
	case DEMOS_EDEAD:
		evacuees_turn(&guest->evacuation->guests, guest,
			      EVACUEE_ENDED);
		break;
	case DEMOS_EBUSY:
	case DEMOS_EFULL:
		is_busy(guest);
		break;
	case DEMOS_ESTATE:	/* it is there already */
	case DEMOS_EUNKNOWN:
		guest->unseen = true;
		is_busy(guest);
		break;
	default:
		guest->unseen = true;
		refused(guest);
	}
}

/* The attempt is over */
static void settle(struct evacuee *guest)
{
	struct destination *destination =
		evacuation_destination(guest->evacuation, guest->to);

	if (guest->overdue && destination)
		destination->overdue--;
	guest->overdue = false;
	guest->attempt = NULL;
}

static void answered(struct demos *demos, const struct demos_incoming *in,
		     void *arg)
{
	struct attempt *attempt = arg;
	struct evacuee *guest = attempt->guest;
	struct evacuation *evacuation = guest->evacuation;
	struct demos_migration report;
	bool over = guest->attempt != attempt;
	int err;

	demos_links_drop(demos, in);
	free(attempt);
	if (in->error == -ECANCELED || evacuation->failed || over)
		return;
	settle(guest);
	err = demos_pm_migrate_result(demos, in, &report);
	if (!err)
		arrived(guest, &report);
	else if (in->error)
		evacuation_broken(evacuation, "cannot move guests");
	else
		not_moved(guest, demos_error_result(demos));
	evacuation_show(evacuation);
}

/**
 * evacuation_end - a guest that was LEAVING has been found, without an answer
 * @guest: the guest
 * @found: with its machine, or an error: it exists no more
 */
void evacuation_end(struct evacuee *guest, const struct demos_surveyed *found)
{
	struct evacuation *evacuation = guest->evacuation;
	const struct demos_migration report = { .machine = found->machine };

	settle(guest);
	snprintf(guest->why, sizeof(guest->why),
		 "machine %u: the outcome is not known", guest->to);
	if (found->error)
		evacuees_turn(&evacuation->guests, guest, EVACUEE_ENDED);
	else if (found->machine != evacuation->machine)
		arrived(guest, &report);
	else
		refused(guest);
}

static void give_up(struct evacuee *guest)
{
	if (!*guest->why)
		snprintf(guest->why, sizeof(guest->why),
			 "no other machine takes guests");
	evacuees_turn(&guest->evacuation->guests, guest, EVACUEE_STAYS);
}

/* Its machine does not answer: it is looked for again, for a while */
static void out_of_sight(struct evacuee *guest)
{
	__u64 now = demos_clock_ms();

	if (!guest->first)
		guest->first = now;
	guest->when = now + LOOK;
	if (now - guest->first >= BUSY)
		give_up(guest);
}

/* Return: is the guest on the machine? If not, or if it cannot be told, it has
 * another state now
 */
static bool look(struct evacuee *guest)
{
	struct evacuation *evacuation = guest->evacuation;
	struct evacuees *guests = &evacuation->guests;
	struct demos_surveyed found;
	int err = manager_look(evacuation->manager, guest->pid, LOOK, &found);

	patience_rest();
	if (patience_over())
		return false;
	if (err == -ESRCH) {
		evacuees_turn(guests, guest, EVACUEE_ENDED);
		return false;
	}
	if (err) {
		snprintf(guest->why, sizeof(guest->why),
			 "machine %u does not answer", evacuation->machine);
		out_of_sight(guest);
		return false;
	}
	guest->unseen = false;
	if (found.machine == evacuation->machine)
		return true;
	guest->to = found.machine;
	evacuees_turn(guests, guest, EVACUEE_MOVED);
	evacuation_say_moved(evacuation, guest);
	return false;
}

static int request(struct evacuee *guest, __u16 machine)
{
	struct evacuation *evacuation = guest->evacuation;
	struct manager *manager = evacuation->manager;
	struct attempt *attempt = malloc(sizeof(*attempt));
	int err;

	if (!attempt)
		return -ENOMEM;
	attempt->guest = guest;
	err = demos_pm_migrate_post(manager->demos, manager->pm, guest->pid,
				    machine, answered, attempt);
	if (err) {
		free(attempt);
		return err;
	}
	guest->attempt = attempt;
	guest->to = machine;
	guest->when = demos_clock_ms();
	evacuees_turn(&evacuation->guests, guest, EVACUEE_LEAVING);
	return 0;
}

/**
 * evacuation_start - begin to move a guest
 * @guest: WAITING
 *
 * It becomes LEAVING; or it cannot be moved now or at all, or need not be
 * moved, as its state says then.
 */
void evacuation_start(struct evacuee *guest)
{
	struct evacuation *evacuation = guest->evacuation;
	__u16 machine;
	int err;

	if (guest->unseen && !look(guest))
		return;
	err = evacuation_choose(evacuation, guest, &machine);
	if (!err)
		give_up(guest);
	if (err > 0)
		err = request(guest, machine);
	if (err == -EAGAIN)
		guest->when = demos_clock_ms() + AGAIN;
	else if (err < 0 && !patience_over())
		evacuation_broken(evacuation, "cannot move guests");
}
