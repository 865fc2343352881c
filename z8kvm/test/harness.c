// SPDX-License-Identifier: GPL-2.0
/*
 * The functions that take hostile bytes, for libFuzzer, AFL++ (by its driver
 * for libFuzzer targets) or, with replay.c, for a corpus. TARGET or, if that is
 * not defined, the first byte selects one:
 *
 *	'c'	an executable, for the COFF reader; every byte of every
 *		section is touched, none twice, and symbols are sought
 *	's'	a saved state; if accepted it is saved again and compared
 *	'd'	words, for decoder and disassembler, both modes
 *	'r'	a saved state and memory, run for a while, bare or not
 */
#include <stdlib.h>

#include "coff.h"
#include "harness.h"
#include "symbols.h"

#ifndef TARGET
#define TARGET	(*data)
#endif

enum {
	CACHE_PAGES = 2,
	BUDGET = 2000,
	SEGMENTS = 3,
	LOOKUPS = 64,
};

static void must(bool holds)
{
	if (!holds)
		abort();
}

static u8 taken[2 * Z8K_ADDR_CODE];	/* both spaces */

/* Claim a section's memory, or give it back, byte by byte */
static void claim(const struct z8k_coff_section *section, u8 from, u8 to)
{
	u32 at;

	if (section->kind == Z8K_COFF_OTHER)
		return;
	for (at = section->addr; at < section->addr + section->size; at++) {
		must(at < sizeof(taken) && taken[at] == from);
		taken[at] = to;
	}
}

/* What z8k_symbols_find() promises about an instruction at @addr */
static void find_place(const struct z8k_symbols *symbols, u32 addr)
{
	struct z8k_place place;
	char text[Z8K_PLACE_TEXT];

	if (!z8k_symbols_find(symbols, addr, &place))
		return;
	addr &= ~Z8K_ADDR_CODE;
	must(place.from <= addr && addr < place.end);
	must(place.function[0] && place.offset <= addr);
	must(strlen(place.function) < Z8K_PLACE_NAME);
	must(strlen(place.file) < Z8K_PLACE_FILE);
	must(strlen(z8k_place_text(&place, text)) < Z8K_PLACE_TEXT);
}

/* Some of each section's addresses, and those around it */
static void find_places(const struct z8k_coff *coff)
{
	struct z8k_coff_section section;
	struct z8k_symbols symbols;
	unsigned int i, n;

	z8k_symbols_open(&symbols, coff);
	for (i = 0; i < coff->nsections && i < LOOKUPS; i++) {
		z8k_coff_section(coff, i, &section);
		for (n = 0; n < LOOKUPS; n++)
			find_place(&symbols, section.addr + n * 2);
		find_place(&symbols, section.addr + section.size - 1);
		find_place(&symbols, section.addr + section.size);
		find_place(&symbols, section.addr - 1);
	}
}

/* What z8k_coff_open() promises about a file that it accepts */
static void read_coff(const u8 *data, size_t size)
{
	struct z8k_coff_section section;
	struct z8k_coff coff;
	unsigned int i;
	u8 sum = 0;
	u32 entry;
	u32 at;

	if (z8k_coff_open(&coff, data, size))
		return;
	for (i = 0; i < coff.nsections; i++) {
		z8k_coff_section(&coff, i, &section);
		claim(&section, 0, section.data ? 2 : 1);
		for (at = 0; section.data && at < section.size; at++)
			sum += section.data[at];
	}
	__asm__ volatile("" : : "r"(sum));
	entry = coff.entry | (coff.separate ? Z8K_ADDR_CODE : 0);
	must(taken[entry] == 2 && taken[entry + 1] == 2);
	find_places(&coff);
	for (i = 0; i < coff.nsections; i++) {
		z8k_coff_section(&coff, i, &section);
		claim(&section, section.data ? 2 : 1, 0);
	}
}

static bool restore(struct z8k_cpu *cpu, const u8 *data, size_t size)
{
	u8 again[Z8K_STATE_SIZE];

	if (!z8k_state_restore(cpu, data, size))
		return false;
	z8k_state_save(cpu, again);
	must(!memcmp(again, data, sizeof(again)));
	return true;
}

