// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl evacuate: move all guests off a machine that is to be switched off.
 *
 * The machine drains as long as this goes on, and afterwards if no guest stays:
 * the process manager puts no guests there. If demosctl ends in any other way,
 * its claim to that ends with it, and the machine takes guests again.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../daemon/lib/clock.h"
#include "command.h"
#include "evacuation.h"
#include "patience.h"
#include "remains.h"
#include "report.h"

#define JOBS	"8"

/**
 * struct order - what the user wants
 * @evacuation: of which machine (0: this one), where to
 * @release: only let it take guests again
 * @keep: let it drain even if guests stay
 * @json: report as JSON
 */
struct order {
	struct evacuation evacuation;
	bool release;
	bool keep;
	bool json;
};

/* ---- what to do */

/* Let it drain on. Return: does it? */
static bool keep_draining(struct evacuation *evacuation)
{
	struct manager *manager = evacuation->manager;

	patience_act(0, "machine %u will take no guests", evacuation->machine);
	if (!demos_pm_drain_keep(manager->demos, manager->pm,
				 evacuation->machine))
		return true;
	if (demos_error_result(manager->demos) == DEMOS_ESTATE)
		fail(DONE,
		     "machine %u takes guests again: it was restarted, or somebody has released it",
		     evacuation->machine);
	else
		system_refuse(manager->demos,
			      "cannot let machine %u take no guests",
			      evacuation->machine);
	return false;
}

static int interrupted(const struct evacuation *evacuation,
		       const struct remains *remains, bool drains)
{
	int moved = evacuation->guests.in[EVACUEE_MOVED];

	patience_recall(evacuation->cause);
	patience_fate("%d of %d guests have moved; machine %u takes %s",
		      moved, moved + remains->of[REMAINS_GUEST],
		      evacuation->machine,
		      drains ? "no guests" : "guests again");
	return patience_end();
}

/* Say why this is no success, if that has not been said */
static int fell_short(const struct order *order, const struct remains *remains,
		      bool drains)
{
	int stay = remains->of[REMAINS_GUEST], lost = remains->of[REMAINS_LOST];
	unsigned int machine = order->evacuation.machine;

	if (order->evacuation.failed)
		return FAILED;
	if (lost)
		fail(FAILED, "%d guest%s of machine %u %s lost", lost,
		     lost == 1 ? "" : "s", machine, lost == 1 ? "is" : "are");
	if (!stay)
		return FAILED;
	return fail(FAILED, "%d guest%s on machine %u, which takes %s", stay,
		    stay == 1 ? " stays" : "s stay", machine,
		    drains ? "no guests" : "guests again");
}

static int finish(struct order *order)
{
	struct evacuation *evacuation = &order->evacuation;
	bool drains = false, all, over = evacuation->cause || patience_over();
	struct remains remains;
	int status;

	if (patience_over())
		evacuation->cause = patience_forgive();
	status = remains_find(evacuation, &remains);
	all = !status && !evacuation->failed && !over &&
	      !remains.of[REMAINS_GUEST] && !remains.of[REMAINS_LOST];
	if (all || order->keep)
		drains = keep_draining(evacuation);
	if (!status)
		status = report(evacuation, &remains, drains, order->json);
	if (over)
		status = interrupted(evacuation, &remains, drains);
	else if (!status && !(all && drains))
		status = fell_short(order, &remains, drains);
	remains_free(&remains);
	return status;
}

static int plan(struct order *order)
{
	struct remains remains;
	int status = evacuation_plan(&order->evacuation);

	if (status || patience_over())
		return patience_over() ? patience_end() : status;
	status = remains_find(&order->evacuation, &remains);
	if (!status)
		status = report(&order->evacuation, &remains, false,
				order->json);
	if (!status && remains.of[REMAINS_GUEST])
		status = fail(FAILED, "%d guest%s on machine %u",
			      remains.of[REMAINS_GUEST],
			      remains.of[REMAINS_GUEST] == 1 ?
			      " would stay" : "s would stay",
			      order->evacuation.machine);
	remains_free(&remains);
	return status;
}

