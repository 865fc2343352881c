// SPDX-License-Identifier: GPL-2.0
/*
 * A text that grows.
 */
#include <stdlib.h>
#include <string.h>

#include "text.h"

enum { LEAST = 32 };	/* bytes of the first allocation */

static bool reserve(struct text *text, size_t more)
{
	size_t room = text->room ? text->room : LEAST;
	char *bytes;

	if (more >= SH_TEXT_MAX - text->length)
		return false;
	while (room < text->length + more + 1)
		room *= 2;
	if (room == text->room)
		return true;
	bytes = realloc(text->bytes, room);
	if (!bytes)
		return false;
	text->bytes = bytes;
	text->room = room;
	return true;
}

/**
 * text_add - append bytes
 * @text: the text
 * @bytes: the bytes
 * @length: of @bytes
 */
void text_add(struct text *text, const char *bytes, size_t length)
{
	if (text->failed || !reserve(text, length)) {
		text->failed = true;
		return;
	}
	memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

/**
 * text_char - append a character
 * @text: the text
 * @c: the character
 */
void text_char(struct text *text, char c)
{
	text_add(text, &c, 1);
}

/**
 * text_string - append a string
 * @text: the text
 * @string: the string
 */
void text_string(struct text *text, const char *string)
{
	text_add(text, string, strlen(string));
}

/**
 * text_number - append a number, in decimal
 * @text: the text
 * @number: the number
 */
void text_number(struct text *text, long number)
{
	unsigned long left = number < 0 ? 0UL - (unsigned long)number :
					  (unsigned long)number;
	char digits[24], *at = digits + sizeof(digits);

	do {
		*--at = (char)('0' + (int)(left % 10));
		left /= 10;
	} while (left);
	if (number < 0)
		*--at = '-';
	text_add(text, at, (size_t)(digits + sizeof(digits) - at));
}

/**
 * text_get - the text as a string
 * @text: the text
 *
 * Return: the string, which lives until the text changes.
 */
const char *text_get(const struct text *text)
{
	return text->bytes ? text->bytes : "";
}

/**
 * text_cut - make a text shorter
 * @text: the text
 * @length: its new length, not more than its length
 */
void text_cut(struct text *text, size_t length)
{
	text->length = length;
	if (text->bytes)
		text->bytes[length] = '\0';
}

/**
 * text_free - free a text, which is empty then
 * @text: the text
 */
void text_free(struct text *text)
{
	free(text->bytes);
	memset(text, 0, sizeof(*text));
}
