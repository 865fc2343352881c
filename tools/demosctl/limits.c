// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl limits: how much this machine, and each process on it, may have,
 * and how much of that is used.
 */
#include <string.h>

#include "command.h"
#include "record.h"
#include "system.h"
#include "text.h"

static const struct field fields[] = {
	{ "limit", "LIMIT" },
	{ "used", "USED" },
	{ "most", "MOST" },
	{ "meaning", "MEANING" },
	{ 0 }
};

static const char *const meanings[__DEMOS_LIMIT_MAX] = {
	[DEMOS_LIMIT_PROCESSES] = "processes on this machine",
	[DEMOS_LIMIT_MEMORY] = "bytes of all guests' memory",
	[DEMOS_LIMIT_LINKS] = "links in all link tables (slots: twice that)",
	[DEMOS_LIMIT_QUEUES] = "bytes of messages in all queues",
	[DEMOS_LIMIT_ARRIVALS] = "migrations to here at the same time",
	[DEMOS_LIMIT_PROCESS_MEMORY] = "bytes of memory of a guest",
	[DEMOS_LIMIT_PROCESS_LINKS] = "links of a process",
	[DEMOS_LIMIT_PROCESS_QUEUE] = "bytes of messages in a process's queues",
	[DEMOS_LIMIT_PROCESS_PAIRS] = "pair records of a process",
	[DEMOS_LIMIT_PAIRS] = "pair records of all processes",
};

static struct json_object *make_record(const struct demos_limits *limits,
				       unsigned int limit)
{
	struct json_object *record = json_object_new_object();

	record_text(record, "limit", demos_limit_name(limit));
	if (DEMOS_LIMITS_OF_ALL >> limit & 1)
		record_number(record, "used", limits->used[limit]);
	record_number(record, "most", limits->most[limit]);
	record_text(record, "meaning", meanings[limit]);
	return record;
}

static int limits_show(struct demos *demos, const struct table *table)
{
	struct json_object *records;
	struct demos_limits limits;
	unsigned int i;
	int status;

	if (demos_limits_get(demos, &limits))
		return system_refuse(demos, "cannot show the limits");
	records = json_object_new_array();
	for (i = 0; i < __DEMOS_LIMIT_MAX; i++)
		json_object_array_add(records, make_record(&limits, i));
	status = table_print(stdout, records, table);
	json_object_put(records);
	return status;
}

static int limit_change(struct demos *demos, const char *name,
			const char *most)
{
	unsigned int limit = 0;
	__u64 number;

	while (limit < __DEMOS_LIMIT_MAX &&
	       strcmp(demos_limit_name(limit), name))
		limit++;
	if (limit == __DEMOS_LIMIT_MAX)
		return fail(MISUSED,
			    "no such limit: %s (see demosctl limits)", name);
	if (argument_number(name, most, 0, INT64_MAX, &number))
		return MISUSED;
	if (demos_limit_set(demos, limit, number))
		return system_refuse(demos, "cannot set %s to %llu", name,
				     number);
	return DONE;
}

static int limits(const struct arguments *arguments)
{
	struct demos *demos;
	int status;

	if (arguments->count == 1)
		return fail(MISUSED, "a limit's name needs a value");
	status = system_open(&demos);
	if (status)
		return status;
	status = arguments->count ?
		limit_change(demos, arguments->operands[0],
			     arguments->operands[1]) :
		limits_show(demos, &arguments->table);
	demos_close(demos);
	return status;
}

const struct command command_limits = {
	.name = "limits",
	.operands = "[NAME VALUE]",
	.most = 2,
	.summary = "show the limits of this machine, or set one",
	.details =
	"Usage already above a new limit stays; the next call that would exceed it is\n"
	"refused.",
	.fields = fields,
	.run = limits,
};
