// SPDX-License-Identifier: GPL-2.0
/*
 * grep [-Fivnclq] PATTERN [FILE]...: lines that a pattern is in (match.h); -F:
 * a text, no pattern.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "match.h"
#include "tool.h"

#define LINE	4096

static char line[LINE];
static const char *pattern;
static bool plain, fold, invert, numbers, count, names, quiet;
static int files;
static bool found;

static bool has_text(void)
{
	const char *at;
	size_t i, length = strlen(pattern);

	for (at = line; ; at++) {
		for (i = 0; i < length; i++) {
			if (at[i] != pattern[i] &&
			    !(fold && tolower((unsigned char)at[i]) ==
				      tolower((unsigned char)pattern[i])))
				break;
		}
		if (i == length)
			return true;
		if (!*at)
			return false;
	}
}

static void show(const char *name, unsigned long number)
{
	if (files > 1)
		printf("%s:", name);
	if (numbers)
		printf("%lu:", number);
	puts(line);
}

static void search(FILE *file, const char *name)
{
	unsigned long number = 0, here = 0;
	bool whole, hit;

	while (tool_line(file, line, LINE, &whole) >= 0) {
		number++;
		hit = plain ? has_text() :
			      !!match(pattern, line, line, fold, NULL);
		if (hit == invert)
			continue;
		found = true;
		here++;
		if (quiet)
			exit(0);
		if (names)
			break;
		if (!count)
			show(name, number);
	}
	if (names && here)
		puts(name);
	if (count && !names) {
		if (files > 1)
			printf("%s:", name);
		printf("%lu\n", here);
	}
}

int main(int argc, char *argv[])
{
	int letter;

	(void)argc;
	tool_begin(argv, "Fivnclqe:", "[-Fivnclq] PATTERN [FILE]...");
	while ((letter = tool_option())) {
		plain |= letter == 'F';
		fold |= letter == 'i';
		invert |= letter == 'v';
		numbers |= letter == 'n';
		count |= letter == 'c';
		names |= letter == 'l';
		quiet |= letter == 'q';
		if (letter == 'e')
			pattern = tool_value;
	}
	if (!pattern)
		pattern = tool_operand();
	if (!pattern)
		tool_misused();
	files = tool_count();
	tool_each(search);
	if (tool_status)
		tool_status = 2;
	else if (!found)
		tool_status = 1;
	tool_end();
}
