/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tests that need nothing but the library, so that they run on the host and on
 * a guest's processor: each returns 0, or the line of the check that failed.
 */
#ifndef TEST_GUEST_H
#define TEST_GUEST_H

#include <stdint.h>

int test_memory(void);
int test_heap(void);
int test_stream(void);
int test_text(void);
int test_given(void);
int test_arith(void);

#define CHECK(condition) do { \
	if (!(condition)) \
		return __LINE__; \
} while (0)

/* A number below @limit; the sequence is always the same */
unsigned int test_random(unsigned int limit);

#endif
