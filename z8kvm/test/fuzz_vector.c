// SPDX-License-Identifier: GPL-2.0
/*
 * Makes a test from a mismatch, in the format of the measurements: the
 * instructions of one slice, at 0x0200 of a bare Z8001 in system mode, with as
 * few registers and as little memory of the case as still make library and
 * reference differ. The expected results are the reference's; a person decides
 * by the manual which of the two is right.
 */
#include <ctype.h>
#include <err.h>
#include <stdint.h>
#include <stdio.h>

#include "fuzz.h"

enum {
	CODE_AT = 0x0200,
	HALT_AT = 0x00c0,
	HALT = 0x7a00,
	CODE_WORDS = 64,
	LONGEST_RUN = 1000,
	FCW_BITS = Z8K_FCW_SEG | Z8K_FCW_EPA | Z8K_FCW_FLAGS,
};

/**
 * struct trial - a test
 * @fcw: before
 * @r: before
 * @code: words
 * @count: number of words
 * @flat: memory by the address in the file: in segmented mode 0x1xxx is
 *	segment 1, offset xxx
 */
struct trial {
	u16 fcw;
	u16 r[16];
	u16 code[CODE_WORDS];
	unsigned int count;
	u8 flat[0x10000];
};

/* Addresses at which trials run */
static struct world {
	struct ref_segment ref_segs[REF_SEGMENTS];
	u8 ref_bytes[REF_SEGMENTS][0x10000];
	struct ref ref;
	struct z8k_segment segs[REF_SEGMENTS];
	u8 *pages[REF_SEGMENTS][Z8K_SEGMENT_PAGES];
	u8 bytes[REF_SEGMENTS][0x10000];
	struct z8k_memory mem;
	struct z8k_cpu cpu;
	u32 ports;
} world;

static void put_word(u8 *bytes, u32 at, u16 word)
{
	bytes[at] = word >> 8;
	bytes[at + 1] = word;
}

static u16 get_word(const u8 *bytes, u32 at)
{
	return bytes[at] << 8 | bytes[at + 1];
}

static bool segmented(const struct trial *t)
{
	return t->fcw & Z8K_FCW_SEG;
}

static u32 linear(const struct trial *t, u32 flat)
{
	return segmented(t) ? Z8K_ADDR(flat >> 12, flat & 0xfff) : flat;
}

static void load_memory(const struct trial *t)
{
	unsigned int i;

	memset(world.bytes, 0, sizeof(world.bytes));
	if (!segmented(t))
		memcpy(world.bytes[0], t->flat, 0x10000);
	for (i = 0; segmented(t) && i < REF_SEGMENTS; i++)
		memcpy(world.bytes[i], t->flat + i * 0x1000, 0x1000);
	for (i = 0; i < t->count; i++)
		put_word(world.bytes[0], CODE_AT + 2 * i, t->code[i]);
	put_word(world.bytes[0], CODE_AT + 2 * i, HALT);
	put_word(world.bytes[0], HALT_AT, HALT);
	memcpy(world.ref_bytes, world.bytes, sizeof(world.bytes));
	z8k_mem_forget(&world.mem);
}

static void load(const struct trial *t)
{
	load_memory(t);
	z8k_cpu_init(&world.cpu, Z8K_Z8001);
	z8k_cpu_set_fcw(&world.cpu, t->fcw);
	memcpy(world.cpu.r, t->r, sizeof(t->r));
	world.cpu.pc = CODE_AT;
	world.ref.cpu = world.cpu;
	world.ref.bare = true;
	world.ref.ports = 0;
	world.ports = 0;
}

