// SPDX-License-Identifier: GPL-2.0
/*
 * Matches names against patterns in time that is at most the product of their
 * lengths: only the last * is ever tried again.
 */
#include <string.h>

#include "pattern.h"

/* The end of a [...], or NULL: it is a character like others */
static const char *class_end(const char *pattern)
{
	const char *at = pattern + 1;

	if (*at == '!' || *at == '^')
		at++;
	if (*at == ']')
		at++;
	while (*at && *at != ']') {
		if (*at == '\\' && at[1])
			at++;
		at++;
	}
	return *at ? at : NULL;
}

static const char *class_char(const char *at, unsigned char *c)
{
	if (*at == '\\' && at[1])
		at++;
	*c = (unsigned char)*at;
	return at + 1;
}

static bool class_has(const char *at, const char *end, unsigned char wanted)
{
	bool not = *at == '!' || *at == '^', found = false;
	unsigned char from, to;

	if (not)
		at++;
	while (at < end) {
		at = class_char(at, &from);
		to = from;
		if (*at == '-' && at + 1 < end)
			at = class_char(at + 1, &to);
		if (from <= wanted && wanted <= to)
			found = true;
	}
	return found != not;
}

/* One character of @pattern, which is no *; NULL: it is not @c */
static const char *match_one(const char *pattern, char c)
{
	const char *end;

	if (!c)
		return NULL;
	if (*pattern == '?')
		return pattern + 1;
	if (*pattern == '[') {
		end = class_end(pattern);
		if (end)
			return class_has(pattern + 1, end, (unsigned char)c) ?
				end + 1 : NULL;
	}
	if (*pattern == '\\' && pattern[1])
		pattern++;
	return *pattern == c ? pattern + 1 : NULL;
}

/**
 * pattern_match - does a name match?
 * @pattern: the pattern
 * @name: the whole of it must match
 *
 * Return: does it?
 */
bool pattern_match(const char *pattern, const char *name)
{
	const char *star = NULL, *again = NULL, *next;

	for (;;) {
		if (*pattern == '*') {
			star = ++pattern;
			again = name;
			continue;
		}
		if (!*pattern && !*name)
			return true;
		next = *pattern ? match_one(pattern, *name) : NULL;
		if (next) {
			pattern = next;
			name++;
		} else if (star && *again) {
			pattern = star;
			name = ++again;
		} else {
			return false;
		}
	}
}

/**
 * pattern_is - is it more than a name?
 * @pattern: the pattern
 *
 * Return: does it have a * ? or [...]?
 */
bool pattern_is(const char *pattern)
{
	for (; *pattern; pattern++) {
		if (*pattern == '*' || *pattern == '?')
			return true;
		if (*pattern == '[' && class_end(pattern))
			return true;
		if (*pattern == '\\' && pattern[1])
			pattern++;
	}
	return false;
}

/**
 * pattern_plain - take out each \ that takes the meaning of what follows
 * @pattern: becomes the name
 */
void pattern_plain(char *pattern)
{
	char *to = pattern;

	for (; *pattern; pattern++) {
		if (*pattern == '\\' && pattern[1])
			pattern++;
		*to++ = *pattern;
	}
	*to = '\0';
}