static int evacuate_machine(struct order *order)
{
	struct evacuation *evacuation = &order->evacuation;
	struct manager *manager = evacuation->manager;
	char title[32];
	__u32 claim;
	int err;

	patience_ask(0, 0);
	err = demos_pm_drain(manager->demos, manager->pm, evacuation->machine,
			     &claim);
	if (err == -EBUSY)
		return fail(FAILED,
			    "machine %u is being evacuated already (see demosctl machine list)",
			    evacuation->machine);
	if (err)
		return system_refuse(manager->demos,
				     "cannot evacuate machine %u",
				     evacuation->machine);
	snprintf(title, sizeof(title), "machine %u", evacuation->machine);
	progress_begin(&evacuation->progress, !order->json, title);
	evacuation->lines |= !evacuation->progress.on;
	evacuation->lines &= !order->json;
	evacuation_run(evacuation);
	return finish(order);
}

static int release(struct order *order)
{
	struct manager *manager = order->evacuation.manager;
	unsigned int machine = order->evacuation.machine;

	patience_act(0, "machine %u will take guests", machine);
	switch (demos_pm_drain_end(manager->demos, manager->pm, machine)) {
	case 0:
		return DONE;
	case -EBADFD:
		return fail(FAILED, "machine %u takes guests already",
			    machine);
	default:
		return system_refuse(manager->demos,
				     "cannot let machine %u take guests",
				     machine);
	}
}

/* ---- the command line, and whether it makes sense */

static const struct demos_managed_machine *
find_machine(const struct demos_managed_machine *list, int count,
	     __u16 machine)
{
	int i;

	for (i = 0; i < count; i++)
		if (list[i].machine == machine)
			return &list[i];
	return NULL;
}

static int unknown_machine(__u16 machine)
{
	return fail(FAILED,
		    "there is no machine %u (see demosctl machine list)",
		    machine);
}

/* A destination that is down may come up; but one of them is needed */
static int check_destinations(const struct order *order,
			      const struct demos_managed_machine *list,
			      int count)
{
	const struct evacuation *evacuation = &order->evacuation;
	const struct demos_managed_machine *found;
	unsigned int i, fit = 0;

	for (i = 0; i < evacuation->nto; i++) {
		found = find_machine(list, count, evacuation->to[i]);
		if (!found)
			return unknown_machine(evacuation->to[i]);
		if (found->drains)
			fail(DONE,
			     "machine %u takes no guests: it is evacuated",
			     found->machine);
		else if (found->state != DEMOS_PEER_UP)
			fail(DONE, "machine %u is not connected",
			     found->machine);
		else
			fit++;
	}
	if (!evacuation->nto || fit)
		return DONE;
	return fail(FAILED, "no machine of --to takes guests");
}

static int check_machines(const struct order *order)
{
	const struct evacuation *evacuation = &order->evacuation;
	struct manager *manager = evacuation->manager;
	const struct demos_managed_machine *found;
	struct demos_managed_machine *list;
	int count, status;

	count = demos_pm_machines(manager->demos, manager->pm, DEMOS_NO_LIMIT,
				  &list);
	if (count < 0)
		return system_refuse(manager->demos,
				     "cannot list the machines");
	found = find_machine(list, count, evacuation->machine);
	if (!found)
		status = unknown_machine(evacuation->machine);
	else if (!order->release && found->state != DEMOS_PEER_UP)
		status = fail(FAILED,
			      "machine %u is not connected, so no guest can leave it (see demosctl peer show)",
			      evacuation->machine);
	else
		status = check_destinations(order, list, count);
	free(list);
	return status;
}

/* "2,3": machines, none of them twice */
static int take_destinations(const char *text, struct evacuation *evacuation)
{
	char word[16];
	size_t length;
	__u16 machine;
	unsigned int i;
	int status;

	for (; text; text = text[length] ? text + length + 1 : NULL) {
		length = strcspn(text, ",");
		snprintf(word, sizeof(word), "%.*s", (int)length, text);
		status = argument_machine(word, &machine);
		if (status)
			return status;
		if (evacuation->nto == EVACUATION_MACHINES)
			return fail(MISUSED, "--to: more than %d machines",
				    EVACUATION_MACHINES);
		for (i = 0; i < evacuation->nto; i++)
			if (evacuation->to[i] == machine)
				break;
		evacuation->to[i] = machine;
		evacuation->nto += i == evacuation->nto;
	}
	return DONE;
}

