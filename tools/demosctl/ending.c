// SPDX-License-Identifier: GPL-2.0
/*
 * How a guest has ended: demosctl's exit status (`wait`, `run`), and in words.
 */
#include <stdio.h>

#include "ending.h"
#include "error.h"
#include "origin.h"
#include "text.h"

/**
 * ending_status - choose the exit status after a guest has ended
 * @manager: the process manager
 * @end: how it ended; a fault is reported on standard error
 *
 * Return: the guest's exit status, 255 if that is larger; FAILED for a fault.
 */
int ending_status(struct manager *manager, const struct demos_end *end)
{
	char text[DEMOS_PID_TEXT], place[Z8K_PLACE_TEXT];
	struct origin origin;

	if (!end->faulted)
		return end->status < 255 ? end->status : 255;
	demos_pid_format(end->pid, text);
	origin_find(manager, end->pid, &origin);
	origin_place(&origin, end->address, place);
	origin_free(&origin);
	return fail(FAILED,
		    "%s was stopped on machine %u by a fault: %s at %02x:%04x%s%s (word %04x); see demosctl show %s",
		    text, end->machine, text_fault(end->status),
		    end->address >> 16, end->address & 0xffff,
		    *place ? " " : "", place, end->word, text);
}

/**
 * ending_why - say in a few words why a guest has ended
 * @guest: the guest
 * @text: for the words
 *
 * Return: the words; "" if it has not ended.
 */
const char *ending_why(const struct demos_managed *guest,
		       char text[ENDING_TEXT])
{
	char by[DEMOS_PID_TEXT];

	text[0] = 0;
	switch (guest->why) {
	case DEMOS_PM_ALIVE:
		break;
	case DEMOS_PM_EXITED:
		snprintf(text, ENDING_TEXT, "exit %u", guest->status);
		break;
	case DEMOS_PM_FAULTED:
		snprintf(text, ENDING_TEXT, "%s at %02x:%04x",
			 demos_fault_name(guest->status), guest->address >> 16,
			 guest->address & 0xffff);
		break;
	case DEMOS_PM_KILLED:
		snprintf(text, ENDING_TEXT, "killed by %s",
			 demos_pid_format(guest->by, by));
		break;
	case DEMOS_PM_RESTARTED:
		snprintf(text, ENDING_TEXT, "machine %u was restarted",
			 guest->machine);
		break;
	case DEMOS_PM_DOWN:
		snprintf(text, ENDING_TEXT, "machine %u went down",
			 guest->machine);
		break;
	case DEMOS_PM_DELETED:
		snprintf(text, ENDING_TEXT, "machine %u was deleted",
			 guest->machine);
		break;
	default:
		snprintf(text, ENDING_TEXT, "?");
	}
	return text;
}
