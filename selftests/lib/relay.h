/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A relay between two machines: a process that hands bytes on in both
 * directions, and after a given number of them cuts the connection, in the
 * middle of whatever frame it is in.
 */
#ifndef SELFTEST_RELAY_H
#define SELFTEST_RELAY_H

#include "machine.h"

#include <sys/types.h>

int relay_join(struct machine *a, struct machine *b, size_t bytes,
	       pid_t *child);

#endif