static int check_order(const struct order *order)
{
	const struct evacuation *evacuation = &order->evacuation;
	unsigned int i;

	if (order->release &&
	    (evacuation->nto || evacuation->dry || order->keep ||
	     order->json))
		return fail(MISUSED, "evacuate: --release stands alone");
	for (i = 0; i < evacuation->nto; i++)
		if (evacuation->to[i] == evacuation->machine)
			return fail(MISUSED,
				    "machine %u cannot be evacuated to itself: leave it out of --to",
				    evacuation->machine);
	return DONE;
}

static int take_order(const struct arguments *arguments, struct order *order)
{
	struct evacuation *evacuation = &order->evacuation;
	const char *jobs = arguments->values['J'];
	int status = DONE;
	__u64 number;

	order->release = arguments->values[LONG('r')];
	evacuation->dry = arguments->values['n'];
	order->keep = arguments->values['k'];
	order->json = arguments->json;
	evacuation->lines = arguments->values['v'] || evacuation->dry;
	evacuation->lines &= !order->json;
	if (arguments->count)
		status = argument_machine(arguments->operands[0],
					  &evacuation->machine);
	if (!status)
		status = argument_number("--jobs", jobs ? jobs : JOBS, 1, 256,
					 &number);
	evacuation->jobs = number;
	if (!status && arguments->values[LONG('o')])
		status = take_destinations(arguments->values[LONG('o')],
					   evacuation);
	return status ? status : check_order(order);
}

static int evacuate_with(struct order *order)
{
	struct evacuation *evacuation = &order->evacuation;
	int status = DONE;

	if (!evacuation->machine) {
		evacuation->machine = demos_here(evacuation->manager->demos);
		status = check_order(order);
	}
	if (!status)
		status = check_machines(order);
	if (status)
		return status;
	if (order->release)
		return release(order);
	return evacuation->dry ? plan(order) : evacuate_machine(order);
}

static int evacuate(const struct arguments *arguments)
{
	struct order *order = calloc(1, sizeof(*order));
	struct manager manager;
	int status;

	if (!order)
		return fail(FAILED, "no memory");
	status = take_order(arguments, order);
	if (!status) {
		order->evacuation.began = demos_clock_ms();
		order->evacuation.manager = &manager;
		status = manager_open(&manager);
		if (!status)
			status = evacuate_with(order);
		manager_close(&manager);
	}
	/* Not before: answers that come late belong to guests */
	evacuees_clear(&order->evacuation.guests);
	free(order);
	return status;
}

static const struct choice options[] = {
	{ LONG('o'), "to", "MACHINES", "only to these, separated by commas" },
	{ 'J', "jobs", "N", "move so many guests at a time; else " JOBS },
	{ 'n', "dry-run", NULL, "only say what would be done" },
	{ 'k', "keep", NULL, "let it take no guests even if some stay" },
	{ LONG('r'), "release", NULL, "only let it take guests again" },
	{ 'v', "verbose", NULL,
	  "print a line for each guest, on a terminal too" },
	{ 0 }
};

const struct command command_evacuate = {
	.name = "evacuate",
	.operands = "[MACHINE]",
	.most = 1,
	.summary = "move all guests off a machine, this one or another",
	.details =
	"The guests go to the machines that have the fewest, or to those of --to; if one\n"
	"refuses a guest, to the next. Meanwhile the machine takes no guests. Guests that\n"
	"arrive or were being created all the same are moved, too. Prints what stays, and\n"
	"why, and what the LAN lacks without this machine's system processes.\n"
	"The exit status is 0 if no guest stays: then the machine takes no guests until it\n"
	"is restarted or released. Else it takes guests again. Ctrl-C lets the guests that\n"
	"are under way arrive, and starts no more.",
	.options = options,
	.shows = true,
	.waits = true,
	.run = evacuate,
};
