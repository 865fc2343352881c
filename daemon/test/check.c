// SPDX-License-Identifier: GPL-2.0
/*
 * Counts the checks of a test program.
 */
#include "test/check.h"

static unsigned int passed;
static unsigned int failed;

/**
 * check() - count a check
 * @is_so: it has passed
 * @what: the condition
 * @file: of the check
 * @line: in @file
 */
void check(bool is_so, const char *what, const char *file, int line)
{
	if (is_so) {
		passed++;
		return;
	}
	failed++;
	printf("# %s:%d: not so: %s\n", file, line, what);
}

/**
 * done() - print the counts
 *
 * Return: the exit status of the test program.
 */
int done(void)
{
	printf("%u passed, %u failed\n", passed, failed);
	return failed ? 1 : 0;
}
