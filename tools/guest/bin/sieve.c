// SPDX-License-Identifier: GPL-2.0
/* sieve [-p] [LIMIT]: count the primes up to LIMIT, or -p: print them */
#include <string.h>

#include "tool.h"

#define LIMIT_MAX	1000000UL

/* A bit for each odd number from 3 on; set: it is not prime */
static unsigned char bits[LIMIT_MAX / 16 + 1] __attribute__((section(".seg4")));

static bool is_set(unsigned long number)
{
	return bits[(unsigned int)(number >> 4)] &
	       1 << ((unsigned int)number >> 1 & 7);
}

static void strike_out(unsigned long limit)
{
	unsigned long number, multiple;

	for (number = 3; number * number <= limit; number += 2) {
		if (is_set(number))
			continue;
		for (multiple = number * number; multiple <= limit;
		     multiple += 2 * number)
			bits[(unsigned int)(multiple >> 4)] |=
				1 << ((unsigned int)multiple >> 1 & 7);
	}
}

int main(int argc, char *argv[])
{
	unsigned long limit = 10000, number, count = 0;
	bool print = false;

	(void)argc;
	tool_begin(argv, "p", "[-p] [LIMIT]");
	while (tool_option())
		print = true;
	if (tool_count() > 1)
		tool_misused();
	if (tool_count())
		limit = tool_number(tool_operand());
	if (limit > LIMIT_MAX) {
		tool_say("limit", "at most 1,000,000");
		tool_end();
	}
	strike_out(limit);
	for (number = 2; number <= limit; number += number == 2 ? 1 : 2) {
		if (number > 2 && is_set(number))
			continue;
		count++;
		if (print)
			printf("%lu\n", number);
	}
	if (!print)
		printf("%lu\n", count);
	tool_end();
}
