/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Checks that end the test program when they fail.
 */
#ifndef TEST_CHECK_H
#define TEST_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#endif

#define CHECK(condition)						\
do {									\
	if (!(condition)) {						\
		fprintf(stderr, "# %s:%d: %s\n", __FILE__, __LINE__,	\
			#condition);					\
		_exit(1);						\
	}								\
} while (0)

#endif
