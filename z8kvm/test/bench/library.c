// SPDX-License-Identifier: GPL-2.0
/*
 * The C library for guests at work, for ever: texts of numbers, strings,
 * memory, sorting, floating point. Makes no kernel call.
 */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECORDS	40

HEAP(6000);

struct record {
	char *name;
	long number;
	double value;
};

static struct record records[RECORDS];
static unsigned long seed = 1;
static double sum;

static unsigned int next(void)
{
	seed = seed * 1103515245 + 12345;
	return (unsigned int)(seed >> 16) & 0x7fff;
}

static int by_name(const void *one, const void *other)
{
	return strcmp(((const struct record *)one)->name,
		      ((const struct record *)other)->name);
}

static int by_number(const void *one, const void *other)
{
	long a = ((const struct record *)one)->number;
	long b = ((const struct record *)other)->number;

	return a < b ? -1 : a > b;
}

/* A record from a text, as a program reads them from its input */
static int parse(struct record *record, char *text)
{
	char *name = strtok(text, " ,");
	char *number = strtok(NULL, " ,");
	char *value = strtok(NULL, " ,\n");

	if (!value)
		return -1;
	record->name = strdup(name);
	if (!record->name)
		return -1;
	for (; *name; name++)
		*name = toupper(*name);
	record->number = strtol(number, NULL, 0);
	record->value = strtod(value, NULL);
	return 0;
}

static void fill(void)
{
	char text[80];
	int i;

	for (i = 0; i < RECORDS; i++) {
		snprintf(text, sizeof(text), "name%u, %#x, %.3f\n",
			 next() % 1000, next(), next() / 7.0);
		if (parse(&records[i], text))
			abort();
	}
}

static void show(void)
{
	char line[100];
	int i;

	for (i = 0; i < RECORDS; i++) {
		snprintf(line, sizeof(line), "%-12s|%8ld|%10.2f|%lld",
			 records[i].name, records[i].number, records[i].value,
			 records[i].number * 1000003LL);
		if (strstr(line, "99") || strchr(line, '!'))
			sum += strlen(line);
		sum += sqrt(records[i].value) + sin(records[i].value);
	}
}

int main(void)
{
	int i;

	for (;;) {
		fill();
		qsort(records, RECORDS, sizeof(records[0]), by_name);
		show();
		qsort(records, RECORDS, sizeof(records[0]), by_number);
		show();
		for (i = 0; i < RECORDS; i++)
			free(records[i].name);
	}
}
