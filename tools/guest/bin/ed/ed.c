// SPDX-License-Identifier: GPL-2.0
/*
 * ed [FILE]: a line editor, of UNIX's kind. Commands: a i c d p n = j m s w r e
 * f q Q h, with addresses: a number, . $ + - /text/ ?text? and % or "," for
 * all. Patterns are those of match.h. "?" tells an error, h why.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "match.h"
#include "text.h"
#include "tool.h"

static char command[LINE_MAX], input[LINE_MAX], pattern[LINE_MAX];
static char path[256];
static const char *at;		/* in @command */
static const char *why = "nothing was wrong";
static int current, from, to, given;	/* lines; how many addresses */
static bool warned;

static bool wrong(const char *reason)
{
	why = reason;
	return false;
}

/* ---- addresses */

/* Copy up to the closing delimiter; an empty pattern is the last one */
static void take_pattern(char end)
{
	int length = 0;

	while (*at && *at != end) {
		if (*at == '\\' && at[1] == end)
			at++;
		input[length++] = *at++;
	}
	input[length] = '\0';
	if (*at)
		at++;
	if (length)
		strcpy(pattern, input);
}

static bool search(char end, int *line)
{
	int i, number = current;

	at++;
	take_pattern(end);
	if (!*pattern)
		return wrong("there is no pattern yet");
	for (i = 0; i < text_count; i++) {
		if (end == '/')
			number = number >= text_count ? 1 : number + 1;
		else
			number = number <= 1 ? text_count : number - 1;
		if (!match(pattern, text_line(number), text_line(number),
			   false, NULL))
			continue;
		*line = number;
		return true;
	}
	return wrong("no such line");
}

static int take_number(void)
{
	long number = 0;

	while (isdigit((unsigned char)*at) && number <= LINES_MAX)
		number = number * 10 + *at++ - '0';
	return number > LINES_MAX ? LINES_MAX + 1 : number;
}

/* Return: 1: an address, in @line; 0: none; -1: a wrong one */
static int take_address(int *line)
{
	int found = 1, sign;

	*line = current;
	if (*at == '.') {
		at++;
	} else if (*at == '$') {
		at++;
		*line = text_count;
	} else if (isdigit((unsigned char)*at)) {
		*line = take_number();
	} else if (*at == '/' || *at == '?') {
		if (!search(*at, line))
			return -1;
	} else {
		found = *at == '+' || *at == '-';
	}
	while (*at == '+' || *at == '-') {
		sign = *at++ == '+' ? 1 : -1;
		*line += sign * (isdigit((unsigned char)*at) ?
				 take_number() : 1);
	}
	if (*line >= 0 && *line <= text_count)
		return found;
	wrong("no such line");
	return -1;
}

static bool take_addresses(void)
{
	int one = take_address(&from), other;

	given = one;
	to = from;
	if (one < 0)
		return false;
	if (*at == '%' || (!one && *at == ',')) {
		at++;
		given = 2;
		from = 1;
		to = text_count;
		if (at[-1] == '%')
			return true;
		one = 0;
	} else if (*at == ',' || *at == ';') {
		if (*at++ == ';')
			current = from;
		given = 2;
		to = text_count;
	} else {
		return true;
	}
	other = take_address(&one);
	if (other > 0)
		to = one;
	return other >= 0;
}

/* Lines that exist; without addresses, the current one */
static bool lines_exist(void)
{
	if (from >= 1 && from <= to)
		return true;
	return wrong(text_count ? "no such lines" : "the text is empty");
}

/* ---- files */

static bool read_file(const char *name, int after)
{
	FILE *file = fopen(name, "r");
	unsigned long bytes = 0;
	int length;
	bool whole;

	if (!file)
		return wrong(strerror(errno));
	while ((length = tool_line(file, input, LINE_MAX, &whole)) >= 0) {
		if (!text_insert(after, input)) {
			fclose(file);
			return wrong("the text is too long");
		}
		after++;
		bytes += length + whole;
	}
	current = after;
	fclose(file);
	printf("%lu\n", bytes);
	return true;
}

static bool write_file(const char *name)
{
	FILE *file = fopen(name, "w");
	unsigned long bytes = 0;
	int i;

	if (!file)
		return wrong(strerror(errno));
	for (i = from; i <= to && i; i++) {
		fprintf(file, "%s\n", text_line(i));
		bytes += strlen(text_line(i)) + 1;
	}
	if (ferror(file) | fclose(file))
		return wrong("it could not be written");
	if (from <= 1 && to == text_count)
		text_changed = false;
	printf("%lu\n", bytes);
	return true;
}

/* The file that a command names, which is remembered if there is none yet */
static const char *take_name(void)
{
	while (*at == ' ')
		at++;
	if (*at && !*path)
		snprintf(path, sizeof(path), "%s", at);
	if (!*at && !*path)
		wrong("no file has been named");
	return *at ? at : *path ? path : NULL;
}

/* ---- commands */

static bool append(int after)
{
	bool whole;

	while (tool_line(stdin, input, LINE_MAX, &whole) >= 0 &&
	       strcmp(input, ".")) {
		if (!text_insert(after, input))
			return wrong("the text is too long");
		after++;
	}
	current = after;
	return true;
}

static bool print(bool numbers)
{
	int i;

	for (i = from; i <= to; i++) {
		if (numbers)
			printf("%d\t", i);
		puts(text_line(i));
	}
	current = to;
	return true;
}