/* Do both end with HALT and without I/O, as these tests require? */
static bool differs(const struct fuzz *fuzz, const struct trial *t)
{
	struct z8k_host host = { .in = fuzz->host.in, .out = fuzz->host.out,
				 .arg = &world.ports };
	struct ref *ref = &world.ref;
	struct z8k_stop stop;
	unsigned int n;

	load(t);
	z8k_run(&world.cpu, &world.mem, fuzz->cache[0], &host, LONGEST_RUN,
		&stop);
	for (n = 0; n < LONGEST_RUN; n++) {
		ref_step(ref);
		if (ref->exit)
			break;
	}
	if (ref->exit != Z8K_EXIT_HALT || ref->ports)
		return false;
	return stop.exit != Z8K_EXIT_HALT || world.cpu.fcw != ref->cpu.fcw ||
	       memcmp(world.cpu.r, ref->cpu.r, sizeof(t->r)) ||
	       memcmp(world.bytes, world.ref_bytes, sizeof(world.bytes));
}

/* Memory that does not matter becomes zero */
static void clear_memory(const struct fuzz *fuzz, struct trial *t, u32 at,
			 u32 size)
{
	u8 old[0x10000];

	memcpy(old, t->flat + at, size);
	memset(t->flat + at, 0, size);
	if (!memcmp(old, t->flat + at, size) || differs(fuzz, t))
		return;
	memcpy(t->flat + at, old, size);
	if (size == 2)
		return;
	clear_memory(fuzz, t, at, size / 2);
	clear_memory(fuzz, t, at + size / 2, size / 2);
}

static void clear_bits(const struct fuzz *fuzz, struct trial *t, u16 *word,
		       u16 mask)
{
	u16 old = *word;

	*word &= ~mask;
	if (old != *word && !differs(fuzz, t))
		*word = old;
}

static void minimize(const struct fuzz *fuzz, struct trial *t)
{
	unsigned int i;

	clear_memory(fuzz, t, 0, 0x10000);
	for (i = 0; i < 16; i++)
		clear_bits(fuzz, t, &t->r[i], 0xffff);
	for (i = 2; i < 16; i++)
		if (i != 14 && i != 15)
			clear_bits(fuzz, t, &t->fcw, 1 << i);
}

static void take_code(struct trial *t, const struct z8k_cpu *before,
		      const u8 *bytes, unsigned int count)
{
	u16 words[Z8K_INSN_WORDS];
	char text[Z8K_DISASM_SIZE];
	u16 pc = before->pc;
	unsigned int i, n;

	for (; count && t->count + Z8K_INSN_WORDS <= CODE_WORDS; count--) {
		for (i = 0; i < Z8K_INSN_WORDS; i++)
			words[i] = get_word(bytes, (u16)(pc + 2 * i));
		n = z8k_disasm(words, Z8K_INSN_WORDS, pc, segmented(t), text);
		memcpy(t->code + t->count, words, n * sizeof(u16));
		t->count += n;
		pc += 2 * n;
	}
}

/* Else with all pointers in memory that a file can name */
static bool find_trial(const struct fuzz *fuzz, struct trial *t)
{
	static const u16 masks[] = { 0xffff, 0x87ff, 0x07ff };
	const struct trial whole = *t;
	unsigned int i, j, n;

	for (i = 0; i < 3; i++) {
		for (j = 0; j < 3; j++) {
			*t = whole;
			for (n = 0; n < 16; n++)
				t->r[n] &= masks[i];
			for (n = 1; n < t->count; n++)
				t->code[n] &= masks[j];
			if (differs(fuzz, t))
				return true;
		}
	}
	return false;
}

static void write_words(FILE *f, const char *name, const struct trial *t,
			bool after)
{
	u32 at, addr, code_end = CODE_AT + 2 * t->count;
	const char *comma = "";
	u16 old, new;

	fprintf(f, ",\"%s\":{", name);
	for (at = 0; at < 0x10000; at += 2) {
		addr = linear(t, at);
		if (addr == HALT_AT || (addr >= CODE_AT && addr <= code_end) ||
		    addr >> 16 >= REF_SEGMENTS)
			continue;
		old = get_word(t->flat, at);
		new = get_word(world.ref_bytes[addr >> 16], addr & 0xffff);
		if (!old && (!after || !new))
			continue;
		fprintf(f, "%s\"%04X\":\"%04X\"", comma, at,
			after ? new : old);
		comma = ",";
	}
	fprintf(f, "}");
}

