// SPDX-License-Identifier: GPL-2.0
/*
 * What a fuzzer would do with files: each is an input. Programs without
 * libFuzzer in them have this main(), unless they have no file to read.
 *
 *	PROGRAM FILE...		or		PROGRAM SEEDS [FIRST]
 */
#include <stdio.h>
#include <stdlib.h>

#include "files.h"

static int one_file(const char *name)
{
	static unsigned char bytes[1 << 20];
	FILE *file = fopen(name, "rb");
	size_t size;

	if (!file) {
		perror(name);
		return 1;
	}
	size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	LLVMFuzzerTestOneInput(bytes, size);
	return 0;
}

int main(int argc, char **argv)
{
	unsigned long long seeds, first, seed;
	char *end = "?";
	int i, failed = 0;

	seeds = argc > 1 ? strtoull(argv[1], &end, 0) : 20000;
	if (argc > 1 && *end) {
		for (i = 1; i < argc; i++)
			failed += one_file(argv[i]);
		printf("%d passed, %d failed\n", argc - 1 - failed, failed);
		return !!failed;
	}
	first = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	for (seed = first; seed < first + seeds; seed++)
		files_seed(seed);
	printf("%llu passed, 0 failed\n", seeds);
	return 0;
}
