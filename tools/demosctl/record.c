// SPDX-License-Identifier: GPL-2.0
/*
 * Records and the two ways to print them.
 *
 * Names come from guests and other machines: whatever they hold, what is
 * printed is plain ASCII without control characters, and valid JSON.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../daemon/lib/demos.h"
#include "error.h"
#include "record.h"

#define CELL	160	/* bytes of a printed field, with its NUL */
#define GAP	2	/* blanks between columns */

/**
 * record_bytes - add a text that may not end, or not be printable
 * @record: gets the field
 * @key: name of the field
 * @text: the text, up to @size bytes or its NUL
 * @size: of @text
 */
void record_bytes(struct json_object *record, const char *key,
		  const char *text, size_t size)
{
	size_t length = strnlen(text, size), i;
	char plain[CELL];

	if (length >= sizeof(plain))
		length = sizeof(plain) - 1;
	for (i = 0; i < length; i++)
		plain[i] = text[i] < ' ' || text[i] > '~' ? '?' : text[i];
	json_object_object_add(record, key,
			       json_object_new_string_len(plain, length));
}

/**
 * record_text - add a text
 * @record: gets the field
 * @key: name of the field
 * @text: the text
 */
void record_text(struct json_object *record, const char *key,
		 const char *text)
{
	record_bytes(record, key, text, strlen(text));
}

/**
 * record_number - add a number
 * @record: gets the field
 * @key: name of the field
 * @number: the number
 */
void record_number(struct json_object *record, const char *key,
		   __u64 number)
{
	json_object_object_add(record, key, json_object_new_uint64(number));
}

/**
 * record_signed - add a number that may be negative
 * @record: gets the field
 * @key: name of the field
 * @number: the number
 */
void record_signed(struct json_object *record, const char *key,
		   int64_t number)
{
	json_object_object_add(record, key, json_object_new_int64(number));
}

/**
 * record_pid - add a process identifier, as text
 * @record: gets the field
 * @key: name of the field
 * @pid: the process identifier; 0: none, the field is null
 */
void record_pid(struct json_object *record, const char *key, __u64 pid)
{
	char text[DEMOS_PID_TEXT];

	if (!pid)
		json_object_object_add(record, key, NULL);
	else
		record_text(record, key, demos_pid_format(pid, text));
}

/**
 * record_hex - add a number as hexadecimal text
 * @record: gets the field
 * @key: name of the field
 * @digits: least number of digits
 * @number: the number
 */
void record_hex(struct json_object *record, const char *key, int digits,
		uint32_t number)
{
	char text[16];

	snprintf(text, sizeof(text), "%0*x", digits, number);
	record_text(record, key, text);
}

/**
 * record_address - add an address in a guest's memory, as text
 * @record: gets the field
 * @key: name of the field
 * @address: segment << 16 | offset
 */
void record_address(struct json_object *record, const char *key,
		    uint32_t address)
{
	char text[24];

	snprintf(text, sizeof(text), "%02x:%04x", address >> 16,
		 address & 0xffff);
	record_text(record, key, text);
}

/**
 * record_flag - add a yes or no
 * @record: gets the field
 * @key: name of the field
 * @flag: which
 */
void record_flag(struct json_object *record, const char *key, bool flag)
{
	json_object_object_add(record, key, json_object_new_boolean(flag));
}

/**
 * record_time - add a time of day
 * @record: gets the field
 * @key: name of the field
 * @ns: since 1970
 */