static bool join(void)
{
	int i;

	if (given < 2)
		to = from + 1;
	if (to > text_count)
		return wrong("no such lines");
	*input = '\0';
	for (i = from; i <= to; i++) {
		if (strlen(input) + strlen(text_line(i)) >= LINE_MAX)
			return wrong("the line would be too long");
		strcat(input, text_line(i));
	}
	if (!text_replace(from, input))
		return wrong("the text is too long");
	if (to > from)
		text_delete(from + 1, to);
	current = from;
	return true;
}

static bool move(void)
{
	int after;

	if (take_address(&after) <= 0)
		return wrong("to where?");
	if (after >= from && after < to)
		return wrong("it cannot be moved into itself");
	if (after != to && after != from - 1)
		text_move(from, to, after);
	current = after < from ? after + to - from + 1 : after;
	return true;
}

/* Replace in one line. Return: 1: done; 0: nothing to do; -1: no room */
static int substitute_in(int number, const char *by, bool all)
{
	const char *line = text_line(number), *rest = line, *found, *end;
	int length = 0, done = 0;

	while ((found = match(pattern, line, rest, false, &end)) &&
	       (all || !done)) {
		if (length + (found - rest) + strlen(by) + strlen(end) >=
		    LINE_MAX)
			return -1;
		memcpy(input + length, rest, found - rest);
		length += found - rest;
		strcpy(input + length, by);
		length += strlen(by);
		done = 1;
		rest = end;
		if (end == found) {
			if (!*rest)
				break;
			input[length++] = *rest++;
		}
	}
	strcpy(input + length, rest);
	return done && !text_replace(number, input) ? -1 : done;
}

static bool substitute(void)
{
	static char by[LINE_MAX];
	char end = *at;
	int i, result, last = 0;
	bool all, show;

	if (!end || end == ' ')
		return wrong("s/pattern/text/");
	at++;
	take_pattern(end);
	for (i = 0; *at && *at != end; )
		by[i++] = *at == '\\' && at[1] ? (at += 2)[-1] : *at++;
	by[i] = '\0';
	at += *at == end;
	all = *at == 'g';
	show = at[all] == 'p';
	for (i = from; i <= to; i++) {
		result = substitute_in(i, by, all);
		if (result < 0)
			return wrong("the line would be too long");
		if (result)
			last = i;
	}
	if (!last)
		return wrong("the pattern is not there");
	current = last;
	if (show)
		puts(text_line(last));
	return true;
}

static bool may_lose(void)
{
	if (!text_changed || warned)
		return true;
	warned = true;
	return wrong("the text has been changed; again to lose it");
}

static bool edit_file(void)
{
	const char *name = take_name();

	if (!name || !may_lose())
		return false;
	snprintf(path, sizeof(path), "%s", name);
	if (text_count)
		text_delete(1, text_count);
	current = 0;
	if (!read_file(path, 0))
		return false;
	text_changed = false;
	return true;
}

static bool change_lines(char letter)
{
	if (!lines_exist())
		return false;
	switch (letter) {
	case 'p':
	case '\0':
		return print(false);
	case 'n':
		return print(true);
	case 'j':
		return join();
	case 'm':
		return move();
	case 's':
		return substitute();
	case 'c':
	case 'd':
		text_delete(from, to);
		current = from > text_count ? text_count : from;
		return letter == 'd' ? true : append(from - 1);
	default:
		return wrong("no such command");
	}
}

static bool use_file(char letter)
{
	const char *name = take_name();

	if (letter == 'f') {
		if (name)
			snprintf(path, sizeof(path), "%s", name);
		puts(path);
		return true;
	}
	if (!name)
		return false;
	if (letter == 'r')
		return read_file(name, given ? to : text_count);
	if (!given) {
		from = text_count ? 1 : 0;
		to = text_count;
	}
	return write_file(name);
}

/* The command behind the addresses */
static bool execute(void)
{
	char letter = *at;

	if (letter)
		at++;
	switch (letter) {
	case '\0':
		if (!given)
			to = current + 1;
		if (to > text_count)
			return wrong("that was the last line");
		from = to;
		return change_lines('\0');
	case 'a':
		return append(to);
	case 'i':
		return append(to ? to - 1 : 0);
	case '=':
		printf("%d\n", given ? to : text_count);
		return true;
	case 'h':
		puts(why);
		return true;
	case 'e':
		return edit_file();
	case 'f':
	case 'r':
	case 'w':
		return use_file(letter);
	case 'Q':
	case 'q':
		if (letter == 'q' && !may_lose())
			return false;
		tool_end();
	default:
		return change_lines(letter);
	}
}

int main(int argc, char *argv[])
{
	bool whole, again;

	(void)argc;
	tool_begin(argv, "", "[FILE]");
	while (tool_option())
		;
	if (tool_count() > 1)
		tool_misused();
	if (tool_count()) {
		snprintf(path, sizeof(path), "%s", tool_operand());
		if (!read_file(path, 0))
			printf("%s: %s\n", path, why);
		text_changed = false;
	}
	while (tool_line(stdin, command, LINE_MAX, &whole) >= 0) {
		at = command;
		again = warned;
		if (!take_addresses() || !execute()) {
			puts("?");
			tool_status = 1;
		}
		if (again)
			warned = false;
	}
	tool_end();
}
