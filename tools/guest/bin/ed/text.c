// SPDX-License-Identifier: GPL-2.0
/*
 * Lines are blocks of malloc(); the table of them has a segment of its own.
 */
#include <stdlib.h>
#include <string.h>

#include "text.h"

HEAP(57344);

int text_count;
bool text_changed;

static char *lines[LINES_MAX] __attribute__((section(".seg4")));

const char *text_line(int number)
{
	return lines[number - 1];
}

bool text_insert(int after, const char *line)
{
	char *copy = text_count < LINES_MAX ? strdup(line) : NULL;

	if (!copy)
		return false;
	memmove(&lines[after + 1], &lines[after],
		(text_count - after) * sizeof(*lines));
	lines[after] = copy;
	text_count++;
	text_changed = true;
	return true;
}

bool text_replace(int number, const char *line)
{
	char *copy = strdup(line);

	if (!copy)
		return false;
	free(lines[number - 1]);
	lines[number - 1] = copy;
	text_changed = true;
	return true;
}

void text_delete(int from, int to)
{
	int i;

	for (i = from; i <= to; i++)
		free(lines[i - 1]);
	memmove(&lines[from - 1], &lines[to],
		(text_count - to) * sizeof(*lines));
	text_count -= to - from + 1;
	text_changed = true;
}

static void reverse(int from, int to)
{
	char *line;

	for (from--, to--; from < to; from++, to--) {
		line = lines[from];
		lines[from] = lines[to];
		lines[to] = line;
	}
}

/* Two neighbouring parts change places if each, and then both, are reversed */
void text_move(int from, int to, int after)
{
	int first = after < from ? after + 1 : from;
	int middle = after < from ? from - 1 : to;
	int last = after < from ? to : after;

	reverse(first, middle);
	reverse(middle + 1, last);
	reverse(first, last);
	text_changed = true;
}
