// SPDX-License-Identifier: GPL-2.0
/*
 * Differential fuzzer: random programs in random states run on the library
 * and on the reference, in slices of random length; after each slice both
 * must agree in every bit of CPU and memory, and in why they stopped. The
 * library's pages vanish and come back, its cache is small.
 *
 *	fuzz [-n INSTRUCTIONS] [-s SEED]
 *	fuzz -w ROUNDS		every first word of an instruction, so often
 *
 * A mismatch is narrowed down to an instruction and shown.
 */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ref.h"

enum {
	VALID_SEGMENTS = 6,
	READONLY_SEGMENT = 5,
	CASE_STATES = 200,
	CASE_LENGTH = 600,	/* instructions from each of the states */
	LONGEST_SLICE = 64,
	CACHE_PAGES = 3,
};

#define SPREAD	0x9e3779b97f4a7c15ull	/* makes seeds of numbers */

/**
 * struct fuzz - the state of the fuzzer
 * @random: of the generator
 * @seed: of the current case
 * @cpu: the library's CPU
 * @mem: the library's memory
 * @segs: its segments
 * @pages: its pages, NULL where they have vanished
 * @bytes: what is in them
 * @cache: its cache
 * @host: its ports; used if bare
 * @ports: their state
 * @stop: why it stopped
 * @ref: the reference
 * @done: instructions compared so far
 */
struct fuzz {
	u64 random;
	u64 seed;
	struct z8k_cpu cpu;
	struct z8k_memory mem;
	struct z8k_segment segs[REF_SEGMENTS];
	u8 *pages[REF_SEGMENTS][Z8K_SEGMENT_PAGES];
	u8 *bytes[REF_SEGMENTS];
	struct z8k_cache *cache;
	struct z8k_host host;
	u32 ports;
	struct z8k_stop stop;
	struct ref ref;
	u64 done;
};

static u32 roll(struct fuzz *fuzz, u32 sides)
{
	fuzz->random ^= fuzz->random << 13;
	fuzz->random ^= fuzz->random >> 7;
	fuzz->random ^= fuzz->random << 17;
	return (fuzz->random >> 32) % sides;
}

/* Ports: the answer depends on everything that was asked before */
u16 ref_port_in(u32 *ports, u16 port, unsigned int how)
{
	*ports = (*ports ^ port ^ how << 16) * 0x01000193 + 1;
	return how & Z8K_IO_BYTE ? *ports >> 16 & 0xff : *ports >> 16;
}

void ref_port_out(u32 *ports, u16 port, u16 value, unsigned int how)
{
	*ports = (*ports ^ port ^ how << 16) * 0x01000193 + value;
}

static u16 port_in(void *arg, u16 port, unsigned int how)
{
	return ref_port_in(arg, port, how);
}

static void port_out(void *arg, u16 port, u16 value, unsigned int how)
{
	ref_port_out(arg, port, value, how);
}

static void *allocate(size_t size)
{
	void *memory = calloc(1, size);

	if (!memory)
		err(1, "no memory");
	return memory;
}

static void setup(struct fuzz *fuzz)
{
	unsigned int i;

	for (i = 0; i < VALID_SEGMENTS; i++) {
		fuzz->bytes[i] = allocate(0x10000);
		fuzz->ref.mem[i] = allocate(0x10000);
		fuzz->segs[i].attr = Z8K_SEG_VALID;
		fuzz->segs[i].limit = 255;
		fuzz->segs[i].pages = fuzz->pages[i];
	}
	fuzz->segs[READONLY_SEGMENT].attr |= Z8K_SEG_READONLY;
	fuzz->ref.readonly[READONLY_SEGMENT] = true;
	for (i = 0; i < Z8K_SPACES; i++) {
		fuzz->mem.seg[i] = fuzz->segs;
		fuzz->mem.nsegs[i] = REF_SEGMENTS;
	}
	fuzz->cache = z8k_cache_init(allocate(z8k_cache_size(CACHE_PAGES)),
				     CACHE_PAGES);
	fuzz->host.in = port_in;
	fuzz->host.out = port_out;
	fuzz->host.arg = &fuzz->ports;
}

