// SPDX-License-Identifier: GPL-2.0
/*
 * The module's parameters, in a section that the linker collects.
 */
#include <errno.h>
#include <linux/moduleparam.h>
#include <linux/string.h>
#include <stdio.h>
#include <stdlib.h>

static int set_number(const struct unix_param *param, const char *text)
{
	unsigned long value;
	char *end;

	errno = 0;
	value = strtoul(text, &end, 0);
	if (errno)
		return -errno;
	if (*end || text[strspn(text, "0123456789abcdefABCDEFxX")] ||
	    end == text)
		return -EINVAL;
	if (param->type == UNIX_PARAM_ulong) {
		WRITE_ONCE(*(unsigned long *)param->value, value);
		return 0;
	}
	if (value > U32_MAX)
		return -ERANGE;
	WRITE_ONCE(*(unsigned int *)param->value, value);
	return 0;
}

static int set_bool(const struct unix_param *param, const char *text)
{
	bool yes = !strcmp(text, "1") || !strcasecmp(text, "y");

	if (!yes && strcmp(text, "0") && strcasecmp(text, "n"))
		return -EINVAL;
	WRITE_ONCE(*(bool *)param->value, yes);
	return 0;
}

/**
 * unix_param_set() - set a parameter of the module
 * @name: its name
 * @value: a number; for a bool 0, 1, n or y
 *
 * At any time.
 *
 * Return: 0, -ENOENT: no parameter has this name, -EINVAL: @value is not of its
 * type, -ERANGE: @value is too large.
 */
int unix_param_set(const char *name, const char *value)
{
	const struct unix_param *const *at;

	for (at = __start_unix_params; at < __stop_unix_params; at++) {
		if ((*at)->about || strcmp((*at)->name, name))
			continue;
		return (*at)->type == UNIX_PARAM_bool ?
		       set_bool(*at, value) : set_number(*at, value);
	}
	return -ENOENT;
}

static const char *about(const char *name)
{
	const struct unix_param *const *at;

	for (at = __start_unix_params; at < __stop_unix_params; at++) {
		if ((*at)->about && !strcmp((*at)->name, name))
			return (*at)->about;
	}
	return "";
}

static void print_value(const struct unix_param *param, char *text,
			size_t size)
{
	switch (param->type) {
	case UNIX_PARAM_bool:
		snprintf(text, size, "%c",
			 READ_ONCE(*(bool *)param->value) ? 'y' : 'n');
		break;
	case UNIX_PARAM_uint:
		snprintf(text, size, "%u",
			 READ_ONCE(*(unsigned int *)param->value));
		break;
	case UNIX_PARAM_ulong:
		snprintf(text, size, "%lu",
			 READ_ONCE(*(unsigned long *)param->value));
		break;
	}
}

/**
 * unix_param_each() - go through the parameters of the module
 * @one: is called for each, with its name, value and meaning
 * @arg: last argument of @one
 */
void unix_param_each(void (*one)(const char *name, const char *value,
				 const char *about, void *arg), void *arg)
{
	const struct unix_param *const *at;
	char value[24];

	for (at = __start_unix_params; at < __stop_unix_params; at++) {
		if ((*at)->about)
			continue;
		print_value(*at, value, sizeof(value));
		one((*at)->name, value, about((*at)->name), arg);
	}
}
