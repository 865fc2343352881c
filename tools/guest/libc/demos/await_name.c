// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

#define RETRIES	10	/* a second */

int await_name(const char *name, demos_link_t *link, unsigned int seconds)
{
	uint32_t left = (uint32_t)seconds * RETRIES;
	int result;

	while ((result = lookup(name, link)) && left--)
		pause_ms(1000 / RETRIES);
	return result;
}
