/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tests that compare the library with the host's: LC(strlen) declares the
 * library's function, lc_strlen(). A test prints its seed; SEED=n repeats it,
 * ROUNDS=n is how long it takes.
 */
#ifndef TEST_HOST_H
#define TEST_HOST_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LC(name) extern __typeof__(name) lc_##name

static uint64_t random_state;

static inline uint64_t random64(void)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

static inline unsigned int below(unsigned int limit)
{
	return random64() % limit;
}

/* Prints the seed; returns how many rounds to do. */
static inline long test_begin(long rounds)
{
	const char *seed = getenv("SEED");
	const char *count = getenv("ROUNDS");

	random_state = seed ? strtoull(seed, NULL, 0) :
		(uint64_t)time(NULL) << 20 ^ (uintptr_t)&random_state;
	printf("# SEED=%llu\n", (unsigned long long)random_state);
	return count ? atol(count) : rounds;
}

#define FAIL(...) do { \
	printf("# %s:%d: ", __FILE__, __LINE__); \
	printf(__VA_ARGS__); \
	printf("\n"); \
	exit(1); \
} while (0)

#endif
