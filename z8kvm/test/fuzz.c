// SPDX-License-Identifier: GPL-2.0
/*
 * Differential fuzzer: random programs in random states run on the library
 * and on the reference, in slices of random length. After each slice both must
 * agree in every bit of the CPU, in the reason of the stop and in the pages
 * written to; after each case, in memory. Code and data are separate or not,
 * segments have limits and attributes. The library's pages vanish and come
 * back, its caches are small and change, its CPU is saved and restored.
 *
 *	fuzz [-n INSTRUCTIONS] [-t SECONDS] [-s SEED] [-o FILE]
 *	fuzz -w ROUNDS		every first word of an instruction, ROUNDS times
 *
 * A mismatch is narrowed down to an instruction and shown. If it can be written
 * as a test (see fuzz_vector.c), the test is appended to FILE.
 */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"

enum {
	CASE_STATES = 200,
	CASE_LENGTH = 600,	/* instructions from each of the states */
	LONGEST_SLICE = 64,
	REPORT_SECONDS = 60,
};

#define SPREAD	0x9e3779b97f4a7c15ull	/* turns numbers into seeds */

/**
 * struct run - how a case is run
 * @slices: most instructions in a slice
 * @narrow: compare memory after each
 * @number: of the slice in the case
 * @copy_at: number of the slice before which to copy memory; 0: none
 * @before: CPU before the slice
 * @bytes: copy of memory
 */
struct run {
	u32 slices;
	bool narrow;
	u64 number;
	u64 copy_at;
	struct z8k_cpu before;
	u8 *bytes[Z8K_SPACES * VALID_SEGMENTS];
};

static void random_interrupt(struct fuzz *fuzz)
{
	unsigned int line = 1 << fuzz_roll(fuzz, 4);
	u16 id = fuzz_roll(fuzz, 0x10000);

	if (!fuzz->ref.bare || fuzz_roll(fuzz, 4))
		return;
	if (line == Z8K_PENDING_SEGT && fuzz->cpu.model == Z8K_Z8002)
		return;
	z8k_cpu_interrupt(&fuzz->cpu, line, id);
	z8k_cpu_interrupt(&fuzz->ref.cpu, line, id);
}

/* As if the guest moved to another machine and back */
static void move_cpu(struct fuzz *fuzz)
{
	u8 state[Z8K_STATE_SIZE];

	z8k_state_save(&fuzz->cpu, state);
	memset(&fuzz->cpu, 0x55, sizeof(fuzz->cpu));
	if (!z8k_state_restore(&fuzz->cpu, state, sizeof(state)))
		errx(1, "a saved state is refused in case %ju",
		     (uintmax_t)fuzz->seed);
}

/* Changes that a host may make between two slices */
static void meddle(struct fuzz *fuzz)
{
	random_interrupt(fuzz);
	if (!fuzz_roll(fuzz, 3))
		move_cpu(fuzz);
	if (!fuzz_roll(fuzz, 4))
		fuzz_clean(fuzz);
}

static void run_library(struct fuzz *fuzz, struct z8k_cache *cache, u32 count)
{
	u64 end = fuzz->cpu.count + count;
	unsigned int space;
	u32 seg;

	do {
		z8k_run(&fuzz->cpu, &fuzz->mem, cache,
			fuzz->ref.bare ? &fuzz->host : NULL,
			end - fuzz->cpu.count, &fuzz->stop);
		seg = fuzz->stop.addr >> 16;
		space = fuzz->apart ? fuzz->stop.space : Z8K_CODE;
		if (fuzz->stop.exit == Z8K_EXIT_PAGE)
			fuzz->pages[space][seg][fuzz->stop.page] =
				fuzz->bytes[space][seg] +
				fuzz->stop.page * Z8K_PAGE_SIZE;
	} while (fuzz->stop.exit == Z8K_EXIT_PAGE);
}

static void run_reference(struct fuzz *fuzz, u32 count)
{
	struct ref *ref = &fuzz->ref;

	for (; count; count--) {
		ref_interrupts(ref);
		if (ref->exit)
			return;
		ref_step(ref);
		if (ref->exit)
			return;
	}
	ref->exit = Z8K_EXIT_BUDGET;
}

/* A slice on both; false: they differ */
static bool slice(struct fuzz *fuzz, u32 count)
{
	u64 before = fuzz->cpu.count;

	run_library(fuzz, fuzz->cache[fuzz_roll(fuzz, 32) % 31 % CACHES],
		    count);
	run_reference(fuzz, count);
	fuzz->done += fuzz->cpu.count - before;
	return fuzz_same(fuzz);
}

static void copy_memory(struct run *run, const struct fuzz *fuzz)
{
	unsigned int i;

	for (i = 0; i < Z8K_SPACES * VALID_SEGMENTS; i++) {
		run->bytes[i] = malloc(0x10000);
		if (!run->bytes[i])
			err(1, "no memory");
		memcpy(run->bytes[i], fuzz->bytes[i / VALID_SEGMENTS]
						 [i % VALID_SEGMENTS], 0x10000);
	}
}

