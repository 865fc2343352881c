// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"

int tool_status;
char *tool_value;

static char **next;		/* argument */
static char *within;		/* the argument with several options */
static const char *name, *options, *usage;

void tool_begin(char *argv[], const char *known, const char *line)
{
	name = *argv ? *argv++ : "?";
	next = argv;
	options = known;
	usage = line;
}

static void show_usage(FILE *to)
{
	fprintf(to, "usage: %s %s\n", name, usage);
}

void tool_misused(void)
{
	show_usage(stderr);
	exit(2);
}

static int take_value(int letter)
{
	tool_value = *within ? within : *next ? *next++ : NULL;
	within = NULL;
	if (!tool_value)
		tool_misused();
	return letter;
}

int tool_option(void)
{
	const char *found;
	int letter;

	if (!within || !*within) {
		if (!*next || **next != '-' || !(*next)[1])
			return 0;
		within = *next++ + 1;
		if (!strcmp(within, "-")) {
			within = NULL;
			return 0;
		}
		if (!strcmp(within, "-help")) {
			show_usage(stdout);
			exit(0);
		}
	}
	letter = *within++;
	found = letter == ':' ? NULL : strchr(options, letter);
	if (!found) {
		fprintf(stderr, "%s: no option -%c\n", name, letter);
		tool_misused();
	}
	return found[1] == ':' ? take_value(letter) : letter;
}

char *tool_operand(void)
{
	return *next ? *next++ : NULL;
}

int tool_count(void)
{
	int count = 0;

	while (next[count])
		count++;
	return count;
}

unsigned long tool_number(const char *text)
{
	unsigned long number;
	char *end;

	errno = 0;
	number = strtoul(text, &end, 10);
	if (end == text || *end || *text == '-' || errno) {
		tool_say(text, "not a number");
		exit(2);
	}
	return number;
}

void tool_say(const char *about, const char *text)
{
	fflush(stdout);
	fprintf(stderr, "%s: %s: %s\n", name, about, text);
	tool_status = 1;
}

void tool_warn(const char *about)
{
	tool_say(about, strerror(errno));
}

void tool_fail(const char *about)
{
	tool_warn(about);
	exit(1);
}

static void each(const char *path, void (*use)(FILE *file, const char *name))
{
	FILE *file = stdin;

	if (strcmp(path, "-")) {
		file = fopen(path, "r");
		if (!file) {
			tool_warn(path);
			return;
		}
	}
	use(file, path);
	if (ferror(file))
		tool_warn(path);
	if (file != stdin)
		fclose(file);
}

void tool_each(void (*use)(FILE *file, const char *name))
{
	if (!*next)
		each("-", use);
	while (*next)
		each(*next++, use);
}

int tool_line(FILE *file, char *line, int size, bool *whole)
{
	int length = 0, c = EOF;

	while (length < size - 1 && (c = getc(file)) != EOF && c != '\n')
		line[length++] = c;
	line[length] = '\0';
	*whole = c == '\n' || c == EOF;
	return c == EOF && !length ? -1 : length;
}

void tool_end(void)
{
	if (fflush(stdout) || ferror(stdout))
		tool_fail("standard output");
	exit(tool_status);
}
