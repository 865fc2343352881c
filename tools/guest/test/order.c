// SPDX-License-Identifier: GPL-2.0
/*
 * order: checks the records of numbers of the tally server and its clients
 * (examples/common/order.c). Prints TAP on the console; its status is the
 * number of failed checks.
 */
#include "order.h"

#include <stdio.h>
#include <string.h>

#define NUMBERS	9
#define END	(-1)

static int checks, failed;

/* These are the counts of a record. */
static void check(const struct order *order, const char *counts,
		  const char *name)
{
	char text[ORDER_TEXT];
	int right;

	order_put(text, order);
	right = !strcmp(text, counts);
	failed += !right;
	printf("%sok %d %s\n", right ? "" : "not ", ++checks, name);
	if (!right)
		printf("#%s", text);
}

#define COUNTS(received, lost, doubled, disordered) \
	" received " #received " lost " #lost " doubled " #doubled \
	" disordered " #disordered "\n"

static const struct {
	const char *counts;
	int numbers[NUMBERS + 1];
} cases[] = {
	{ COUNTS(4, 0, 0, 0), { 0, 1, 2, 3, END } },
	{ COUNTS(3, 1, 0, 0), { 0, 2, 3, END } },
	{ COUNTS(4, 0, 0, 1), { 0, 2, 1, 3, END } },
	{ COUNTS(4, 0, 0, 2), { 2, 1, 0, 3, END } },
	{ COUNTS(4, 0, 2, 0), { 0, 0, 1, 1, END } },
	{ COUNTS(5, 0, 1, 1), { 0, 2, 1, 1, 3, END } },
	{ COUNTS(2, 30, 0, 1), { 31, 0, END } },
	{ COUNTS(2, 32, 1, 0), { 32, 0, END } },
	{ COUNTS(6, 37, 2, 1), { 0, 1, 40, 39, 39, 8, END } },
	{ NULL, { END } }
};

int main(void)
{
	struct order order, total;
	char name[24];
	unsigned int i;
	int n;

	for (i = 0; cases[i].counts; i++) {
		memset(&order, 0, sizeof(order));
		for (n = 0; cases[i].numbers[n] != END; n++)
			order_note(&order, cases[i].numbers[n]);
		sprintf(name, "numbers %u", i);
		check(&order, cases[i].counts, name);
	}

	/* 41 is the next, by the last of these */
	order_end(&order, 43);
	check(&order, COUNTS(6, 39, 2, 1), "order_end, too few");
	order_end(&order, 38);
	check(&order, COUNTS(6, 39, 5, 1), "order_end, too many");
	memset(&total, 0, sizeof(total));
	order_add(&total, &order);
	order_add(&total, &order);
	check(&total, COUNTS(12, 78, 10, 2), "order_add");
	printf("1..%d\n", checks);
	return failed;
}
