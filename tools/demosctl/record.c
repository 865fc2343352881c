// SPDX-License-Identifier: GPL-2.0
/*
 * Records, and printing them as JSON.
 *
 * Names come from guests and other machines: whatever they hold, what is
 * printed is plain ASCII without control characters, and valid JSON.
 */
#include <stdlib.h>
#include <string.h>

#include "../../daemon/lib/demos.h"
#include "error.h"
#include "record.h"

/**
 * record_bytes - add a text that may lack a NUL or be unprintable
 * @record: gets the field
 * @key: name of the field
 * @text: the text, up to @size bytes or its NUL
 * @size: of @text
 */
void record_bytes(struct json_object *record, const char *key,
		  const char *text, size_t size)
{
	size_t length = strnlen(text, size), i;
	char plain[RECORD_TEXT];

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

/* With so many digits behind the point */
void record_decimal(struct json_object *record, const char *key,
		    double number, int digits)
{
	char text[64];

	snprintf(text, sizeof(text), "%.*f", digits, number);
	json_object_object_add(record, key,
			       json_object_new_double_s(number, text));
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
 * record_flag - add a boolean
 * @record: gets the field
 * @key: name of the field
 * @flag: its value
 */
void record_flag(struct json_object *record, const char *key, bool flag)
{
	json_object_object_add(record, key, json_object_new_boolean(flag));
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

static int print(FILE *to, struct json_object *object, int flags)
{
	fprintf(to, "%s\n", json_object_to_json_string_ext(object, flags));
	return output_flush(to);
}

/**
 * record_print_json - print a record, or an array of them, as JSON
 * @to: stream
 * @object: the record or array
 *
 * Return: DONE, or FAILED after saying that @to cannot be written.
 */
int record_print_json(FILE *to, struct json_object *object)
{
	return print(to, object, JSON_C_TO_STRING_PRETTY);
}

/**
 * record_print_line - print one record as JSON in one line
 * @to: stream; it is flushed
 * @record: the record
 *
 * Return: DONE, or FAILED after saying that @to cannot be written.
 */
int record_print_line(FILE *to, struct json_object *record)
{
	return print(to, record, JSON_C_TO_STRING_PLAIN);
}
