// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl names: the names under which the switchboard hands out links.
 */
#include <errno.h>
#include <stdlib.h>

#include "command.h"
#include "record.h"
#include "system.h"

static const struct field fields[] = {
	{ "name", "NAME" },
	{ 0 }
};

static int show(const struct demos_sb_name *list, int count,
		const struct table *table)
{
	struct json_object *records = json_object_new_array(), *record;
	int i, status;

	for (i = 0; i < count; i++) {
		record = json_object_new_object();
		record_bytes(record, "name", list[i].text,
			     sizeof(list[i].text));
		json_object_array_add(records, record);
	}
	status = table_print(stdout, records, table);
	json_object_put(records);
	return status;
}

static int show_names(const struct arguments *arguments)
{
	struct demos_sb_name *list;
	struct demos *demos;
	int count, status = system_attach(&demos);
	__u32 sb;

	if (status)
		return status;
	status = switchboard_find(demos, SYSTEM_PATIENCE, &sb);
	if (!status) {
		count = demos_sb_list(demos, sb, &list);
		if (count < 0) {
			status = system_refuse(demos, "cannot list the names");
		} else {
			status = show(list, count, &arguments->table);
			free(list);
		}
	}
	system_detach(demos);
	return status;
}

const struct command command_names = {
	.name = "names",
	.operands = "",
	.summary = "show the names that the switchboard knows",
	.fields = fields,
	.waits = true,
	.run = show_names,
};
