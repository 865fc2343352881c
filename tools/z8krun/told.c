// SPDX-License-Identifier: GPL-2.0
/*
 * What a program is told, on its stack: as demosctl run does it.
 */
#include <err.h>
#include <string.h>

#include "told.h"

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

/**
 * told_arguments() - set the arguments; ends the program if they are too many
 * @told: arguments and environment
 * @argv: the path of the program, then its arguments; NULL after the last; kept
 */
void told_arguments(struct told *told, const char *const *argv)
{
	int i;

	base_name(argv[0], told->name);
	told->argv[0] = told->name;
	for (i = 1; argv[i]; i++) {
		if (i + 1 == Z8K_ARGUMENTS_MAX)
			errx(2, "too many arguments");
		told->argv[i] = argv[i];
	}
}

/**
 * told_size() - the room that they take; ends the program if it is too large
 * @told: arguments and environment
 * @model: of the CPU
 *
 * Return: bytes.
 */
u32 told_size(const struct told *told, enum z8k_model model)
{
	size_t size = z8k_arguments_size(model, told->argv, told->environ);

	if (size > Z8K_ARGUMENTS_MAX)
		errx(2, "more than %d bytes of arguments and environment",
		     Z8K_ARGUMENTS_MAX);
	return size;
}

/**
 * told_put() - write arguments and environment onto a program's stack
 * @told: arguments and environment
 * @machine: where it is loaded; its stack pointer changes
 * @end: linear address of the end of the stack
 */
void told_put(const struct told *told, struct machine *machine, u32 end)
{
	enum z8k_model model = machine->cpu.model;
	u32 size = told_size(told, model);
	u8 bytes[Z8K_ARGUMENTS_MAX];

	z8k_arguments_put(model, end - size, told->argv, told->environ, bytes);
	machine_write(machine, end - size, bytes, size);
	if (model == Z8K_Z8001)
		machine->cpu.r[14] = 0x8000 | Z8K_ADDR_SEG(end) << 8;
	machine->cpu.r[15] = Z8K_ADDR_OFF(end - size);
}
