// SPDX-License-Identifier: GPL-2.0
/*
 * The main() of fuzz targets that are built without libFuzzer: it runs inputs
 * from files, or made from seeds.
 *
 *	PROGRAM [SEEDS [FIRST]]		inputs made of seeds
 *	PROGRAM FILE...			these
 *	PROGRAM corpus FILE...		these, which must reach the goals
 *	PROGRAM make DIR SEEDS		write inputs made of seeds, for a corpus
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"

static unsigned char bytes[FILES_MAX];

static void one_input(size_t size)
{
	struct files_goal *goal;

	LLVMFuzzerTestOneInput(bytes, size);
	for (goal = files_goals; goal->what; goal++) {
		goal->files += goal->reached;
		goal->reached = false;
	}
}

static int one_file(const char *name)
{
	FILE *file = fopen(name, "rb");
	size_t size;

	if (!file) {
		perror(name);
		return 1;
	}
	size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	one_input(size);
	return 0;
}

static int make_file(const char *dir, unsigned long long seed)
{
	size_t size = files_make(seed, bytes);
	char name[4096];
	FILE *file;

	snprintf(name, sizeof(name), "%s/seed-%llu", dir, seed);
	file = fopen(name, "wb");
	if (!file || fwrite(bytes, 1, size, file) != size || fclose(file)) {
		perror(name);
		return 1;
	}
	return 0;
}

static int miss_goals(void)
{
	const struct files_goal *goal;
	int missed = 0;

	for (goal = files_goals; goal->what; goal++) {
		printf("# %s: %u files\n", goal->what, goal->files);
		if (goal->files >= goal->least)
			continue;
		printf("failed: %s: %u files are needed\n", goal->what,
		       goal->least);
		missed++;
	}
	return missed;
}

static unsigned long long number(const char *text, unsigned long long other)
{
	return text ? strtoull(text, NULL, 0) : other;
}

static int is_number(const char *text)
{
	return !text || !text[strspn(text, "0123456789")];
}

int main(int argc, char **argv)
{
	const char *how = argv[1];
	unsigned long long seed, first = 1, seeds;
	int corpus = how && !strcmp(how, "corpus");
	int i, failed = 0, passed = 0;

	if (how && !strcmp(how, "make") && argc == 4) {
		for (seed = 1; seed <= number(argv[3], 0); seed++)
			failed |= make_file(argv[2], seed);
		return failed;
	}
	if (is_number(how)) {
		seeds = number(how, 20000);
		first = how ? number(argv[2], 1) : 1;
		for (seed = first; seed < first + seeds; seed++)
			one_input(files_make(seed, bytes));
		passed = seeds;
	} else {
		for (i = 1 + corpus; i < argc; i++)
			failed += one_file(argv[i]);
		passed = argc - 1 - corpus - failed;
	}
	if (corpus)
		failed += miss_goals();
	printf("%d passed, %d failed\n", passed, failed);
	return !!failed;
}
