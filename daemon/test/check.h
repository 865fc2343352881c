/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shared by the tests of this room: CHECK() counts, and reports each failure
 * with its place; done() prints the line that the runner adds up.
 */
#ifndef DEMOS_CHECK_H
#define DEMOS_CHECK_H

#include <stdbool.h>
#include <stdio.h>

static unsigned int passed;
static unsigned int failed;

static inline void check(bool is_so, const char *what, const char *file,
			 int line)
{
	if (is_so) {
		passed++;
		return;
	}
	failed++;
	printf("# %s:%d: not so: %s\n", file, line, what);
}

#define CHECK(what)	check(what, #what, __FILE__, __LINE__)

static inline int done(void)
{
	printf("%u passed, %u failed\n", passed, failed);
	return failed ? 1 : 0;
}

#endif
