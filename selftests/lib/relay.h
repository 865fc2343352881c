/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A relay between two machines: a process that passes bytes on in both
 * directions. After a given number of bytes it cuts the connection, even in the
 * middle of a frame.
 */
#ifndef SELFTEST_RELAY_H
#define SELFTEST_RELAY_H

#include "machine.h"

#include <sys/types.h>

int relay_join(struct machine *a, struct machine *b, size_t bytes,
	       pid_t *child);

#endif
