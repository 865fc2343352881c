// SPDX-License-Identifier: GPL-2.0
/*
 * Instructions a second: runs programs (flat binaries at address 0 that never
 * end) and prints a table.
 *
 *	bench FILE...	name-z8001.bin or name-z8002.bin
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

static void load(const char *name)
{
	FILE *f = fopen(name, "rb");

	if (!f)
		err(1, "%s", name);
	memset(bytes, 0, sizeof(bytes));
	if (!fread(bytes, 1, 0x1000, f))
		errx(1, "%s: empty", name);
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

int main(int argc, char **argv)
{
	struct z8k_cache *cache;
	struct z8k_cpu cpu;
	const char *name;
	int i;

	cache = z8k_cache_init(malloc(z8k_cache_size(CACHE_PAGES)),
			       CACHE_PAGES);
	printf("%-24s million instructions a second\n", "program");
	for (i = 1; i < argc; i++) {
		load(argv[i]);
		z8k_cpu_init(&cpu, strstr(argv[i], "z8001") ? Z8K_Z8001 :
							     Z8K_Z8002);
		cpu.r[15] = 0xf000;
		name = strrchr(argv[i], '/');
		printf("%-24s %8.0f\n", name ? name + 1 : argv[i],
		       measure(&cpu, cache));
	}
	free(cache);
	return 0;
}