static void write_registers(FILE *f, const char *name, const u16 *r, bool all)
{
	const char *comma = "";
	unsigned int i;

	fprintf(f, ",\"%s\":{", name);
	for (i = 0; i < 16; i++) {
		if (!all && !r[i])
			continue;
		fprintf(f, "%s\"%u\":\"%04X\"", comma, i, r[i]);
		comma = ",";
	}
	fprintf(f, "}");
}

static void write_name(FILE *f, const struct fuzz *fuzz, const struct trial *t)
{
	char text[Z8K_DISASM_SIZE];
	char *c;

	z8k_disasm(t->code, t->count, CODE_AT, segmented(t), text);
	for (c = text; isalnum(*c); c++)
		*c = toupper(*c);
	*c = '\0';
	fprintf(f, "{\"name\":\"fuzz_%ju\",\"mnemonic\":\"%s\",\"mode\":\"%s\"",
		(uintmax_t)fuzz->seed, text,
		segmented(t) ? "seg" : "nonseg");
}

static void write_line(FILE *f, const struct fuzz *fuzz, const struct trial *t)
{
	unsigned int i;

	write_name(f, fuzz, t);
	fprintf(f, ",\"fcw_in\":\"%04X\",\"code\":[", t->fcw);
	for (i = 0; i < t->count; i++)
		fprintf(f, "%s\"%04X\"", i ? "," : "", t->code[i]);
	fprintf(f, "]");
	write_registers(f, "regs_in", t->r, false);
	write_words(f, "mem_in", t, false);
	write_registers(f, "regs_out", world.ref.cpu.r, true);
	fprintf(f, ",\"fcw_out\":\"%04X\"", world.ref.cpu.fcw);
	write_words(f, "mem_out", t, true);
	fprintf(f, "}\n");
}

static void setup(void)
{
	unsigned int i, j;

	for (i = 0; i < REF_SEGMENTS; i++) {
		world.ref_segs[i].attr = Z8K_SEG_VALID;
		world.ref_segs[i].limit = 255;
		world.ref_segs[i].bytes = world.ref_bytes[i];
		world.segs[i].attr = Z8K_SEG_VALID;
		world.segs[i].limit = 255;
		world.segs[i].pages = world.pages[i];
		for (j = 0; j < Z8K_SEGMENT_PAGES; j++)
			world.pages[i][j] = world.bytes[i] + j * Z8K_PAGE_SIZE;
	}
	for (i = 0; i < Z8K_SPACES; i++) {
		world.ref.seg[i] = world.ref_segs;
		world.mem.seg[i] = world.segs;
		world.mem.nsegs[i] = REF_SEGMENTS;
	}
}

/**
 * fuzz_vector() - print a mismatch as a test
 * @fuzz: fuzzer
 * @before: the CPU before the slice
 * @bytes: memory then: code and data, VALID_SEGMENTS of each
 * @count: instructions in the slice
 * @path: file to append it to, or NULL
 *
 * Return: false if these instructions alone do not cause it.
 */
bool fuzz_vector(const struct fuzz *fuzz, const struct z8k_cpu *before,
		 u8 *const *bytes, unsigned int count, const char *path)
{
	u8 *const *data = bytes + (fuzz->apart ? VALID_SEGMENTS : 0);
	static struct trial t;
	unsigned int i;
	FILE *f;

	setup();
	t.fcw = (before->fcw & FCW_BITS) | Z8K_FCW_SYS;
	memcpy(t.r, before->r, sizeof(t.r));
	take_code(&t, before, bytes[before->pc_seg], count);
	if (!segmented(&t))
		memcpy(t.flat, data[before->pc_seg], 0x10000);
	for (i = 0; segmented(&t) && i < VALID_SEGMENTS; i++)
		memcpy(t.flat + i * 0x1000, data[i], 0x1000);
	if (!find_trial(fuzz, &t))
		return false;
	minimize(fuzz, &t);
	differs(fuzz, &t);
	write_line(stdout, fuzz, &t);
	if (!path)
		return true;
	f = fopen(path, "a");
	if (!f)
		err(1, "%s", path);
	write_line(f, fuzz, &t);
	fclose(f);
	return true;
}
