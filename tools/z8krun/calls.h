/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel calls of a guest whose only other process is its console.
 */
#ifndef CALLS_H
#define CALLS_H

#include <stdio.h>

#include "machine.h"

bool calls_serve(struct machine *machine, FILE *out);
bool calls_ended(const struct machine *machine);

#endif