static void disassemble(const u8 *data, size_t size)
{
	u16 words[Z8K_INSN_WORDS];
	char text[Z8K_DISASM_SIZE];
	unsigned int count, mode;

	for (count = 0; count < Z8K_INSN_WORDS && size > 1;
	     count++, data += 2, size -= 2)
		words[count] = data[0] << 8 | data[1];
	for (mode = 0; count && mode < 2; mode++) {
		must(z8k_disasm(words, count, 0x12fff0, mode, text) <=
		     Z8K_INSN_WORDS);
		must(strlen(text) < Z8K_DISASM_SIZE);
	}
}

static u16 port_in(void *arg, u16 port, unsigned int how)
{
	(void)arg;
	return port ^ how;
}

static void port_out(void *arg, u16 port, u16 value, unsigned int how)
{
	(void)arg;
	(void)port;
	(void)value;
	(void)how;
}

static bool mo(void *arg, bool asserted, u32 delay)
{
	(void)arg;
	return asserted && delay & 1;
}

/* Requested pages are made; each run has its own */
static void run_machine(struct z8k_cpu *cpu, struct z8k_memory *mem,
			const struct z8k_host *host, const u8 *data,
			size_t size)
{
	struct z8k_cache *cache;
	struct z8k_segment *seg;
	struct z8k_stop stop;
	u64 end = cpu->count + BUDGET;
	u8 *page;

	cache = z8k_cache_init(malloc(z8k_cache_size(CACHE_PAGES)),
			       CACHE_PAGES);
	while (z8k_run(cpu, mem, cache, host, end - cpu->count, &stop) ==
	       Z8K_EXIT_PAGE) {
		page = calloc(1, Z8K_PAGE_SIZE);
		memcpy(page, data, size < Z8K_PAGE_SIZE ? size :
							  Z8K_PAGE_SIZE);
		seg = &mem->seg[stop.space][Z8K_ADDR_SEG(stop.addr)];
		must(stop.page < Z8K_SEGMENT_PAGES && !seg->pages[stop.page]);
		seg->pages[stop.page] = page;
	}
	free(cache);
}

static void run_state(const u8 *data, size_t size)
{
	static const struct z8k_host ports = { .in = port_in, .out = port_out,
					       .mo = mo };
	u8 *pages[SEGMENTS][Z8K_SEGMENT_PAGES] = { 0 };
	struct z8k_segment segs[SEGMENTS] = { 0 };
	struct z8k_memory mem = { .seg = { segs, segs },
				  .nsegs = { SEGMENTS, SEGMENTS } };
	const struct z8k_host *host;
	struct z8k_cpu cpu;
	unsigned int i, j;

	if (size < 8 + Z8K_STATE_SIZE ||
	    !restore(&cpu, data + 8, Z8K_STATE_SIZE))
		return;
	host = data[0] & 1 ? &ports : NULL;
	if (cpu.count > 1ull << 60)
		return;
	for (i = 0; i < SEGMENTS; i++) {
		segs[i].pages = pages[i];
		segs[i].limit = data[1 + 2 * i];
		segs[i].attr = Z8K_SEG_VALID | (data[2 + 2 * i] & 0x1e);
	}
	run_machine(&cpu, &mem, host, data + 8 + Z8K_STATE_SIZE,
		    size - 8 - Z8K_STATE_SIZE);
	for (i = 0; i < SEGMENTS; i++)
		for (j = 0; j < Z8K_SEGMENT_PAGES; j++)
			free(pages[i][j]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct z8k_cpu cpu;

	if (!size)
		return 0;
	switch (TARGET) {
	case 'c':
		read_coff(data + 1, size - 1);
		break;
	case 's':
		restore(&cpu, data + 1, size - 1);
		break;
	case 'd':
		disassemble(data + 1, size - 1);
		break;
	case 'r':
		run_state(data + 1, size - 1);
		break;
	}
	return 0;
}
