// SPDX-License-Identifier: GPL-2.0
/*
 * The configuration file: parameters of balancing, [balance] NAME = NUMBER.
 */
#include <errno.h>
#include <ini.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pm/manager.h"

/**
 * struct reading - a file that is being read
 * @balance: gets the parameters
 * @on: balancing begins at the start
 * @error: the first mistake
 */
struct reading {
	struct balance *balance;
	bool on;
	char error[160];
};

static int refuse(struct reading *reading, const char *name, const char *why)
{
	snprintf(reading->error, sizeof(reading->error), "%.40s: %s", name,
		 why);
	return 0;
}

static double *find(struct balance *balance, const char *name)
{
	const struct {
		const char *name;
		double *value;
	} known[] = {
		{ "horizon", &balance->rule.horizon },
		{ "least", &balance->rule.least },
		{ "young", &balance->rule.young },
		{ "rest", &balance->rule.rest },
		{ "alpha", &balance->rule.alpha },
		{ "dirty", &balance->rule.dirty },
		{ "bandwidth", &balance->rule.bandwidth },
		{ "message", &balance->message },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (!strcmp(known[i].name, name))
			return known[i].value;
	}
	return NULL;
}

/* For inih, 0 means a mistake */
static int take(void *arg, const char *section, const char *name,
		const char *value)
{
	struct reading *reading = arg;
	double *number, given;
	char *end;

	if (strcmp(section, "balance"))
		return refuse(reading, section, "no such section");
	if (!strcmp(name, "on")) {
		reading->on = !strcmp(value, "yes");
		return reading->on || !strcmp(value, "no") ? 1 :
		       refuse(reading, name, "is yes or no");
	}
	number = find(reading->balance, name);
	if (!number)
		return refuse(reading, name, "no such parameter");
	given = strtod(value, &end);
	if (end == value || *end || !isfinite(given) || given < 0)
		return refuse(reading, name, "is a number, not below 0");
	if (number == &reading->balance->rule.bandwidth && given < 1)
		return refuse(reading, name, "is at least 1");
	*number = given;
	return 1;
}

/**
 * manager_config_read() - read the configuration file
 * @pm: the process manager; gets the parameters, or their defaults
 * @path: of the file
 * @must: it must exist
 *
 * Return: 0; 1 after saying what is wrong.
 */
int manager_config_read(struct manager *pm, const char *path, bool must)
{
	struct reading reading = { .balance = &pm->balance };
	int line;

	pm->balance.rule = rule_default;
	pm->balance.message = 0.00005;
	errno = 0;
	line = ini_parse(path, take, &reading);
	if (line < 0 && errno == ENOENT && !must)
		return 0;
	if (line < 0)
		fprintf(stderr, "demos-pm: cannot read %s: %s\n", path,
			strerror(errno ? errno : ENOMEM));
	else if (line)
		fprintf(stderr, "demos-pm: %s, line %d: %s\n", path, line,
			*reading.error ? reading.error : "is no setting");
	if (line)
		return 1;
	manager_balance_begin(pm, reading.on);
	return 0;
}
