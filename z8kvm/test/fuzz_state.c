// SPDX-License-Identifier: GPL-2.0
/*
 * Random states and memories, the same for library and reference.
 */
#include <err.h>
#include <stdlib.h>

#include "fuzz.h"

/**
 * fuzz_roll() - roll a die
 * @fuzz: fuzzer
 * @sides: number of its sides
 */
u32 fuzz_roll(struct fuzz *fuzz, u32 sides)
{
	fuzz->random ^= fuzz->random << 13;
	fuzz->random ^= fuzz->random >> 7;
	fuzz->random ^= fuzz->random << 17;
	return (fuzz->random >> 32) % sides;
}

/* Ports: the answer depends on all reads and writes before */
u16 ref_port_in(u32 *ports, u16 port, unsigned int how)
{
	*ports = (*ports ^ port ^ how << 16) * 0x01000193 + 1;
	return how & Z8K_IO_BYTE ? *ports >> 16 & 0xff : *ports >> 16;
}

void ref_port_out(u32 *ports, u16 port, u16 value, unsigned int how)
{
	*ports = (*ports ^ port ^ how << 16) * 0x01000193 + value;
}

bool ref_mo(u32 *ports, bool asserted, u32 delay)
{
	*ports = (*ports ^ asserted ^ delay) * 0x01000193 + 2;
	return *ports >> 16 & 1;
}

static u16 port_in(void *arg, u16 port, unsigned int how)
{
	return ref_port_in(arg, port, how);
}

static void port_out(void *arg, u16 port, u16 value, unsigned int how)
{
	ref_port_out(arg, port, value, how);
}

static bool mo(void *arg, bool asserted, u32 delay)
{
	return ref_mo(arg, asserted, delay);
}

static void *allocate(size_t size)
{
	void *memory = calloc(1, size);

	if (!memory)
		err(1, "no memory");
	return memory;
}

static void setup_space(struct fuzz *fuzz, unsigned int space)
{
	unsigned int i;

	for (i = 0; i < VALID_SEGMENTS; i++) {
		fuzz->own[0][space][i] = allocate(0x10000);
		fuzz->own[1][space][i] = allocate(0x10000);
		fuzz->segs[space][i].pages = fuzz->pages[space][i];
	}
	fuzz->mem.nsegs[space] = REF_SEGMENTS;
}

/**
 * fuzz_setup() - allocate both worlds
 * @fuzz: all zero
 */
void fuzz_setup(struct fuzz *fuzz)
{
	size_t size = z8k_cache_size(CACHE_PAGES);
	unsigned int i;

	for (i = 0; i < Z8K_SPACES; i++)
		setup_space(fuzz, i);
	for (i = 0; i < CACHES; i++)
		fuzz->cache[i] = z8k_cache_init(allocate(size), CACHE_PAGES);
	z8k_cache_add(fuzz->cache[0], allocate(z8k_cache_add_size(1)), 1);
	fuzz->host.in = port_in;
	fuzz->host.out = port_out;
	fuzz->host.arg = &fuzz->ports;
}

