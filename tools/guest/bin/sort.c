// SPDX-License-Identifier: GPL-2.0
/*
 * sort [-nru] [FILE]...: the lines of all files in order; at most 128 KiB of
 * text and 16,000 lines. Text and table have segments of their own.
 */
#include <stdlib.h>
#include <string.h>

#include "tool.h"

#define POOL	65535U
#define LINES	16000U

static char first[POOL] __attribute__((section(".seg4")));
static char second[POOL] __attribute__((section(".seg5")));
static char *table[LINES] __attribute__((section(".seg6")));

static char *pool = first;
static unsigned int used, count;
static bool numbers, reverse, unique;

static int compare(const void *a, const void *b)
{
	const char *one = *(char *const *)a, *other = *(char *const *)b;
	double x, y;
	int order = 0;

	if (numbers) {
		x = strtod(one, NULL);
		y = strtod(other, NULL);
		order = x < y ? -1 : x > y;
		if (unique)
			return reverse ? -order : order;
	}
	if (!order)
		order = strcmp(one, other);
	return reverse ? -order : order;
}

static void refuse(const char *name)
{
	tool_say(name, "too much to sort: 128 KiB and 16,000 lines at most");
	exit(2);
}

/* Room for a character of the line that begins at table[count] */
static void put(int c, const char *name)
{
	unsigned int begun;

	if (used == POOL) {
		begun = pool + POOL - table[count];
		if (pool == second || begun == POOL)
			refuse(name);
		memcpy(second, table[count], begun);
		pool = second;
		table[count] = second;
		used = begun;
	}
	pool[used++] = c;
}

static void read_lines(FILE *file, const char *name)
{
	int c;

	for (;;) {
		c = getc(file);
		if (c == EOF)
			return;
		if (count == LINES)
			refuse(name);
		if (used == POOL) {
			if (pool == second)
				refuse(name);
			pool = second;
			used = 0;
		}
		table[count] = pool + used;
		for (; c != EOF && c != '\n'; c = getc(file))
			put(c, name);
		put('\0', name);
		count++;
	}
}

int main(int argc, char *argv[])
{
	unsigned int i;
	int letter;

	(void)argc;
	tool_begin(argv, "nru", "[-nru] [FILE]...");
	while ((letter = tool_option())) {
		numbers |= letter == 'n';
		reverse |= letter == 'r';
		unique |= letter == 'u';
	}
	tool_each(read_lines);
	qsort(table, count, sizeof(*table), compare);
	for (i = 0; i < count; i++) {
		if (unique && i && !compare(&table[i - 1], &table[i]))
			continue;
		puts(table[i]);
	}
	tool_end();
}
