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

/* As JSON: an object with a field for each row that the user has chosen */
static int print_object(const struct demos_machine_info *info,
			struct json_object *rows, const struct table *table)
{
	struct json_object *chosen = rows_choose(&table->rows, rows);
	struct json_object *object = json_object_new_object(), *row, *value;
	const char *counter;
	size_t i;
	int status;

	record_number(object, "machine", info->id);
	for (i = 0; i < json_object_array_length(chosen); i++) {
		row = json_object_array_get_idx(chosen, i);
		counter = json_object_get_string(field_value(row, "counter"));
		value = json_object_get(field_value(row, "value"));
		json_object_object_add(object, counter, value);
	}
	status = record_print_json(stdout, object);
	json_object_put(object);
	json_object_put(chosen);
	return status;
}

static int print(const struct demos_machine_info *info,
		 const struct table *table)
{
	struct json_object *rows = make_rows(info);
	int status = table->json ? print_object(info, rows, table) :
				   table_print(stdout, rows, table);

	json_object_put(rows);
	return status;
}

static int stats(const struct arguments *arguments)
{
	struct demos_machine_info info;
	struct demos *demos;
	int status = system_open(&demos);

	if (status)
		return status;
	if (demos_machine_get(demos, &info))
		status = system_refuse(demos, "cannot show the counters");
	else
		status = print(&info, &arguments->table);
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
