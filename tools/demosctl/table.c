// SPDX-License-Identifier: GPL-2.0
/*
 * Tables and lists of records.
 *
 * What is printed is plain ASCII (see record.c), so a byte is a column wide.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "record.h"
#include "table.h"

#define CELL	RECORD_TEXT
#define GAP	2	/* blanks between columns */

#define BOLD	"\033[1m"
#define RED	"\033[31m"
#define PLAIN	"\033[m"

/* Is this the name that begins at @text and has @length characters? */
static bool is_named(const char *name, const char *text, size_t length)
{
	return strlen(name) == length && !strncasecmp(name, text, length);
}

static const struct field *find_field(const struct field *fields,
				      const char *name, size_t length)
{
	for (; fields->key; fields++)
		if (is_named(fields->title, name, length) ||
		    is_named(fields->key, name, length))
			return fields;
	return NULL;
}

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
		field = find_field(fields, names, length);
		if (!field)
			return fail(MISUSED, "there is no column '%.*s'",
				    length, names);
		if (n == TABLE_FIELDS)
			return fail(MISUSED, "there are more than %d columns",
				    TABLE_FIELDS);
		table->fields[n++] = *field;
	}
	table->fields[n] = (struct field){ 0 };
	return DONE;
}

static bool terminal_has_colour(void)
{
	const char *refused = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(refused && *refused) && terminal &&
	       strcmp(terminal, "dumb");
}

/**
 * table_colour - choose whether to use colour
 * @table: gets it
 * @when: "always", "never", or "auto": if standard output is a terminal that
 *	  has colour, and the user has not set NO_COLOR
 *
 * Return: DONE, or MISUSED after saying why.
 */
int table_colour(struct table *table, const char *when)
{
	if (!strcmp(when, "auto"))
		table->colour = terminal_has_colour();
	else if (!strcmp(when, "always") || !strcmp(when, "never"))
		table->colour = *when == 'a';
	else
		return fail(MISUSED,
			    "--color '%s': it is auto, always or never", when);
	return DONE;
}

/* A list of words, as one */
static void join(struct json_object *words, char text[CELL])
{
	struct json_object *word;
	size_t i, at = 0;

	text[0] = '\0';
	for (i = 0; i < json_object_array_length(words) && at < CELL; i++) {
		word = json_object_array_get_idx(words, i);
		at += snprintf(text + at, CELL - at, "%s%s", i ? "," : "",
			       json_object_get_string(word));
	}
}

/* The field of a record as text; false: it has none */
static bool cell(struct json_object *record, const char *key, char text[CELL])
{
	struct json_object *value;

	if (!json_object_object_get_ex(record, key, &value) || !value)
		return false;
	if (json_object_is_type(value, json_type_array) &&
	    !json_object_array_length(value))
		return false;
	if (json_object_is_type(value, json_type_array))
		join(value, text);
	else if (json_object_is_type(value, json_type_boolean))
		snprintf(text, CELL, "%s",
			 json_object_get_boolean(value) ? "yes" : "no");
	else
		snprintf(text, CELL, "%s", json_object_get_string(value));
	return true;
}

/* What deserves a second look: faults, errors, states that work stops in */
static bool is_trouble(const char *key, const char *text)
{
	static const char *const states[] = {
		"faulted", "lost", "unknown", "down",
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

/* A text, in colour if that is wanted; the caller adds blanks */
static void print_text(FILE *to, const struct table *table, const char *text,
		       const char *colour)
{
	if (table->colour && colour)
		fprintf(to, "%s%s%s", colour, text, PLAIN);
	else
		fputs(text, to);
}

static bool is_number(struct json_object *records, const char *key)
{
	struct json_object *record, *value;
	size_t i;

	for (i = 0; i < json_object_array_length(records); i++) {
		record = json_object_array_get_idx(records, i);
		if (json_object_object_get_ex(record, key, &value) && value &&
		    !json_object_is_type(value, json_type_int))
			return false;
	}
	return true;
}

static int width(struct json_object *records, const struct field *field,
		 bool bare)
{
	size_t widest = bare ? 1 : strlen(field->title), i;
	char text[CELL];

	for (i = 0; i < json_object_array_length(records); i++)
		if (cell(json_object_array_get_idx(records, i), field->key,
			 text) && strlen(text) > widest)
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
	char text[CELL];
	int i, blanks;

	for (i = 0; table->fields[i].key; i++) {
		field = &table->fields[i];
		if (!record)
			snprintf(text, sizeof(text), "%s", field->title);
		else if (!cell(record, field->key, text))
			snprintf(text, sizeof(text), "-");
		if (!record)
			colour = BOLD;
		else
			colour = is_trouble(field->key, text) ? RED : NULL;
		blanks = wide[i] - strlen(text);
		fprintf(to, "%*s", right[i] ? blanks : 0, "");
		print_text(to, table, text, colour);
		if (field[1].key)
			fprintf(to, "%*s", GAP + (right[i] ? 0 : blanks), "");
	}
	fputc('\n', to);
}

/**
 * table_print - print records, one in a row
 * @to: stream
 * @records: an array of records
 * @table: how
 *
 * Return: DONE, or FAILED after saying that @to cannot be written.
 */
int table_print(FILE *to, struct json_object *records,
		const struct table *table)
{
	bool right[TABLE_FIELDS];
	int wide[TABLE_FIELDS], i;
	size_t row;

	if (table->json)
		return record_print_json(to, records);
	for (i = 0; table->fields[i].key; i++) {
		wide[i] = width(records, &table->fields[i], table->bare);
		right[i] = is_number(records, table->fields[i].key);
	}
	if (!table->bare)
		print_row(to, NULL, table, wide, right);
	for (row = 0; row < json_object_array_length(records); row++)
		print_row(to, json_object_array_get_idx(records, row), table,
			  wide, right);
	return output_flush(to);
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
	char text[CELL];
	int wide = 0;

	if (table->json)
		return record_print_json(to, record);
	for (field = table->fields; field->key; field++)
		if (cell(record, field->key, text) &&
		    (int)strlen(field->title) > wide)
			wide = strlen(field->title);
	for (field = table->fields; field->key; field++) {
		if (!cell(record, field->key, text))
			continue;
		if (!table->bare) {
			print_text(to, table, field->title, BOLD);
			fprintf(to, "%*s",
				wide + GAP - (int)strlen(field->title), "");
		}
		print_text(to, table, text,
			   is_trouble(field->key, text) ? RED : NULL);
		fputc('\n', to);
	}
	return output_flush(to);
}
