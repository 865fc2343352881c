/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Variables of the shell.
 */
#ifndef SH_VARS_H
#define SH_VARS_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "text.h"

/**
 * struct variable - a variable
 * @next: the next one, by name
 * @value: its value; NULL: it has none, and is only to be exported
 * @exported: programs get it
 * @name: its name
 */
struct variable {
	struct variable *next;
	char *value;
	bool exported;
	char name[];
};

/**
 * struct variables - all of them
 * @first: the first one
 */
struct variables {
	struct variable *first;
};

const char *variable_get(const struct variables *variables, const char *name,
			 size_t length);
bool variable_set(struct variables *variables, const char *name,
		  size_t length, const char *value);
bool variable_export(struct variables *variables, const char *name,
		     size_t length);
void variable_unset(struct variables *variables, const char *name);
void variables_free(struct variables *variables);
bool variables_copy(struct variables *to, const struct variables *from);
char **variables_environ(const struct variables *variables,
			 struct arena *arena);
void variables_print(const struct variables *variables, bool exported,
		     struct text *text);

#endif
