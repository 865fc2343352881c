// SPDX-License-Identifier: GPL-2.0
/*
 * Give files, and some hundred mutations of each, to a libFuzzer target: for
 * compilers without libFuzzer, and for a short test.
 *
 *	replay MUTATIONS FILE...
 */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

enum { LARGEST = 1 << 16 };

static uint64_t seed = 88172645463325252;

static unsigned int roll(unsigned int sides)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed >> 32) % sides;
}

/* Exactly as large as its contents, so that an access beyond is noticed */
static void give(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		err(1, "no memory");
	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static void mutate(const uint8_t *data, size_t size)
{
	static uint8_t copy[LARGEST];
	unsigned int n;

	memcpy(copy, data, size);
	for (n = 1 + roll(4); n && size > 1; n--)
		copy[1 + roll(size - 1)] = roll(3) ? roll(256) :
					   roll(2) ? 0xff : 0;
	if (!roll(8))
		size -= roll(size);
	give(copy, size);
}

int main(int argc, char **argv)
{
	static uint8_t data[LARGEST];
	unsigned long mutations, done = 0;
	size_t size;
	FILE *f;
	int i;

	if (argc < 3)
		errx(2, "usage: replay MUTATIONS FILE...");
	for (i = 2; i < argc; i++) {
		f = fopen(argv[i], "rb");
		if (!f)
			err(1, "%s", argv[i]);
		size = fread(data, 1, sizeof(data), f);
		fclose(f);
		give(data, size);
		for (mutations = strtoul(argv[1], NULL, 10); mutations;
		     mutations--, done++)
			mutate(data, size);
	}
	printf("%lu mutations of %d inputs survived\n", done, argc - 2);
	return 0;
}
