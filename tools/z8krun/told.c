// SPDX-License-Identifier: GPL-2.0
/*
 * What a program is told, on its stack: as demosctl run does it.
 */
#include <err.h>
#include <string.h>

#include "arguments.h"
#include "told.h"

#define STACK_END	0xfffe	/* 0x10000 is no offset */

/**
 * told_variable() - add to the environment; ends the program if it is invalid
 * @told: the environment
 * @variable: NAME=VALUE, kept
 */
void told_variable(struct told *told, const char *variable)
{
	if (!strchr(variable, '=') || *variable == '=')
		errx(2, "%s: not NAME=VALUE", variable);
	if (told->count == TOLD_VARIABLES)
		errx(2, "more than %d variables", TOLD_VARIABLES);
	told->environ[told->count++] = variable;
}

/* Its name, without folder and ending */
static void base_name(const char *path, char name[Z8K_ARGUMENTS_MAX])
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	const char *point = strrchr(base, '.');
	size_t length = point && point > base ? (size_t)(point - base) :
						strlen(base);

	if (length >= Z8K_ARGUMENTS_MAX)
		length = Z8K_ARGUMENTS_MAX - 1;
	memcpy(name, base, length);
	name[length] = '\0';
}

static void put(const struct told *told, const char *const *argv,
		struct machine *machine)
{
	enum z8k_model model = machine->cpu.model;
	size_t size = z8k_arguments_size(model, argv, told->environ);
	u32 end = Z8K_ADDR(model == Z8K_Z8001 ? Z8K_MAX_SEGMENTS - 1 : 0,
			   STACK_END);
	u8 bytes[Z8K_ARGUMENTS_MAX];

	if (size > sizeof(bytes))
		errx(2, "more than %zu bytes of arguments and environment",
		     sizeof(bytes));
	z8k_arguments_put(model, end - size, argv, told->environ, bytes);
	machine_write(machine, end - size, bytes, size);
	if (model == Z8K_Z8001)
		machine->cpu.r[14] = 0x8000 | Z8K_ADDR_SEG(end) << 8;
	machine->cpu.r[15] = Z8K_ADDR_OFF(end - size);
}

/**
 * told_put() - write arguments and environment onto a program's stack; ends the
 * program if they are too large
 * @told: the environment
 * @argv: the path of the program, then its arguments; NULL after the last
 * @machine: where it is loaded; its stack pointer changes
 */
void told_put(const struct told *told, const char *const *argv,
	      struct machine *machine)
{
	char name[Z8K_ARGUMENTS_MAX];
	const char *all[Z8K_ARGUMENTS_MAX] = { name };
	int i;

	base_name(argv[0], name);
	for (i = 1; argv[i]; i++) {
		if (i + 1 == Z8K_ARGUMENTS_MAX)
			errx(2, "too many arguments");
		all[i] = argv[i];
	}
	put(told, all, machine);
}
