/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_HOST_TEST_H
#define UNIX_HOST_TEST_H

#include <linux/types.h>

/* If @condition does not hold, print the seed and end the program */
#define CHECK(condition)						\
	do {								\
		if (!(condition))					\
			host_test_fail(__FILE__, __LINE__, #condition);	\
	} while (0)

void host_test_fail(const char *file, int line, const char *what);

/* A random number below @below, determined by the seed and the thread */
u32 host_test_random(u32 below);

/* Run a function in several threads, each with its number, and wait for them */
void host_test_threads(u32 count, void (*run)(u32 number));

void host_test_pause(u64 ns);

void host_test_work(void);
void host_test_delayed(void);
void host_test_time(void);
void host_test_rcu(void);
void host_test_xarray(void);

#endif