/* Run from a random state until something stops it */
static bool run_state(struct fuzz *fuzz, struct run *run)
{
	bool good;

	fuzz_cpu(fuzz);
	do {
		meddle(fuzz);
		run->before = fuzz->cpu;
		if (++run->number == run->copy_at)
			copy_memory(run, fuzz);
		good = slice(fuzz, 1 + fuzz_roll(fuzz, run->slices)) &&
		       (!run->narrow || fuzz_same_memory(fuzz));
	} while (good && fuzz->stop.exit == Z8K_EXIT_BUDGET &&
		 fuzz->cpu.count < CASE_LENGTH);
	return good;
}

static bool run_case(struct fuzz *fuzz, struct run *run)
{
	unsigned int n;

	fuzz->random = fuzz->seed * SPREAD;
	run->number = 0;
	fuzz_memory(fuzz);
	fuzz_clean(fuzz);
	for (n = 0; n < CASE_STATES; n++) {
		if (n % 16 == 0) {
			fuzz_segments(fuzz);
			fuzz_pages(fuzz);
		}
		if (!run_state(fuzz, run))
			return false;
	}
	return fuzz_same_memory(fuzz);
}

/* Find the shortest slices that show the mismatch, and print it */
static int narrow(struct fuzz *fuzz, const char *path)
{
	struct run run = { .narrow = true };
	unsigned int count;

	printf("mismatch in case %ju\n", (uintmax_t)fuzz->seed);
	for (run.slices = 1; run.slices < LONGEST_SLICE; run.slices++)
		if (!run_case(fuzz, &run))
			break;
	printf("found in slices of up to %u\n", run.slices);
	run.copy_at = run.number;
	run_case(fuzz, &run);
	fuzz_show(fuzz, &run.before);
	count = fuzz->ref.cpu.count - run.before.count;
	if (!run.copy_at ||
	    !fuzz_vector(fuzz, &run.before, run.bytes, count ? count : 1,
			 path))
		printf("not caused by these instructions alone: no vector\n");
	return 1;
}

/* One instruction with this first word, in a random state */
static bool run_word(struct fuzz *fuzz, u16 word)
{
	struct z8k_cpu before;
	bool good;

	fuzz_cpu(fuzz);
	fuzz_word(fuzz, Z8K_ADDR(fuzz->cpu.pc_seg, fuzz->cpu.pc), word);
	before = fuzz->cpu;
	good = slice(fuzz, 1);
	if (word % 256 == 255)
		good = good && fuzz_same_memory(fuzz);
	if (!good)
		fuzz_show(fuzz, &before);
	return good;
}

static int every_word(struct fuzz *fuzz, unsigned int rounds)
{
	unsigned int i, word;

	fuzz->random = fuzz->seed * SPREAD;
	for (i = 0; i < rounds; i++) {
		for (word = 0; word < 0x10000; word++) {
			if (word % 0x2000 == 0) {
				fuzz_memory(fuzz);
				fuzz_segments(fuzz);
				fuzz_pages(fuzz);
				fuzz_clean(fuzz);
			}
			if (!run_word(fuzz, word))
				return 1;
		}
	}
	printf("65536 first words, %u times each, agree\n", rounds);
	return 0;
}

/* Case after case, up to a number of instructions or seconds */
static int many_cases(struct fuzz *fuzz, u64 limit, time_t seconds,
		      const char *path)
{
	struct run run = { .slices = LONGEST_SLICE };
	time_t start = time(NULL), said = start;
	u64 first = fuzz->seed;

	for (; fuzz->done < limit; fuzz->seed++) {
		if (seconds && time(NULL) - start >= seconds)
			break;
		if (!run_case(fuzz, &run))
			return narrow(fuzz, path);
		if (time(NULL) - said < REPORT_SECONDS)
			continue;
		said = time(NULL);
		printf("seed %ju, %ju instructions\n", (uintmax_t)fuzz->seed,
		       (uintmax_t)fuzz->done);
		fflush(stdout);
	}
	printf("%ju instructions in %ju cases, from seed %ju on, agree\n",
	       (uintmax_t)fuzz->done, (uintmax_t)(fuzz->seed - first),
	       (uintmax_t)first);
	return 0;
}

int main(int argc, char **argv)
{
	static struct fuzz fuzz = { .seed = 1 };
	unsigned int rounds = 0;
	const char *path = NULL;
	time_t seconds = 0;
	u64 limit = 0;
	int c;

	while ((c = getopt(argc, argv, "n:t:s:o:w:")) != -1) {
		if (c == 'n')
			limit = strtoull(optarg, NULL, 0);
		else if (c == 't')
			seconds = strtoul(optarg, NULL, 0);
		else if (c == 's')
			fuzz.seed = strtoull(optarg, NULL, 0);
		else if (c == 'o')
			path = optarg;
		else if (c == 'w')
			rounds = strtoul(optarg, NULL, 0);
		else
			return 2;
	}
	if (!limit)
		limit = seconds ? UINT64_MAX : 1000000;
	fuzz_setup(&fuzz);
	if (rounds)
		return every_word(&fuzz, rounds);
	return many_cases(&fuzz, limit, seconds, path);
}
