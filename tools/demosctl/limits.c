// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl limits: how much this machine, and each process on it, may have,
 * and how much of that is used.
 */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "record.h"
#include "system.h"
#include "text.h"

static const struct field fields[] = {
	{ "limit", "LIMIT" },
	{ "used", "USED" },
	{ "most", "MOST" },
	{ "reserve", "RESERVE" },
	{ "meaning", "MEANING" },
	{ 0 }
};

static const char *const meanings[__DEMOS_LIMIT_MAX] = {
	[DEMOS_LIMIT_PROCESSES] = "processes on this machine",
	[DEMOS_LIMIT_MEMORY] = "bytes of all guests' memory",
	[DEMOS_LIMIT_LINKS] = "links (slots: twice that), and awaited answers",
	[DEMOS_LIMIT_QUEUES] = "bytes of messages in all queues",
	[DEMOS_LIMIT_ARRIVALS] = "migrations to here at the same time",
	[DEMOS_LIMIT_PROCESS_MEMORY] = "bytes of memory of a guest",
	[DEMOS_LIMIT_PROCESS_LINKS] = "links of a process, and awaited answers",
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
	if (limits->reserve[limit])
		record_number(record, "reserve", limits->reserve[limit]);
	record_text(record, "meaning", meanings[limit]);
	return record;
}

/* Show the limits from @first to @last */
static int limits_show(struct demos *demos, unsigned int first,
		       unsigned int last, const struct table *table)
{
	struct json_object *records;
	struct demos_limits limits;
	unsigned int i;
	int status;

	if (demos_limits_get(demos, &limits))
		return system_refuse(demos, "cannot show the limits");
	records = json_object_new_array();
	for (i = first; i <= last; i++)
		json_object_array_add(records, make_record(&limits, i));
	status = table_print(stdout, records, table);
	json_object_put(records);
	return status;
}

static int limit_change(struct demos *demos, unsigned int limit,
			const char *most)
{
	const char *name = demos_limit_name(limit);
	__u64 number;

	if (argument_number(name, most, 0, INT64_MAX, &number))
		return MISUSED;
	if (demos_limit_set(demos, limit, number))
		return system_refuse(demos, "cannot set %s to %llu", name,
				     number);
	return DONE;
}

/* Say which limits there are */
static int no_such_limit(const char *name)
{
	char names[256] = "";
	unsigned int i;
	size_t at = 0;

	for (i = 0; i < __DEMOS_LIMIT_MAX && at < sizeof(names); i++)
		at += snprintf(names + at, sizeof(names) - at, "%s%s",
			       i ? ", " : "", demos_limit_name(i));
	return fail(MISUSED, "no such limit: %s (there are %s)", name, names);
}

static int limits(const struct arguments *arguments)
{
	const char *name = arguments->operands[0];
	unsigned int first = 0, last = __DEMOS_LIMIT_MAX - 1;
	struct demos *demos;
	int status;

	if (name) {
		while (first <= last && strcmp(demos_limit_name(first), name))
			first++;
		if (first > last)
			return no_such_limit(name);
		last = first;
	}
	status = system_open(&demos);
	if (status)
		return status;
	status = arguments->count == 2 ?
		limit_change(demos, first, arguments->operands[1]) :
		limits_show(demos, first, last, &arguments->table);
	demos_close(demos);
	return status;
}

const struct command command_limits = {
	.name = "limits",
	.operands = "[LIMIT [VALUE]]",
	.most = 2,
	.summary = "show the limits of this machine, or one, or set it",
	.details =
	"Usage already above a new limit stays; the next call that would exceed it is\n"
	"refused.",
	.fields = fields,
	.run = limits,
};
