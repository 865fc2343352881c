// SPDX-License-Identifier: GPL-2.0
/*
 * A reader of JSON that is enough for measurements: nesting is matched,
 * separators are not checked.
 */
#include <stdlib.h>
#include <string.h>

#include "json.h"

static struct json skip(struct json text)
{
	while (text.at < text.end && strchr(" \t\r\n,:", *text.at))
		text.at++;
	return text;
}

/* The end of the string that begins after the quote at @at */
static const char *string_end(const char *at, const char *end)
{
	for (; at < end && *at != '"'; at++)
		if (*at == '\\' && at + 1 < end)
			at++;
	return at;
}

static const char *nested_end(const char *at, const char *end)
{
	int depth = 0;

	for (; at < end; at++) {
		if (*at == '"') {
			at = string_end(at + 1, end);
			if (at == end)
				break;
		}
		if (*at == '{' || *at == '[')
			depth++;
		if (*at == '}' || *at == ']')
			depth--;
		if (!depth)
			return at + 1;
	}
	return at;
}

/* Take a value off the beginning of a text that has one */
static struct json take(struct json *text)
{
	struct json value = *text;

	if (*value.at == '"') {
		value.at++;
		value.end = string_end(value.at, text->end);
		text->at = value.end < text->end ? value.end + 1 : value.end;
		return value;
	}
	if (*value.at == '{' || *value.at == '[') {
		value.end = nested_end(value.at, text->end);
	} else {
		value.end = value.at + 1;
		while (value.end < text->end &&
		       !strchr(",]} \t\r\n", *value.end))
			value.end++;
	}
	text->at = value.end;
	return value;
}

/**
 * json_begin() - go through an array or object
 * @cursor: set to before its first element or member
 * @value: array or object; any other value has no elements
 */
void json_begin(struct json_cursor *cursor, struct json value)
{
	memset(cursor, 0, sizeof(*cursor));
	if (value.end - value.at < 2 || (*value.at != '{' && *value.at != '['))
		value.at = value.end;
	cursor->rest = value;
}

/**
 * json_next() - the next element or member
 * @cursor: from json_begin()
 *
 * Return: false if there is none.
 */
bool json_next(struct json_cursor *cursor)
{
	struct json *rest = &cursor->rest;
	bool named;

	if (rest->at < rest->end && strchr("{[", *rest->at)) {
		cursor->name.at = *rest->at == '{' ? rest->at : NULL;
		rest->at++;
		rest->end--;
	}
	named = cursor->name.at;
	*rest = skip(*rest);
	if (rest->at >= rest->end)
		return false;
	if (named) {
		cursor->name = take(rest);
		*rest = skip(*rest);
		if (rest->at >= rest->end)
			return false;
	}
	cursor->value = take(rest);
	return true;
}

/**
 * json_find() - a member of an object
 * @object: the object
 * @name: of the member
 * @value: set to its value
 *
 * Return: whether there is one.
 */
bool json_find(struct json object, const char *name, struct json *value)
{
	struct json_cursor cursor;

	for (json_begin(&cursor, object); json_next(&cursor);) {
		if (!json_is(cursor.name, name))
			continue;
		*value = cursor.value;
		return true;
	}
	return false;
}

/**
 * json_member() - a member of an object, or an empty value
 * @object: the object
 * @name: of the member
 */
struct json json_member(struct json object, const char *name)
{
	struct json value = { "", "" };

	json_find(object, name, &value);
	return value;
}

/**
 * json_is() - is a string this text?
 * @string: string
 * @text: without escapes
 */
bool json_is(struct json string, const char *text)
{
	size_t size = strlen(text);

	return (size_t)(string.end - string.at) == size &&
	       !memcmp(string.at, text, size);
}

/**
 * json_is_array() - is a value an array?
 * @value: value
 */
bool json_is_array(struct json value)
{
	return value.at < value.end && *value.at == '[';
}

/**
 * json_copy() - a string as a C string
 * @string: string
 * @text: destination, terminated
 * @size: room there, at least 1; a longer string is cut off
 *
 * Return: length of the text.
 */
size_t json_copy(struct json string, char *text, size_t size)
{
	size_t length = string.end - string.at;

	if (length >= size)
		length = size - 1;
	memcpy(text, string.at, length);
	text[length] = '\0';
	return length;
}

/**
 * json_number() - a number, or a string that is one
 * @value: value
 * @base: of the digits
 */
unsigned long json_number(struct json value, int base)
{
	char text[24];

	json_copy(value, text, sizeof(text));
	return strtoul(text, NULL, base);
}