void record_time(struct json_object *record, const char *key, __u64 ns)
{
	time_t seconds = ns / 1000000000;
	char text[64], zone[16];
	struct tm tm;

	localtime_r(&seconds, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	strftime(zone, sizeof(zone), "%z", &tm);
	snprintf(text + strlen(text), sizeof(text) - strlen(text),
		 ".%06llu%s", ns % 1000000000 / 1000, zone);
	record_text(record, key, text);
}

/**
 * record_append - add a word to a list of words
 * @list: an array
 * @word: the word
 */
void record_append(struct json_object *list, const char *word)
{
	json_object_array_add(list, json_object_new_string(word));
}

/**
 * record_flush - see that what was printed is written
 * @to: stream
 *
 * Return: DONE, or FAILED after saying why.
 */
int record_flush(FILE *to)
{
	if (fflush(to) || ferror(to))
		return fail(FAILED, "cannot write the output: %m");
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

static int width(struct json_object *records, const struct field *field)
{
	size_t widest = strlen(field->title), i;
	char text[CELL];

	for (i = 0; i < json_object_array_length(records); i++)
		if (cell(json_object_array_get_idx(records, i), field->key,
			 text) && strlen(text) > widest)
			widest = strlen(text);
	return widest;
}

/* One cell of a row: numbers to the right, no blanks after the last one */
static void print_cell(FILE *to, const char *text, int wide, bool right,
		       bool last)
{
	if (right)
		fprintf(to, "%*s", wide, text);
	else if (last)
		fputs(text, to);
	else
		fprintf(to, "%-*s", wide, text);
	fprintf(to, "%*s", last ? 0 : GAP, "");
}

/* One row of a table; @record NULL: the titles */
static void print_row(FILE *to, struct json_object *record,
		      const struct field *fields, const int *wide,
		      const bool *right)
{
	char text[CELL];
	int i;

	for (i = 0; fields[i].key; i++) {
		if (!record)
			snprintf(text, sizeof(text), "%s", fields[i].title);
		else if (!cell(record, fields[i].key, text))
			snprintf(text, sizeof(text), "-");
		print_cell(to, text, wide[i], right[i], !fields[i + 1].key);
	}
	fputc('\n', to);
}

static int print_json(FILE *to, struct json_object *object, int flags)
{
	fprintf(to, "%s\n", json_object_to_json_string_ext(object, flags));
	return record_flush(to);
}

/**
 * record_print_table - print records, one in a row
 * @to: stream
 * @records: an array of records
 * @fields: the columns
 * @json: as JSON, all fields
 *
 * Return: DONE, or FAILED if @to took it not, after saying so.
 */
int record_print_table(FILE *to, struct json_object *records,
		       const struct field *fields, bool json)
{
	int count = 0, i;
	size_t row;

	if (json)
		return print_json(to, records, JSON_C_TO_STRING_PRETTY);
	while (fields[count].key)
		count++;

	int wide[count + 1];
	bool right[count + 1];

	for (i = 0; i < count; i++) {
		wide[i] = width(records, &fields[i]);
		right[i] = is_number(records, fields[i].key);
	}
	print_row(to, NULL, fields, wide, right);
	for (row = 0; row < json_object_array_length(records); row++)
		print_row(to, json_object_array_get_idx(records, row), fields,
			  wide, right);
	return record_flush(to);
}

/**
 * record_print_list - print one record, a field in a line
 * @to: stream
 * @record: the record
 * @fields: what to print of it
 * @json: as JSON, all fields
 *
 * Return: DONE, or FAILED if @to took it not, after saying so.
 */
int record_print_list(FILE *to, struct json_object *record,
		      const struct field *fields, bool json)
{
	const struct field *field;
	char text[CELL];
	int wide = 0;

	if (json)
		return print_json(to, record, JSON_C_TO_STRING_PRETTY);
	for (field = fields; field->key; field++)
		if (cell(record, field->key, text) &&
		    (int)strlen(field->title) > wide)
			wide = strlen(field->title);
	for (field = fields; field->key; field++)
		if (cell(record, field->key, text))
			fprintf(to, "%-*s%*s%s\n", wide, field->title, GAP, "",
				text);
	return record_flush(to);
}

/**
 * record_print_line - print one record as JSON in one line
 * @to: stream; it is flushed
 * @record: the record
 *
 * Return: DONE, or FAILED if @to took it not, after saying so.
 */
int record_print_line(FILE *to, struct json_object *record)
{
	return print_json(to, record,
			  JSON_C_TO_STRING_PLAIN);
}
