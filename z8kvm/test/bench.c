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
	SEGMENTS = 1,
	CACHE_PAGES = 8,
	ROUNDS = 5,
};

#define COUNT	50000000u	/* instructions in a round */

static u8 bytes[0x10000];

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void load(const char *folder, const char *name, const char *cpu)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s-%s.bin", folder, name, cpu);
	f = fopen(path, "rb");
	if (!f)
		err(1, "%s", path);
	memset(bytes, 0, sizeof(bytes));
	if (!fread(bytes, 1, 0x1000, f))
		errx(1, "%s: empty", path);
	fclose(f);
}

/* The best of some rounds, in million instructions a second */
static double measure(struct z8k_cpu *cpu, struct z8k_cache *cache)
{
	static u8 *pages[Z8K_SEGMENT_PAGES];
	struct z8k_segment seg = { .pages = pages, .limit = 255,
				   .attr = Z8K_SEG_VALID };
	struct z8k_memory mem = { .seg = { &seg, &seg },
				  .nsegs = { SEGMENTS, SEGMENTS } };
	struct z8k_stop stop;
	double best = 0, t;
	int i;

	for (i = 0; i < Z8K_SEGMENT_PAGES; i++)
		pages[i] = bytes + i * Z8K_PAGE_SIZE;
	for (i = 0; i < ROUNDS; i++) {
		t = now();
		if (z8k_run(cpu, &mem, cache, NULL, COUNT, &stop) !=
		    Z8K_EXIT_BUDGET)
			errx(1, "stopped at %04x, exit %u fault %u", cpu->pc,
			     stop.exit, stop.fault);
		t = COUNT / (now() - t) / 1e6;
		if (t > best)
			best = t;
	}
	return best;
}

static void show(const char *folder, const char *name, const char *file_cpu,
		 enum z8k_model model, struct z8k_cache *cache)
{
	struct z8k_cpu cpu;

	load(folder, name, file_cpu);
	z8k_cpu_init(&cpu, model);
	cpu.r[15] = 0xf000;
	printf(" %8.0f", measure(&cpu, cache));
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct z8k_cache *cache;
	int i;

	if (argc < 3)
		errx(2, "usage: bench FOLDER NAME...");
	cache = z8k_cache_init(malloc(z8k_cache_size(CACHE_PAGES)),
			       CACHE_PAGES);
	printf("million instructions a second\n%-12s %8s %8s\n", "program",
	       "Z8002", "Z8001");
	for (i = 2; i < argc; i++) {
		printf("%-12s", argv[i]);
		show(argv[1], argv[i], "z8002", Z8K_Z8002, cache);
		show(argv[1], argv[i], "z8001", Z8K_Z8001, cache);
		printf("\n");
	}
	free(cache);
	return 0;
}
