/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A test program: its tests, one line each (TAP).
 */
#ifndef TEST_CHECK_H
#define TEST_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#endif

/* Seconds until something that does not happen is an error */
#define SOON	60

#define CHECK(condition)						\
do {									\
	if (!(condition)) {						\
		fprintf(stderr, "# %s:%d: %s\n", __FILE__, __LINE__,	\
			#condition);					\
		_exit(1);						\
	}								\
} while (0)

/**
 * struct test - a test
 * @name: what is so
 * @run: ends the program if it is not
 */
struct test {
	const char *name;
	void (*run)(void);
};

static inline void test_all(const struct test *tests, int count)
{
	int i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("1..%d\n", count);
	for (i = 0; i < count; i++) {
		alarm(SOON);
		tests[i].run();
		printf("ok %d %s\n", i + 1, tests[i].name);
	}
	alarm(0);
}

#endif
