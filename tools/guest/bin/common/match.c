// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stddef.h>

#include "match.h"

/* Bytes of the pattern's first part, without a star */
static int part_length(const char *pattern)
{
	return *pattern == '\\' && pattern[1] ? 2 : 1;
}

static bool is_same(const char *pattern, char c, bool fold)
{
	if (!c)
		return false;
	if (*pattern == '.')
		return true;
	if (*pattern == '\\' && pattern[1])
		pattern++;
	if (fold)
		return tolower((unsigned char)*pattern) ==
		       tolower((unsigned char)c);
	return *pattern == c;
}

static const char *match_here(const char *pattern, const char *at, bool fold);

/* As many as there are, then fewer, until the rest matches */
static const char *match_star(const char *pattern, const char *rest,
			      const char *at, bool fold)
{
	const char *last = at, *end;

	while (is_same(pattern, *last, fold))
		last++;
	for (;; last--) {
		end = match_here(rest, last, fold);
		if (end || last == at)
			return end;
	}
}

/* Return: where the match ends, or NULL */
static const char *match_here(const char *pattern, const char *at, bool fold)
{
	int length;

	while (*pattern) {
		if (*pattern == '$' && !pattern[1])
			return *at ? NULL : at;
		length = part_length(pattern);
		if (pattern[length] == '*')
			return match_star(pattern, pattern + length + 1, at,
					  fold);
		if (!is_same(pattern, *at, fold))
			return NULL;
		pattern += length;
		at++;
	}
	return at;
}

const char *match(const char *pattern, const char *line, const char *from,
		  bool fold, const char **end)
{
	const char *found;

	if (*pattern == '^') {
		found = from == line ? match_here(pattern + 1, line, fold) :
				       NULL;
		if (end)
			*end = found;
		return found ? line : NULL;
	}
	for (;; from++) {
		found = match_here(pattern, from, fold);
		if (found || !*from)
			break;
	}
	if (end)
		*end = found;
	return found ? from : NULL;
}
