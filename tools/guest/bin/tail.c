// SPDX-License-Identifier: GPL-2.0
/*
 * tail [-n LINES | -c BYTES] [FILE]...: the end of files, at most the last
 * 65,535 bytes of each. With a plus before the number: from that line, or byte,
 * on.
 */
#include <ctype.h>

#include "tool.h"

#define ROOM	65535U

/* The last bytes of the file, in a segment of their own; a ring */
static char ring[ROOM] __attribute__((section(".seg4")));

static unsigned long most = 10;
static bool bytes, from_start;
static int files, seen;

static void show_from(FILE *file)
{
	unsigned long at = 1;
	int c;

	while ((c = getc(file)) != EOF) {
		if (at >= most)
			putchar(c);
		else
			at += bytes || c == '\n';
	}
}

/* How many of the last @length bytes to show; @end: behind the last one */
static unsigned int wanted(unsigned int end, unsigned int length)
{
	unsigned int count = 0, at = end;
	unsigned long lines = 0;

	if (bytes)
		return most < length ? most : length;
	while (count < length) {
		at = at ? at - 1 : ROOM - 1;
		if (ring[at] == '\n' && count && ++lines == most)
			break;
		count++;
	}
	return most ? count : 0;
}

static void show_end(FILE *file, const char *name)
{
	unsigned int end = 0, length = 0, count;
	int c;

	while ((c = getc(file)) != EOF) {
		ring[end] = c;
		end = end == ROOM - 1 ? 0 : end + 1;
		length += length < ROOM;
	}
	count = wanted(end, length);
	if (count == ROOM && !bytes)
		tool_say(name, "only the last 65,535 bytes are shown");
	end = end >= count ? end - count : end + (ROOM - count);
	while (count--) {
		putchar(ring[end]);
		end = end == ROOM - 1 ? 0 : end + 1;
	}
}

static void show(FILE *file, const char *name)
{
	if (files > 1)
		printf("%s==> %s <==\n", seen++ ? "\n" : "", name);
	if (from_start)
		show_from(file);
	else
		show_end(file, name);
}

static void take_number(const char *text)
{
	from_start = *text == '+';
	most = tool_number(text + (*text == '+' || *text == '-'));
}

int main(int argc, char *argv[])
{
	if (argc > 1 && *argv[1] == '-' && isdigit((unsigned char)argv[1][1])) {
		take_number(argv[1]);
		argv[1] = argv[0];
		argv++;
	}
	tool_begin(argv, "n:c:", "[-n LINES | -c BYTES] [FILE]...");
	for (;;) {
		switch (tool_option()) {
		case 'c':
			bytes = true;
			take_number(tool_value);
			break;
		case 'n':
			bytes = false;
			take_number(tool_value);
			break;
		case 0:
			files = tool_count();
			tool_each(show);
			tool_end();
		}
	}
}
