// SPDX-License-Identifier: GPL-2.0
/*
 * The words in which an evacuation tells its user how it goes.
 */
#include <stdio.h>
#include <string.h>

#include "evacuation.h"
#include "patience.h"

/**
 * evacuation_show - draw the progress bar
 * @evacuation: the evacuation
 */
void evacuation_show(struct evacuation *evacuation)
{
	const int *in = evacuation->guests.in;
	char note[64] = "", stays[32] = "";

	if (in[EVACUEE_STAYS])
		snprintf(stays, sizeof(stays), "%s%d of them %s",
			 in[EVACUEE_LEAVING] ? ", " : "", in[EVACUEE_STAYS],
			 in[EVACUEE_STAYS] == 1 ? "stays" : "stay");
	if (in[EVACUEE_LEAVING])
		snprintf(note, sizeof(note), "%d on their way",
			 in[EVACUEE_LEAVING]);
	strncat(note, stays, sizeof(note) - strlen(note) - 1);
	progress_show(&evacuation->progress, evacuation->guests.count -
		      in[EVACUEE_WAITING] - in[EVACUEE_LEAVING],
		      evacuation->guests.count, note);
}

/**
 * evacuation_say_moved - print a line about a guest that has moved, or would
 * @evacuation: the evacuation
 * @guest: the guest
 */
void evacuation_say_moved(struct evacuation *evacuation,
			  const struct evacuee *guest)
{
	char text[DEMOS_PID_TEXT];

	if (!evacuation->lines)
		return;
	progress_clear(&evacuation->progress);
	printf("%s %s -> machine %u", demos_pid_format(guest->pid, text),
	       guest->name, guest->to);
	if (guest->ns)
		printf(" (%llu.%03llu ms without execution)",
		       guest->ns / 1000000, guest->ns / 1000 % 1000);
	putchar('\n');
	fflush(stdout);
}

/**
 * evacuation_ask - the next calls ask questions
 * @evacuation: for this evacuation
 */
void evacuation_ask(const struct evacuation *evacuation)
{
	patience_ask(0, 0);
	if (!evacuation->dry)
		patience_fate("no more guests are moved");
}

/**
 * evacuation_broken - say that an evacuation cannot go on
 * @evacuation: the evacuation
 * @what: what could not be done; the last call of libdemos says why
 *
 * Return: FAILED.
 */
int evacuation_broken(struct evacuation *evacuation, const char *what)
{
	evacuation->failed = true;
	return system_refuse(evacuation->manager->demos, "%s", what);
}