/* Opcodes of which there would be too few, or that end a case */
static u16 random_word(struct fuzz *fuzz)
{
	static const u8 wanted[] = {
		0xba, 0xbb, 0xb8, 0xb2, 0xb3, 0xb0, 0x5c, 0x1c, 0x8c, 0x8d,
		0x0c, 0x0d, 0x4c, 0x4d, 0x9b, 0x9a, 0x19, 0x18, 0x9e, 0x7d,
		0xe0, 0xe6, 0xf1, 0xf2, 0xd0, 0xdf, 0x3b, 0x3a, 0x76, 0x34,
		0x22, 0x23, 0x24, 0x27,
	};
	u16 word = roll(fuzz, 0x10000);

	switch (roll(fuzz, 8)) {
	case 0:
		return wanted[roll(fuzz, sizeof(wanted))] << 8 | (word & 0xff);
	case 1:		/* a second word of a string instruction */
		return word & 0x0ff8;
	case 2:
		return word & 0x0f0f;
	case 3:		/* a segmented address */
		return 0x8000 | (word & 0x07ff);
	default:
		return word;
	}
}

static void random_memory(struct fuzz *fuzz)
{
	unsigned int i, at;
	u16 word;

	for (i = 0; i < VALID_SEGMENTS; i++) {
		for (at = 0; at < 0x10000; at += 2) {
			word = random_word(fuzz);
			fuzz->bytes[i][at] = word >> 8;
			fuzz->bytes[i][at + 1] = word;
		}
		memcpy(fuzz->ref.mem[i], fuzz->bytes[i], 0x10000);
	}
	z8k_mem_forget(&fuzz->mem);
}

/* Pointers to valid segments more often than not */
static u16 random_register(struct fuzz *fuzz)
{
	u16 v = roll(fuzz, 0x10000);

	switch (roll(fuzz, 6)) {
	case 0:
		return v & 0x001f;
	case 1:
		return v | 0xfff0;
	case 2:
	case 3:
		return (v & 0x80ff) | roll(fuzz, VALID_SEGMENTS) << 8;
	default:
		return v;
	}
}

static void random_cpu(struct fuzz *fuzz)
{
	struct z8k_cpu *cpu = &fuzz->cpu;
	u16 fcw = roll(fuzz, 0x10000);
	unsigned int i;

	z8k_cpu_init(cpu, roll(fuzz, 2) ? Z8K_Z8001 : Z8K_Z8002);
	fuzz->ref.bare = roll(fuzz, 2);
	if (!fuzz->ref.bare)
		fcw &= ~Z8K_FCW_SYS;
	z8k_cpu_set_fcw(cpu, fcw);
	for (i = 0; i < 16; i++)
		cpu->r[i] = random_register(fuzz);
	cpu->other_r14 = random_register(fuzz);
	cpu->other_r15 = random_register(fuzz);
	cpu->psap_seg = random_register(fuzz);
	cpu->psap_off = random_register(fuzz) & 0xff00;
	cpu->mi = roll(fuzz, 2);
	cpu->pc = roll(fuzz, 0x10000) & ~1;
	if (!roll(fuzz, 4))	/* where a page ends */
		cpu->pc |= 0x0ff8;
	if (cpu->model == Z8K_Z8001)
		cpu->pc_seg = roll(fuzz, VALID_SEGMENTS);
	fuzz->ports = roll(fuzz, 0x10000);
	fuzz->ref.ports = fuzz->ports;
	fuzz->ref.cpu = *cpu;
}

static void random_interrupt(struct fuzz *fuzz)
{
	unsigned int line = 1 << roll(fuzz, 4);
	u16 id = roll(fuzz, 0x10000);

	if (!fuzz->ref.bare || roll(fuzz, 4))
		return;
	z8k_cpu_interrupt(&fuzz->cpu, line, id);
	z8k_cpu_interrupt(&fuzz->ref.cpu, line, id);
}

static void hide_pages(struct fuzz *fuzz)
{
	unsigned int i, j;

	for (i = 0; i < VALID_SEGMENTS; i++)
		for (j = 0; j < Z8K_SEGMENT_PAGES; j++)
			fuzz->pages[i][j] = roll(fuzz, 16) ?
				fuzz->bytes[i] + j * Z8K_PAGE_SIZE : NULL;
}

