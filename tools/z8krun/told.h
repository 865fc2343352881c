/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a program is told: arguments and environment.
 */
#ifndef TOLD_H
#define TOLD_H

#include "machine.h"

#define TOLD_VARIABLES	256

/**
 * struct told - arguments and environment
 * @count: of @environ
 * @environ: NULL after the last
 */
struct told {
	int count;
	const char *environ[TOLD_VARIABLES + 1];
};

void told_variable(struct told *told, const char *variable);
void told_put(const struct told *told, const char *const *argv,
	      struct machine *machine);

#endif
