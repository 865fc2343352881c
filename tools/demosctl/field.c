// SPDX-License-Identifier: GPL-2.0
/*
 * The fields of records.
 *
 * Their text is plain ASCII (see record.c), so a byte is a column wide.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "error.h"
#include "field.h"
#include "near.h"

/* Is this the name that begins at @text and has @length characters? */
static bool is_named(const char *name, const char *text, size_t length)
{
	return strlen(name) == length && !strncasecmp(name, text, length);
}

static int unknown(const struct field *fields, const char *name, size_t length)
{
	char hint[NEAR_TEXT];
	struct near near;

	near_begin(&near, name, length);
	for (; fields->key; fields++)
		near_try(&near, fields->key);
	return fail(MISUSED, "there is no column '%.*s'%s", (int)length, name,
		    near_hint(&near, "--help lists them", hint));
}

/**
 * field_find - find a field by its key or title
 * @fields: those there are
 * @name: key or title, in any case
 * @length: of @name
 * @field: gets the field
 *
 * Return: DONE, or MISUSED after saying why.
 */
int field_find(const struct field *fields, const char *name, size_t length,
	       const struct field **field)
{
	for (*field = fields; (*field)->key; ++*field)
		if (is_named((*field)->title, name, length) ||
		    is_named((*field)->key, name, length))
			return DONE;
	return unknown(fields, name, length);
}

/**
 * field_value - the value of a field
 * @record: the record
 * @key: of the field
 *
 * Return: the value, which belongs to the record; NULL: the record lacks it, or
 * it is null or empty.
 */
struct json_object *field_value(struct json_object *record, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(record, key, &value) || !value)
		return NULL;
	if (json_object_is_type(value, json_type_array) &&
	    !json_object_array_length(value))
		return NULL;
	return value;
}

/* A list of words, as one */
static void join(struct json_object *words, char text[FIELD_TEXT])
{
	struct json_object *word;
	size_t i, at = 0;

	text[0] = '\0';
	for (i = 0; i < json_object_array_length(words) && at < FIELD_TEXT;
	     i++) {
		word = json_object_array_get_idx(words, i);
		at += snprintf(text + at, FIELD_TEXT - at, "%s%s",
			       i ? "," : "", json_object_get_string(word));
	}
}

/**
 * field_text - the value of a field, as it is shown
 * @record: the record
 * @key: of the field
 * @text: gets the text; "-" if there is no value
 *
 * Return: is there a value?
 */
bool field_text(struct json_object *record, const char *key,
		char text[FIELD_TEXT])
{
	struct json_object *value = field_value(record, key);

	if (!value)
		snprintf(text, FIELD_TEXT, "-");
	else if (json_object_is_type(value, json_type_array))
		join(value, text);
	else if (json_object_is_type(value, json_type_boolean))
		snprintf(text, FIELD_TEXT, "%s",
			 json_object_get_boolean(value) ? "yes" : "no");
	else
		snprintf(text, FIELD_TEXT, "%s",
			 json_object_get_string(value));
	return value;
}
