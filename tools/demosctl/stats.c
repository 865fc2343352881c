// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl stats: the counters of this machine.
 */
#include "command.h"
#include "record.h"
#include "system.h"
#include "text.h"

static const struct field fields[] = {
	{ "counter", "COUNTER" },
	{ "value", "VALUE" },
	{ "meaning", "MEANING" },
	{ 0 }
};

/* As JSON: an object with a field for each counter */
static struct json_object *make_object(const struct demos_machine_info *info)
{
	struct json_object *object = json_object_new_object();
	unsigned int i;

	record_number(object, "machine", info->id);
	for (i = 0; i < __DEMOS_C_MAX; i++)
		record_number(object, demos_counter_name(i),
			      info->counters[i]);
	return object;
}

/* As a table: a row for each counter */
static struct json_object *make_rows(const struct demos_machine_info *info)
{
	struct json_object *rows = json_object_new_array(), *row;
	unsigned int i;

	for (i = 0; i < __DEMOS_C_MAX; i++) {
		row = json_object_new_object();
		record_text(row, "counter", demos_counter_name(i));
		record_number(row, "value", info->counters[i]);
		record_text(row, "meaning", text_counter(i));
		json_object_array_add(rows, row);
	}
	return rows;
}

static int stats(const struct arguments *arguments)
{
	struct demos_machine_info info;
	struct json_object *object;
	struct demos *demos;
	int status = system_open(&demos);

	if (status)
		return status;
	if (demos_machine_get(demos, &info)) {
		status = system_refuse(demos, "cannot show the counters");
	} else {
		object = arguments->json ? make_object(&info) :
					   make_rows(&info);
		status = table_print(stdout, object, &arguments->table);
		json_object_put(object);
	}
	demos_close(demos);
	return status;
}

const struct command command_stats = {
	.name = "stats",
	.operands = "",
	.summary = "show the counters of this machine",
	.fields = fields,
	.run = stats,
};
