/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A reader of JSON that copies nothing: a value is a slice of the text.
 * Strings keep their escapes. No slice leaves the text, even if it is
 * malformed.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct json - a value
 * @at: its first character; of a string, the one after the quote
 * @end: after its last; of a string, the quote
 */
struct json {
	const char *at;
	const char *end;
};

/**
 * struct json_cursor - a place in an array or object
 * @name: of the member (empty in an array)
 * @value: member or element
 * @rest: the text after it
 */
struct json_cursor {
	struct json name;
	struct json value;
	struct json rest;
};

void json_begin(struct json_cursor *cursor, struct json value);
bool json_next(struct json_cursor *cursor);
bool json_find(struct json object, const char *name, struct json *value);
struct json json_member(struct json object, const char *name);
bool json_is(struct json string, const char *text);
bool json_is_array(struct json value);
size_t json_copy(struct json string, char *text, size_t size);
unsigned long json_number(struct json value, int base);

#endif
