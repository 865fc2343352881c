// SPDX-License-Identifier: GPL-2.0
/*
 * Tables and lists of records.
 */
#include <string.h>

#include "colour.h"
#include "error.h"
#include "record.h"
#include "table.h"

#define GAP	2	/* blanks between columns */

/**
 * table_choose - choose what to show
 * @table: gets the fields
 * @fields: those there are, at most TABLE_FIELDS
 * @names: titles or keys in any case, with commas between them; NULL: all
 *
 * Return: DONE, or MISUSED after saying why.
 */
int table_choose(struct table *table, const struct field *fields,
		 const char *names)
{
	const struct field *field;
	int n = 0, length;

	for (; !names && fields[n].key; n++)
		table->fields[n] = fields[n];
	for (; names; names = names[length] ? names + length + 1 : NULL) {
		length = strcspn(names, ",");
		if (field_find(fields, names, length, &field))
			return MISUSED;
		if (n == TABLE_FIELDS)
			return fail(MISUSED, "there are more than %d columns",
				    TABLE_FIELDS);
		table->fields[n++] = *field;
	}
	table->fields[n] = (struct field){ 0 };
	return DONE;
}

/* What deserves a second look: faults, errors, states that work stops in */
static bool is_trouble(const char *key, const char *text)
{
	static const char *const states[] = {
		"faulted", "lost", "unknown", "down", "gone", "missing",
		"silent", "refused", "near", "reached",
	};
	size_t i;

	if (!strcmp(key, "fault") || !strcmp(key, "fault_meaning") ||
	    !strcmp(key, "error"))
		return strcmp(text, "-");
	for (i = 0; !strcmp(key, "state") && i < ARRAY_SIZE(states); i++)
		if (!strcmp(text, states[i]))
			return true;
	return false;
}

/* A column of numbers, and of fields that have no value */
static bool is_number(struct json_object *records, const char *key)
{
	struct json_object *record, *value;
	bool any = false;
	size_t i;

	for (i = 0; i < json_object_array_length(records); i++) {
		record = json_object_array_get_idx(records, i);
		if (!json_object_object_get_ex(record, key, &value) || !value)
			continue;
		if (!json_object_is_type(value, json_type_int))
			return false;
		any = true;
	}
	return any;
}

static int width(struct json_object *records, const struct field *field,
		 bool bare)
{
	size_t widest = bare ? 1 : strlen(field->title), i;
	char text[FIELD_TEXT];

	for (i = 0; i < json_object_array_length(records); i++)
		if (field_text(json_object_array_get_idx(records, i),
			       field->key, text) && strlen(text) > widest)
			widest = strlen(text);
	return widest;
}

/* One row of a table, without blanks at its end; @record NULL: the titles */
static void print_row(FILE *to, struct json_object *record,
		      const struct table *table, const int *wide,
		      const bool *right)
{
	const struct field *field;
	const char *colour;
	char text[FIELD_TEXT];
	int i, blanks;

	for (i = 0; table->fields[i].key; i++) {
		field = &table->fields[i];
		if (record)
			field_text(record, field->key, text);
		else
			snprintf(text, sizeof(text), "%s", field->title);
		if (!record)
			colour = BOLD;
		else
			colour = is_trouble(field->key, text) ? RED : NULL;
		blanks = wide[i] - strlen(text);
		fprintf(to, "%*s", right[i] ? blanks : 0, "");
		colour_print(to, table->colour, colour, text);
		if (field[1].key)
			fprintf(to, "%*s", GAP + (right[i] ? 0 : blanks), "");
	}
	fputc('\n', to);
}

static void print_rows(FILE *to, struct json_object *records,
		       const struct table *table)
{
	bool right[TABLE_FIELDS];
	int wide[TABLE_FIELDS], i;
	size_t row;

	for (i = 0; table->fields[i].key; i++) {
		wide[i] = width(records, &table->fields[i], table->bare);
		right[i] = is_number(records, table->fields[i].key);
	}
	if (!table->bare)
		print_row(to, NULL, table, wide, right);
	for (row = 0; row < json_object_array_length(records); row++)
		print_row(to, json_object_array_get_idx(records, row), table,
			  wide, right);
}

/**
 * table_print - print records, one in a row
 * @to: stream
 * @records: an array of records
 * @table: how, and which
 *
 * Return: DONE, or FAILED after saying that @to cannot be written.
 */
int table_print(FILE *to, struct json_object *records,
		const struct table *table)
{
	struct json_object *chosen = rows_choose(&table->rows, records);
	int status;

	if (table->json) {
		status = record_print_json(to, chosen);
	} else {
		print_rows(to, chosen, table);
		status = output_flush(to);
	}
	json_object_put(chosen);
	return status;
}

/**
 * table_print_list - print one record, a field in a line
 * @to: stream
 * @record: the record
 * @table: how
 *
 * Return: DONE, or FAILED after saying that @to cannot be written.
 */
int table_print_list(FILE *to, struct json_object *record,
		     const struct table *table)
{
	const struct field *field;
	char text[FIELD_TEXT];
	int wide = 0;

	if (table->json)
		return record_print_json(to, record);
	for (field = table->fields; field->key; field++)
		if (field_text(record, field->key, text) &&
		    (int)strlen(field->title) > wide)
			wide = strlen(field->title);
	for (field = table->fields; field->key; field++) {
		if (!field_text(record, field->key, text))
			continue;
		if (!table->bare) {
			colour_print(to, table->colour, BOLD, field->title);
			fprintf(to, "%*s",
				wide + GAP - (int)strlen(field->title), "");
		}
		colour_print(to, table->colour,
			     is_trouble(field->key, text) ? RED : NULL, text);
		fputc('\n', to);
	}
	return output_flush(to);
}