/* Opcodes that chance would give too rarely, or that end a case */
static u16 random_word(struct fuzz *fuzz)
{
	static const u8 wanted[] = {
		0xba, 0xbb, 0xb8, 0xb2, 0xb3, 0xb0, 0x5c, 0x1c, 0x8c, 0x8d,
		0x0c, 0x0d, 0x4c, 0x4d, 0x9b, 0x9a, 0x19, 0x18, 0x9e, 0x7d,
		0xe0, 0xe6, 0xf1, 0xf2, 0xd0, 0xdf, 0x3b, 0x3a, 0x76, 0x34,
		0x22, 0x23, 0x24, 0x27,
	};
	u16 word = fuzz_roll(fuzz, 0x10000);

	switch (fuzz_roll(fuzz, 8)) {
	case 0:
		return wanted[fuzz_roll(fuzz, sizeof(wanted))] << 8 |
		       (word & 0xff);
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

static void random_bytes(struct fuzz *fuzz, unsigned int space,
			 unsigned int segment)
{
	u8 *bytes = fuzz->bytes[space][segment];
	unsigned int at;
	u16 word;

	for (at = 0; at < 0x10000; at += 2) {
		word = random_word(fuzz);
		bytes[at] = word >> 8;
		bytes[at + 1] = word;
	}
	memcpy(fuzz->ref_segs[space][segment].bytes, bytes, 0x10000);
}

/* Put a segment over memory that may be another's */
static void put_segment(struct fuzz *fuzz, unsigned int space, unsigned int n,
			unsigned int of_space, unsigned int of)
{
	fuzz->bytes[space][n] = fuzz->own[0][of_space][of];
	fuzz->ref_segs[space][n].bytes = fuzz->own[1][of_space][of];
}

/* One of six segments shares the memory of the one before */
static void put_segments(struct fuzz *fuzz)
{
	unsigned int i;

	for (i = 0; i < VALID_SEGMENTS; i++) {
		put_segment(fuzz, Z8K_CODE, i, Z8K_CODE,
			    i && !fuzz_roll(fuzz, 6) ? i - 1 : i);
		put_segment(fuzz, Z8K_DATA, i,
			    fuzz_roll(fuzz, 6) ? Z8K_DATA : Z8K_CODE, i);
	}
}

/**
 * fuzz_memory() - new memory; code and data are separate in one of three
 * @fuzz: fuzzer
 */
void fuzz_memory(struct fuzz *fuzz)
{
	unsigned int i, data;

	fuzz->apart = !fuzz_roll(fuzz, 3);
	data = fuzz->apart ? Z8K_DATA : Z8K_CODE;
	fuzz->mem.seg[Z8K_CODE] = fuzz->segs[Z8K_CODE];
	fuzz->mem.seg[Z8K_DATA] = fuzz->segs[data];
	fuzz->ref.seg[Z8K_CODE] = fuzz->ref_segs[Z8K_CODE];
	fuzz->ref.seg[Z8K_DATA] = fuzz->ref_segs[data];
	put_segments(fuzz);
	for (i = 0; i < VALID_SEGMENTS; i++) {
		random_bytes(fuzz, Z8K_CODE, i);
		if (fuzz->apart)
			random_bytes(fuzz, Z8K_DATA, i);
	}
	z8k_mem_forget(&fuzz->mem);
}

/* Make a segment unusual, often the one of code and of data alike */
static void random_segment(struct fuzz *fuzz, u8 *attr, u8 *limit)
{
	*limit = fuzz_roll(fuzz, 256);
	switch (fuzz_roll(fuzz, 8)) {
	case 0:
		*attr = 0;
		break;
	case 1:
		*limit |= 0x80;
		break;
	case 2:
		*attr |= Z8K_SEG_DOWN;
		*limit &= 0x7f;
		break;
	case 3:
		*attr |= Z8K_SEG_SYSONLY;
		break;
	case 4:
		*attr |= Z8K_SEG_EXECONLY;
		break;
	default:
		*attr |= Z8K_SEG_READONLY;
		break;
	}
	if (fuzz_roll(fuzz, 2))
		*limit = *attr & Z8K_SEG_DOWN ? 0 : 255;
}

/**
 * fuzz_segments() - new attributes and limits
 * @fuzz: fuzzer; one of three segments has some
 */
void fuzz_segments(struct fuzz *fuzz)
{
	unsigned int space, i;
	u8 attr, limit;

	for (space = 0; space < Z8K_SPACES; space++) {
		for (i = 0; i < VALID_SEGMENTS; i++) {
			attr = Z8K_SEG_VALID;
			limit = 255;
			if (!fuzz_roll(fuzz, 3))
				random_segment(fuzz, &attr, &limit);
			fuzz->segs[space][i].attr = attr;
			fuzz->segs[space][i].limit = limit;
			fuzz->ref_segs[space][i].attr = attr;
			fuzz->ref_segs[space][i].limit = limit;
		}
	}
	z8k_mem_forget(&fuzz->mem);
}

/**
 * fuzz_pages() - let pages of the library vanish
 * @fuzz: fuzzer
 */
void fuzz_pages(struct fuzz *fuzz)
{
	unsigned int i, j, k;

	for (i = 0; i < Z8K_SPACES; i++)
		for (j = 0; j < VALID_SEGMENTS; j++)
			for (k = 0; k < Z8K_SEGMENT_PAGES; k++)
				fuzz->pages[i][j][k] = fuzz_roll(fuzz, 16) ?
					fuzz->bytes[i][j] + k * Z8K_PAGE_SIZE :
					NULL;
}

/**
 * fuzz_clean() - no page has been written to
 * @fuzz: fuzzer
 */
void fuzz_clean(struct fuzz *fuzz)
{
	unsigned int i, j;

	for (i = 0; i < Z8K_SPACES; i++) {
		for (j = 0; j < VALID_SEGMENTS; j++) {
			fuzz->segs[i][j].dirty = 0;
			fuzz->ref_segs[i][j].written = 0;
		}
	}
}

/* Pointers to valid segments more often than not */
static u16 random_register(struct fuzz *fuzz)
{
	u16 v = fuzz_roll(fuzz, 0x10000);

	switch (fuzz_roll(fuzz, 6)) {
	case 0:
		return v & 0x001f;
	case 1:
		return v | 0xfff0;
	case 2:
	case 3:
		return (v & 0x80ff) | fuzz_roll(fuzz, VALID_SEGMENTS) << 8;
	default:
		return v;
	}
}

/* Some pointers to what is about to be executed */
static void point_to_code(struct fuzz *fuzz)
{
	struct z8k_cpu *cpu = &fuzz->cpu;
	unsigned int i;

	for (i = 0; i < 16; i += 2) {
		if (fuzz_roll(fuzz, 6))
			continue;
		cpu->r[i] = cpu->fcw & Z8K_FCW_SEG ? cpu->pc_seg << 8 :
						     cpu->pc;
		cpu->r[i + 1] = cpu->pc + fuzz_roll(fuzz, 0x80);
	}
}

/**
 * fuzz_cpu() - new CPUs, bare or not
 * @fuzz: fuzzer
 */
void fuzz_cpu(struct fuzz *fuzz)
{
	struct z8k_cpu *cpu = &fuzz->cpu;
	u16 fcw = fuzz_roll(fuzz, 0x10000);
	unsigned int i;

	z8k_cpu_init(cpu, fuzz_roll(fuzz, 2) ? Z8K_Z8001 : Z8K_Z8002);
	fuzz->ref.bare = fuzz_roll(fuzz, 2);
	if (!fuzz->ref.bare)
		fcw &= ~Z8K_FCW_SYS;
	z8k_cpu_set_fcw(cpu, fcw);
	for (i = 0; i < 16; i++)
		cpu->r[i] = random_register(fuzz);
	cpu->other_r14 = random_register(fuzz);
	cpu->other_r15 = random_register(fuzz);
	cpu->psap_seg = random_register(fuzz);
	cpu->psap_off = random_register(fuzz) & 0xff00;
	cpu->mi = fuzz_roll(fuzz, 2);
	fuzz->ref.wired = fuzz_roll(fuzz, 2);
	fuzz->host.mo = fuzz->ref.wired ? mo : NULL;
	cpu->pc = fuzz_roll(fuzz, 0x10000) & ~1;
	if (!fuzz_roll(fuzz, 4))	/* where a page ends */
		cpu->pc |= 0x0ff8;
	if (cpu->model == Z8K_Z8001)
		cpu->pc_seg = fuzz_roll(fuzz, VALID_SEGMENTS);
	point_to_code(fuzz);
	fuzz->ports = fuzz_roll(fuzz, 0x10000);
	fuzz->ref.ports = fuzz->ports;
	fuzz->ref.cpu = *cpu;
}

/**
 * fuzz_word() - put a word into the code of both
 * @fuzz: fuzzer
 * @addr: linear address
 * @word: word
 */
void fuzz_word(struct fuzz *fuzz, u32 addr, u16 word)
{
	u8 bytes[2] = { word >> 8, word };
	u32 seg = addr >> 16, at = addr & 0xffff;

	memcpy(fuzz->bytes[Z8K_CODE][seg] + at, bytes, 2);
	z8k_mem_forget(&fuzz->mem);
	memcpy(fuzz->ref_segs[Z8K_CODE][seg].bytes + at, bytes, 2);
}
