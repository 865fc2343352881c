/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The fields of records: found by name, and as text.
 */
#ifndef DEMOSCTL_FIELD_H
#define DEMOSCTL_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <json-c/json.h>

#include "record.h"

#define FIELD_TEXT	RECORD_TEXT

/**
 * struct field - a column of a table, or a line of a list
 * @key: of the record
 * @title: over the column, or before the value
 *
 * An array of fields ends with one whose key is NULL. A field that a record
 * lacks, or that is null or empty, is "-" in a table and left out of a list.
 */
struct field {
	const char *key;
	const char *title;
};

int field_find(const struct field *fields, const char *name, size_t length,
	       const struct field **field);
struct json_object *field_value(struct json_object *record, const char *key);
bool field_text(struct json_object *record, const char *key,
		char text[FIELD_TEXT]);

#endif
