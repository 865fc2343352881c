// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl forwards: the forwarding addresses on this machine.
 */
#include <stdlib.h>

#include "command.h"
#include "record.h"
#include "system.h"

static const struct field fields[] = {
	{ "pid", "PID" },
	{ "machine", "WENT-TO" },
	{ "moves", "MOVES" },
	{ 0 }
};

static int show(const struct demos_address *list, int count,
		const struct table *table)
{
	struct json_object *records = json_object_new_array(), *record;
	int i, status;

	for (i = 0; i < count; i++) {
		record = json_object_new_object();
		record_pid(record, "pid", list[i].pid);
		record_number(record, "machine", list[i].machine);
		record_number(record, "moves", list[i].moves);
		json_object_array_add(records, record);
	}
	status = table_print(stdout, records, table);
	json_object_put(records);
	return status;
}

static int forwards(const struct arguments *arguments)
{
	struct demos_address *list;
	struct demos *demos;
	int count, status = system_open(&demos);

	if (status)
		return status;
	count = demos_forwards(demos, &list);
	if (count < 0) {
		status = system_refuse(demos,
				       "cannot show the forwarding addresses");
	} else {
		status = show(list, count, &arguments->table);
		free(list);
	}
	demos_close(demos);
	return status;
}

const struct command command_forwards = {
	.name = "forwards",
	.operands = "",
	.summary = "show the forwarding addresses on this machine",
	.fields = fields,
	.run = forwards,
};
