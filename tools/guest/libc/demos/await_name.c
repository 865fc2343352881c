// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

#define SECOND	10	/* units of the switchboard's waits */

int await_name(const char *name, demos_link_t *link, unsigned int seconds)
{
	uint32_t left = (uint32_t)seconds * SECOND;
	unsigned int wait;
	int result;

	for (;;) {
		wait = left < DEMOS_SB_WAIT_MAX ? left : DEMOS_SB_WAIT_MAX;
		result = __switchboard(DEMOS_SB_LOOKUP, name, wait, 0, link);
		if (!result || !left)
			return result;
		/* Without a switchboard, or room there, the wait is here */
		if (result != DEMOS_ENOLINK) {
			pause_ms(1000 / SECOND);
			wait = 1;
		}
		left -= wait;
	}
}
