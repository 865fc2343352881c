// SPDX-License-Identifier: GPL-2.0
/*
 * Instructions a second: runs programs (flat binaries at address 0 that never
 * end) and prints a table.
 *
 *	bench FOLDER NAME...	FOLDER/NAME-z8002.bin and NAME-z8001.bin
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "z8k.h"

enum {
	TEXT_MAX = 0xb000,
	STACK = 0xf000,
	RUNS = 4,
	ROUNDS = 5,
};

#define COUNT	10000000u	/* instructions in a round */

/**
 * struct run - a program on a CPU; a column of the table
 * @cpu: the CPU
 * @cache: where it keeps decoded instructions
 * @page: pages of @bytes
 * @seg: the only segment
 * @mem: code and data
 * @bytes: of the segment
 * @rate: million instructions a second, of each round
 */
struct run {
	struct z8k_cpu cpu;
	struct z8k_cache *cache;
	u8 *page[Z8K_SEGMENT_PAGES];
	struct z8k_segment seg;
	struct z8k_memory mem;
	u8 bytes[0x10000];
	double rate[ROUNDS];
};

static const struct {
	enum z8k_model model;
	const char *name;
	unsigned int cache_pages;
} columns[RUNS] = {
	{ Z8K_Z8002, "z8002", 8 },
	{ Z8K_Z8001, "z8001", 8 },
	{ Z8K_Z8002, "z8002", 16 },
	{ Z8K_Z8001, "z8001", 16 },
};

static struct run runs[RUNS];

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* Return: bytes of the program */
static size_t load(u8 *bytes, const char *folder, const char *name,
		   const char *cpu)
{
	char path[4096];
	size_t size;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s-%s.bin", folder, name, cpu);
	f = fopen(path, "rb");
	if (!f)
		err(1, "%s", path);
	memset(bytes, 0, sizeof(runs[0].bytes));
	size = fread(bytes, 1, TEXT_MAX, f);
	if (!size || getc(f) != EOF)
		errx(1, "%s: empty, or too large", path);
	fclose(f);
	return size;
}

static void set_up(struct run *run, enum z8k_model model)
{
	int i;

	run->seg = (struct z8k_segment) {
		.pages = run->page,
		.limit = 255,
		.attr = Z8K_SEG_VALID,
	};
	run->mem = (struct z8k_memory) {
		.seg = { &run->seg, &run->seg },
		.nsegs = { 1, 1 },
	};
	for (i = 0; i < Z8K_SEGMENT_PAGES; i++)
		run->page[i] = run->bytes + i * Z8K_PAGE_SIZE;
	z8k_cpu_init(&run->cpu, model);
	run->cpu.r[15] = STACK;
}

/* In million instructions a second */
static double measure(struct run *run)
{
	struct z8k_stop stop;
	double t = now();

	if (z8k_run(&run->cpu, &run->mem, run->cache, NULL, COUNT, &stop) !=
	    Z8K_EXIT_BUDGET)
		errx(1, "stopped at %04x, exit %u fault %u", run->cpu.pc,
		     stop.exit, stop.fault);
	return COUNT / (now() - t) / 1e6;
}

static int by_rate(const void *one, const void *other)
{
	double a = *(const double *)one, b = *(const double *)other;

	return (a > b) - (a < b);
}

/* Round by round, so that all columns see the same moods of the computer */
static void show(const char *folder, const char *name)
{
	size_t size = 0;
	int i, round;

	for (i = 0; i < RUNS; i++) {
		size = load(runs[i].bytes, folder, name, columns[i].name);
		set_up(&runs[i], columns[i].model);
	}
	for (round = 0; round < ROUNDS; round++)
		for (i = 0; i < RUNS; i++)
			runs[i].rate[round] = measure(&runs[i]);
	printf("%-12s %6zu", name, size);
	for (i = 0; i < RUNS; i++) {
		qsort(runs[i].rate, ROUNDS, sizeof(double), by_rate);
		printf(" %8.0f", runs[i].rate[ROUNDS / 2]);
	}
	printf("\n");
	fflush(stdout);
}

int main(int argc, char **argv)
{
	unsigned int pages;
	int i;

	if (argc < 3)
		errx(2, "usage: bench FOLDER NAME...");
	for (i = 0; i < RUNS; i++) {
		pages = columns[i].cache_pages;
		runs[i].cache = z8k_cache_init(malloc(z8k_cache_size(pages)),
					       pages);
	}
	printf("million instructions a second, the median of %u rounds\n",
	       ROUNDS);
	printf("%-12s %6s %17s %17s\n", "", "bytes", "8 decoded pages",
	       "16 decoded pages");
	printf("%-12s %6s %8s %8s %8s %8s\n", "program", "Z8001", "Z8002",
	       "Z8001", "Z8002", "Z8001");
	for (i = 2; i < argc; i++)
		show(argv[1], argv[i]);
	for (i = 0; i < RUNS; i++)
		free(runs[i].cache);
	return 0;
}
