/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a program is told: arguments and environment.
 */
#ifndef TOLD_H
#define TOLD_H

#include "arguments.h"
#include "machine.h"

#define TOLD_VARIABLES	256

/**
 * struct told - arguments and environment
 * @name: of the program
 * @argv: the arguments, NULL after the last
 * @count: of @environ
 * @environ: NULL after the last
 */
struct told {
	char name[Z8K_ARGUMENTS_MAX];
	const char *argv[Z8K_ARGUMENTS_MAX];
	int count;
	const char *environ[TOLD_VARIABLES + 1];
};

void told_variable(struct told *told, const char *variable);
void told_arguments(struct told *told, const char *const *argv);
u32 told_size(const struct told *told, enum z8k_model model);
void told_put(const struct told *told, struct machine *machine, u32 end);

#endif
