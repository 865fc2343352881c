// SPDX-License-Identifier: GPL-2.0
/*
 * Variables, in a list that is sorted by name: there are few.
 */
#include <stdlib.h>
#include <string.h>

#include "vars.h"

static int compare(const char *name, size_t length, const char *other)
{
	int order = strncmp(name, other, length);

	return order ? order : -(other[length] != '\0');
}

/* Where the variable is, or would be */
static struct variable **find(const struct variables *variables,
			      const char *name, size_t length)
{
	struct variable **at = (struct variable **)&variables->first;

	while (*at && compare(name, length, (*at)->name) > 0)
		at = &(*at)->next;
	return at;
}

static struct variable *found(const struct variables *variables,
			      const char *name, size_t length)
{
	struct variable *at = *find(variables, name, length);

	return at && !compare(name, length, at->name) ? at : NULL;
}

static struct variable *find_or_add(struct variables *variables,
				    const char *name, size_t length)
{
	struct variable **at = find(variables, name, length), *made;

	if (*at && !compare(name, length, (*at)->name))
		return *at;
	made = calloc(1, sizeof(*made) + length + 1);
	if (!made)
		return NULL;
	memcpy(made->name, name, length);
	made->next = *at;
	*at = made;
	return made;
}

/**
 * variable_get - the value of a variable
 * @variables: all of them
 * @name: its name
 * @length: of @name
 *
 * Return: the value, or NULL: there is none.
 */
const char *variable_get(const struct variables *variables, const char *name,
			 size_t length)
{
	struct variable *at = found(variables, name, length);

	return at ? at->value : NULL;
}

/**
 * variable_set - give a variable a value
 * @variables: all of them
 * @name: its name
 * @length: of @name
 * @value: its value
 *
 * Return: false: no memory.
 */
bool variable_set(struct variables *variables, const char *name,
		  size_t length, const char *value)
{
	char *copy = malloc(strlen(value) + 1);
	struct variable *at = copy ? find_or_add(variables, name, length) :
				     NULL;

	if (!at) {
		free(copy);
		return false;
	}
	strcpy(copy, value);
	free(at->value);
	at->value = copy;
	return true;
}

/**
 * variable_export - let programs have a variable
 * @variables: all of them
 * @name: its name
 * @length: of @name
 *
 * Return: false: no memory.
 */
bool variable_export(struct variables *variables, const char *name,
		     size_t length)
{
	struct variable *at = find_or_add(variables, name, length);

	if (at)
		at->exported = true;
	return at;
}

/**
 * variable_unset - remove a variable, if it is there
 * @variables: all of them
 * @name: its name
 */
void variable_unset(struct variables *variables, const char *name)
{
	struct variable **at = find(variables, name, strlen(name)), *old = *at;

	if (!old || strcmp(old->name, name))
		return;
	*at = old->next;
	free(old->value);
	free(old);
}

/**
 * variables_free - remove all variables
 * @variables: all of them
 */
void variables_free(struct variables *variables)
{
	while (variables->first)
		variable_unset(variables, variables->first->name);
}

/**
 * variables_copy - copy all variables
 * @to: gets them; has none before
 * @from: where from
 *
 * Return: false: no memory, and no copy.
 */
bool variables_copy(struct variables *to, const struct variables *from)
{
	const struct variable *at;
	bool fine = true;

	to->first = NULL;
	for (at = from->first; at && fine; at = at->next) {
		if (at->value)
			fine = variable_set(to, at->name, strlen(at->name),
					    at->value);
		if (fine && at->exported)
			fine = variable_export(to, at->name,
					       strlen(at->name));
	}
	if (!fine)
		variables_free(to);
	return fine;
}

static char *join(struct arena *arena, const struct variable *at)
{
	size_t name = strlen(at->name), value = strlen(at->value);
	char *text = arena_get(arena, name + value + 2);

	if (!text)
		return NULL;
	memcpy(text, at->name, name);
	text[name] = '=';
	memcpy(text + name + 1, at->value, value);
	return text;
}

/**
 * variables_environ - the environment of a program
 * @variables: all variables
 * @arena: for it
 *
 * Return: each NAME=VALUE, NULL after the last; NULL: no memory.
 */
char **variables_environ(const struct variables *variables,
			 struct arena *arena)
{
	const struct variable *at;
	size_t count = 0;
	char **environment;

	for (at = variables->first; at; at = at->next)
		count++;
	environment = arena_get(arena, (count + 1) * sizeof(*environment));
	if (!environment)
		return NULL;
	count = 0;
	for (at = variables->first; at; at = at->next) {
		if (!at->exported || !at->value)
			continue;
		environment[count] = join(arena, at);
		if (!environment[count++])
			return NULL;
	}
	return environment;
}

/* As a command would have it: in single quotes, if that is needed */
static void print_value(const char *value, struct text *text)
{
	text_char(text, '\'');
	for (; *value; value++) {
		if (*value == '\'')
			text_string(text, "'\\'");
		text_char(text, *value);
	}
	text_char(text, '\'');
}

/**
 * variables_print - print variables as commands that set them
 * @variables: all of them
 * @exported: only those that programs get
 * @text: gets a line for each
 */
void variables_print(const struct variables *variables, bool exported,
		     struct text *text)
{
	const struct variable *at;

	for (at = variables->first; at; at = at->next) {
		if (exported ? !at->exported : !at->value)
			continue;
		if (exported)
			text_string(text, "export ");
		text_string(text, at->name);
		if (at->value) {
			text_char(text, '=');
			print_value(at->value, text);
		}
		text_char(text, '\n');
	}
}