static void run_library(struct fuzz *fuzz, u32 count)
{
	u64 end = fuzz->cpu.count + count;
	u32 seg;

	do {
		z8k_run(&fuzz->cpu, &fuzz->mem, fuzz->cache,
			fuzz->ref.bare ? &fuzz->host : NULL,
			end - fuzz->cpu.count, &fuzz->stop);
		seg = fuzz->stop.addr >> 16;
		if (fuzz->stop.exit == Z8K_EXIT_PAGE)
			fuzz->pages[seg][fuzz->stop.page] = fuzz->bytes[seg] +
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

static bool same_cpu(const struct z8k_cpu *a, const struct z8k_cpu *b)
{
	return !memcmp(a->r, b->r, 16 * sizeof(a->r[0])) &&
	       a->fcw == b->fcw && a->pc == b->pc && a->pc_seg == b->pc_seg &&
	       a->pending == b->pending && a->mo == b->mo &&
	       a->other_r14 == b->other_r14 && a->other_r15 == b->other_r15 &&
	       a->psap_seg == b->psap_seg && a->psap_off == b->psap_off &&
	       a->refresh == b->refresh && a->count == b->count;
}

static bool same_stop(const struct fuzz *fuzz)
{
	const struct ref *ref = &fuzz->ref;

	return fuzz->stop.exit == ref->exit &&
	       (ref->exit != Z8K_EXIT_FAULT ||
		fuzz->stop.fault == ref->fault) &&
	       (ref->exit != Z8K_EXIT_SC || fuzz->stop.sc == ref->sc) &&
	       fuzz->ports == ref->ports;
}

static bool same_memory(const struct fuzz *fuzz)
{
	unsigned int i;

	for (i = 0; i < VALID_SEGMENTS; i++)
		if (memcmp(fuzz->bytes[i], fuzz->ref.mem[i], 0x10000))
			return false;
	return true;
}

static void show_cpu(const char *who, const struct z8k_cpu *cpu)
{
	unsigned int i;

	printf("%s: fcw %04x pc %02x:%04x count %ju r", who, cpu->fcw,
	       cpu->pc_seg, cpu->pc, (uintmax_t)cpu->count);
	for (i = 0; i < 16; i++)
		printf(" %04x", cpu->r[i]);
	printf(" other %04x %04x pending %x\n", cpu->other_r14,
	       cpu->other_r15, cpu->pending);
}

static void show_memory(const struct fuzz *fuzz)
{
	unsigned int i, at;

	for (i = 0; i < VALID_SEGMENTS; i++)
		for (at = 0; at < 0x10000; at++)
			if (fuzz->bytes[i][at] != fuzz->ref.mem[i][at])
				printf("at %x:%04x: %02x, reference %02x\n",
				       i, at, fuzz->bytes[i][at],
				       fuzz->ref.mem[i][at]);
}

static void show_instruction(const struct fuzz *fuzz,
			     const struct z8k_cpu *cpu)
{
	u16 words[Z8K_INSN_WORDS] = { 0 };
	char text[Z8K_DISASM_SIZE];
	unsigned int i;
	u16 at;

	for (i = 0; i < Z8K_INSN_WORDS && cpu->pc_seg < VALID_SEGMENTS; i++) {
		at = cpu->pc + 2 * i;
		words[i] = fuzz->bytes[cpu->pc_seg][at] << 8 |
			   fuzz->bytes[cpu->pc_seg][at + 1];
	}
	z8k_disasm(words, Z8K_INSN_WORDS, Z8K_ADDR(cpu->pc_seg, cpu->pc),
		   cpu->fcw & Z8K_FCW_SEG, text);
	printf("%04x %04x %04x %04x %s\n", words[0], words[1], words[2],
	       words[3], text);
}

static bool same(const struct fuzz *fuzz)
{
	return same_cpu(&fuzz->cpu, &fuzz->ref.cpu) && same_stop(fuzz);
}

/* A slice on both; false: they differ */
static bool slice(struct fuzz *fuzz, u32 count)
{
	u64 before = fuzz->cpu.count;

	run_library(fuzz, count);
	run_reference(fuzz, count);
	fuzz->done += fuzz->cpu.count - before;
	return same(fuzz);
}

static void show(const struct fuzz *fuzz, const struct z8k_cpu *before)
{
	show_cpu("before   ", before);
	show_instruction(fuzz, before);
	show_cpu("library  ", &fuzz->cpu);
	show_cpu("reference", &fuzz->ref.cpu);
	printf("stopped: library %u fault %u, reference %u fault %u\n",
	       fuzz->stop.exit, fuzz->stop.fault, fuzz->ref.exit,
	       fuzz->ref.fault);
	show_memory(fuzz);
}

/* Run from a random state until something stops it */
static bool run_state(struct fuzz *fuzz, u32 slices, bool narrow)
{
	struct z8k_cpu before;
	bool good;

	random_cpu(fuzz);
	do {
		random_interrupt(fuzz);
		before = fuzz->cpu;
		good = slice(fuzz, 1 + roll(fuzz, slices)) &&
		       (!narrow || same_memory(fuzz));
	} while (good && fuzz->stop.exit == Z8K_EXIT_BUDGET &&
		 fuzz->cpu.count < CASE_LENGTH);
	if (!good && narrow)
		show(fuzz, &before);
	return good;
}

/* Run a case in slices of up to @slices; @narrow: look for its end, show it */
static bool run_case(struct fuzz *fuzz, u64 seed, u32 slices, bool narrow)
{
	unsigned int n;

	fuzz->random = seed;
	random_memory(fuzz);
	for (n = 0; n < CASE_STATES; n++) {
		if (n % 16 == 0)
			hide_pages(fuzz);
		if (!run_state(fuzz, slices, narrow))
			return false;
	}
	return same_memory(fuzz);
}

static void put_word(struct fuzz *fuzz, u32 addr, u16 word)
{
	u8 bytes[2] = { word >> 8, word };

	memcpy(fuzz->bytes[addr >> 16] + (addr & 0xffff), bytes, 2);
	z8k_mem_forget(&fuzz->mem);
	memcpy(fuzz->ref.mem[addr >> 16] + (addr & 0xffff), bytes, 2);
}

/* One instruction with this first word, in a random state */
static bool run_word(struct fuzz *fuzz, u16 word)
{
	struct z8k_cpu before;
	bool good;

	random_cpu(fuzz);
	put_word(fuzz, Z8K_ADDR(fuzz->cpu.pc_seg, fuzz->cpu.pc), word);
	before = fuzz->cpu;
	good = slice(fuzz, 1);
	if (word % 256 == 255)
		good = good && same_memory(fuzz);
	if (!good)
		show(fuzz, &before);
	return good;
}

static int every_word(struct fuzz *fuzz, unsigned int rounds)
{
	unsigned int i, word;

	fuzz->random = fuzz->seed * SPREAD;
	for (i = 0; i < rounds; i++) {
		for (word = 0; word < 0x10000; word++) {
			if (word % 0x2000 == 0) {
				random_memory(fuzz);
				hide_pages(fuzz);
			}
			if (!run_word(fuzz, word))
				return 1;
		}
	}
	printf("65536 first words, %u times each, agree\n", rounds);
	return 0;
}

int main(int argc, char **argv)
{
	static struct fuzz fuzz;
	unsigned int rounds = 0;
	u64 limit = 1000000;
	u64 cases = 0;
	int c;

	fuzz.seed = 1;
	while ((c = getopt(argc, argv, "n:s:w:")) != -1) {
		if (c == 'n')
			limit = strtoull(optarg, NULL, 0);
		else if (c == 's')
			fuzz.seed = strtoull(optarg, NULL, 0);
		else if (c == 'w')
			rounds = strtoul(optarg, NULL, 0);
		else
			return 2;
	}
	setup(&fuzz);
	if (rounds)
		return every_word(&fuzz, rounds);
	for (; fuzz.done < limit; fuzz.seed++, cases++) {
		if (run_case(&fuzz, fuzz.seed * SPREAD, LONGEST_SLICE, false))
			continue;
		printf("mismatch in case %ju\n", (uintmax_t)fuzz.seed);
		for (c = 1; c <= LONGEST_SLICE; c++)
			if (!run_case(&fuzz, fuzz.seed * SPREAD, c, true))
				break;
		printf("found in slices of up to %d\n", c);
		return 1;
	}
	printf("%ju instructions in %ju cases agree\n",
	       (uintmax_t)fuzz.done, (uintmax_t)cases);
	return 0;
}
