/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests of this room share: CHECK() counts and, if something is not
 * so, says where; done() ends with the line that the runner adds up.
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
