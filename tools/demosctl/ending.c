// SPDX-License-Identifier: GPL-2.0
/*
 * The exit status of demosctl after a guest has ended, for `wait` and `run`.
 */
#include "ending.h"
#include "error.h"
#include "text.h"

/**
 * ending_status - choose the exit status after a guest has ended
 * @end: how it ended; a fault is reported on standard error
 *
 * Return: the guest's exit status, 255 if that is larger; FAILED for a fault.
 */
int ending_status(const struct demos_end *end)
{
	char text[DEMOS_PID_TEXT];

	if (!end->faulted)
		return end->status < 255 ? end->status : 255;
	demos_pid_format(end->pid, text);
	return fail(FAILED,
		    "%s was stopped on machine %u by a fault: %s at %02x:%04x (word %04x); see demosctl show %s",
		    text, end->machine, text_fault(end->status),
		    end->address >> 16, end->address & 0xffff, end->word,
		    text);
}
