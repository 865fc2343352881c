// SPDX-License-Identifier: GPL-2.0
/*
 * The promises of z8k.h to a host, besides the instructions: exits, faults,
 * limits and attributes, dirty pages, helpers, saved state, separate spaces.
 */
#include <stdio.h>
#include <stdlib.h>

#include "z8k.h"
#include "z8k_alu.h"

enum {
	CACHE_PAGES = 2,
	BUDGET = 1000,
	CODE = 0x100,
};

/*
 * A guest with four segments of 64 KiB, all pages there
 */
struct world {
	struct z8k_cpu cpu;
	struct z8k_memory mem;
	struct z8k_segment segs[4];
	u8 *pages[4][Z8K_SEGMENT_PAGES];
	u8 bytes[4][0x10000];
	struct z8k_stop stop;
	struct z8k_cache *cache;
};

static unsigned int passed, failed;

static void expect(const char *what, bool holds)
{
	if (holds) {
		passed++;
		return;
	}
	failed++;
	printf("failed: %s\n", what);
}

static void put_code(struct world *w, const u16 *words, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		w->bytes[0][CODE + 2 * i] = words[i] >> 8;
		w->bytes[0][CODE + 2 * i + 1] = words[i];
	}
	z8k_mem_forget(&w->mem);
}

#define PUT_CODE(w, ...)						\
	put_code(w, (const u16 []){ __VA_ARGS__ },			\
		 sizeof((const u16 []){ __VA_ARGS__ }) / sizeof(u16))

static void reset(struct world *w, enum z8k_model model)
{
	unsigned int i, j;

	z8k_cpu_init(&w->cpu, model);
	w->cpu.pc = CODE;
	memset(w->bytes, 0, sizeof(w->bytes));
	memset(&w->mem, 0, sizeof(w->mem));
	for (i = 0; i < 4; i++) {
		memset(&w->segs[i], 0, sizeof(w->segs[i]));
		w->segs[i].pages = w->pages[i];
		w->segs[i].limit = 255;
		w->segs[i].attr = Z8K_SEG_VALID;
		for (j = 0; j < Z8K_SEGMENT_PAGES; j++)
			w->pages[i][j] = w->bytes[i] + j * Z8K_PAGE_SIZE;
	}
	for (i = 0; i < Z8K_SPACES; i++) {
		w->mem.seg[i] = w->segs;
		w->mem.nsegs[i] = 4;
	}
}

static enum z8k_exit run(struct world *w, const struct z8k_host *host)
{
	return z8k_run(&w->cpu, &w->mem, w->cache, host, BUDGET, &w->stop);
}

static bool faults(struct world *w, enum z8k_fault fault)
{
	return run(w, NULL) == Z8K_EXIT_FAULT && w->stop.fault == fault &&
	       w->stop.pc == CODE && w->cpu.pc == CODE && !w->cpu.count;
}

static void test_exits(struct world *w)
{
	reset(w, Z8K_Z8002);
	PUT_CODE(w, 0xa910, 0x7fd3);	/* inc r1,#1; sc #0xd3 */
	expect("SC stops", run(w, NULL) == Z8K_EXIT_SC);
	expect("SC has its number", w->stop.sc == 0xd3);
	expect("PC is after SC", w->cpu.pc == CODE + 4 &&
	       w->stop.pc == CODE + 2 && w->cpu.count == 2);
	reset(w, Z8K_Z8002);
	PUT_CODE(w, 0xe8ff);		/* jr t,. */
	expect("budget stops", run(w, NULL) == Z8K_EXIT_BUDGET &&
	       w->cpu.count == BUDGET);
	reset(w, Z8K_Z8002);
	PUT_CODE(w, 0x7a00);
	expect("HALT is privileged", faults(w, Z8K_FAULT_PRIVILEGED));
	PUT_CODE(w, 0x8e11);
	expect("extended instruction", faults(w, Z8K_FAULT_EXTENDED));
	PUT_CODE(w, 0x3600);
	expect("illegal instruction", faults(w, Z8K_FAULT_ILLEGAL) &&
	       w->stop.word == 0x3600);
}

/* ld @rr2,r0 and ld r0,@rr2 with RR2 = segment 1, offset */
static bool store_faults(struct world *w, u16 off, enum z8k_fault fault)
{
	w->cpu.r[2] = 0x0100;
	w->cpu.r[3] = off;
	PUT_CODE(w, 0x2f20);
	return faults(w, fault) && w->stop.addr == Z8K_ADDR(1, off & ~1) &&
	       w->stop.write;
}

static bool load_faults(struct world *w, u16 off, enum z8k_fault fault)
{
	w->cpu.r[2] = 0x0100;
	w->cpu.r[3] = off;
	PUT_CODE(w, 0x2120);
	return faults(w, fault) && w->stop.addr == Z8K_ADDR(1, off & ~1) &&
	       !w->stop.write;
}

static void test_attributes(struct world *w)
{
	reset(w, Z8K_Z8001);
	w->segs[1].limit = 0x0f;
	expect("over the limit", load_faults(w, 0x1000, Z8K_FAULT_LIMIT));
	expect("stored over the limit",
	       store_faults(w, 0x1001, Z8K_FAULT_LIMIT));
	w->segs[1].attr |= Z8K_SEG_DOWN;
	expect("below the limit", store_faults(w, 0x0efe, Z8K_FAULT_LIMIT));
	w->segs[1].attr = Z8K_SEG_VALID | Z8K_SEG_READONLY;
	expect("read-only", store_faults(w, 0, Z8K_FAULT_READONLY));
	w->segs[1].attr = Z8K_SEG_VALID | Z8K_SEG_EXECONLY;
	expect("execute-only", load_faults(w, 0, Z8K_FAULT_EXECONLY));
	w->segs[1].attr = Z8K_SEG_VALID | Z8K_SEG_SYSONLY;
	expect("system-only", load_faults(w, 0, Z8K_FAULT_SYSONLY));
	w->segs[1].attr = 0;
	expect("not valid", load_faults(w, 0, Z8K_FAULT_SEGMENT));
	w->cpu.pc_seg = 9;
	expect("PC outside all segments", run(w, NULL) == Z8K_EXIT_FAULT &&
	       w->stop.fault == Z8K_FAULT_SEGMENT);
}

static void test_pages(struct world *w)
{
	struct z8k_cpu before;

	reset(w, Z8K_Z8001);
	w->cpu.r[2] = 0x0100;
	w->cpu.r[3] = 0x1ffe;		/* a long store over two pages */
	PUT_CODE(w, 0x1d20, 0x7f00);	/* ldl @rr2,rr0; sc #0 */
	w->cpu.r[0] = 0x1234;
	w->cpu.r[1] = 0x5678;
	w->pages[1][2] = NULL;
	before = w->cpu;
	expect("page is requested", run(w, NULL) == Z8K_EXIT_PAGE &&
	       w->stop.page == 2 && w->stop.write &&
	       w->stop.addr == Z8K_ADDR(1, 0x2000));
	expect("nothing has changed", !memcmp(&before, &w->cpu,
					      sizeof(before)) &&
	       !w->bytes[1][0x1ffe]);
	w->pages[1][2] = w->bytes[1] + 0x2000;
	w->segs[1].dirty = 0;
	expect("goes on", run(w, NULL) == Z8K_EXIT_SC && w->cpu.count == 2);
	expect("stored", w->bytes[1][0x1ffe] == 0x12 &&
	       w->bytes[1][0x2001] == 0x78);
	expect("both pages are dirty", w->segs[1].dirty == 6);
	expect("no other page is", !w->segs[2].dirty && !w->segs[0].dirty);
}

/* The second word is on a page that is not here */
static void test_fetch(struct world *w)
{
	static const u16 words[] = {
		0xb826, 0xb82e, 0xb820, 0xbb21, 0xbb20, 0x5c21, 0x2101, 0x8e11,
		0,
	};
	const u16 *word;

	for (word = words; *word; word++) {
		reset(w, Z8K_Z8001);
		w->cpu.pc = 0x0ffe;
		w->bytes[0][0x0ffe] = *word >> 8;
		w->bytes[0][0x0fff] = *word;
		w->pages[0][1] = NULL;
		z8k_mem_forget(&w->mem);
		expect("the page of the second word is requested",
		       run(w, NULL) == Z8K_EXIT_PAGE && w->stop.page == 1 &&
		       w->cpu.pc == 0x0ffe);
	}
}

static u16 no_port(void *arg, u16 port, unsigned int how)
{
	(void)arg;
	(void)port;
	(void)how;
	return 0;
}

/* A resource that others release in time, or not */
static bool answer_mo(void *arg, bool asserted, u32 delay)
{
	u32 *needed = arg;

	if (!asserted)
		*needed |= 0x80000000;
	return asserted && delay >= *needed;
}

/* mreq r1 after a delay of @delay; mbit; halt */
static u16 request(struct world *w, const struct z8k_host *host, u16 delay)
{
	reset(w, Z8K_Z8001);
	z8k_cpu_set_fcw(&w->cpu, Z8K_FCW_SEG | Z8K_FCW_SYS);
	w->cpu.r[1] = delay;
	PUT_CODE(w, 0x7b1d, 0x7b0a, 0x7a00);
	expect("MREQ, MBIT", run(w, host) == Z8K_EXIT_HALT);
	expect("MREQ's register is zero", !w->cpu.r[1]);
	return w->cpu.fcw & (Z8K_FCW_Z | Z8K_FCW_S);
}

static void test_multi_micro(struct world *w)
{
	u32 needed = 100;
	struct z8k_host host = { .arg = &needed };

	expect("nothing is granted",
	       request(w, &host, 100) == Z8K_FCW_Z && !w->cpu.mo);
	host.mo = answer_mo;
	expect("granted in time", request(w, &host, 100) ==
	       (Z8K_FCW_Z | Z8K_FCW_S) && w->cpu.mo && w->cpu.mi);
	expect("a delay of 65536", request(w, &host, 0) ==
	       (Z8K_FCW_Z | Z8K_FCW_S) && needed == 100);
	expect("not granted in time", request(w, &host, 99) == Z8K_FCW_Z &&
	       !w->cpu.mo && !w->cpu.mi && needed == (0x80000000 | 100));
	reset(w, Z8K_Z8001);
	z8k_cpu_set_fcw(&w->cpu, Z8K_FCW_SEG | Z8K_FCW_SYS);
	w->cpu.r[1] = 7;
	w->cpu.mi = 1;
	PUT_CODE(w, 0x7b1d, 0x7a00);
	expect("others have it", run(w, &host) == Z8K_EXIT_HALT &&
	       w->cpu.r[1] == 7 && !(w->cpu.fcw & (Z8K_FCW_Z | Z8K_FCW_S)));
}

/* With EPA set, extended instructions are skipped as a whole */
static void test_extended(struct world *w)
{
	static const struct z8k_host host = { .in = no_port };

	reset(w, Z8K_Z8001);
	z8k_cpu_set_fcw(&w->cpu, Z8K_FCW_SEG | Z8K_FCW_SYS | Z8K_FCW_EPA);
	PUT_CODE(w, 0x8e11, 0x1234, 0x4e21, 0x1234, 0x8100, 0x1234,
		 0x4f01, 0x1234, 0x0112, 0x7a00);
	expect("extended instructions", run(w, &host) == Z8K_EXIT_HALT &&
	       w->cpu.count == 4 && w->cpu.pc == CODE + 20);
}

static void test_slices(struct world *w)
{
	struct z8k_cpu whole;
	unsigned int i;

	reset(w, Z8K_Z8002);
	/* ld r1,#0x200; ldirb @r4,@r3,r1; add r6,r1; jr t,back */
	PUT_CODE(w, 0x2101, 0x0200, 0xba31, 0x0140, 0x8116, 0xe8fa);
	w->cpu.r[3] = 0x4000;
	w->cpu.r[4] = 0x8001;
	z8k_run(&w->cpu, &w->mem, w->cache, NULL, 3001, &w->stop);
	whole = w->cpu;
	z8k_cpu_init(&w->cpu, Z8K_Z8002);
	w->cpu.pc = CODE;
	w->cpu.r[3] = 0x4000;
	w->cpu.r[4] = 0x8001;
	for (i = 0; i < 3001; i += 7)
		z8k_run(&w->cpu, &w->mem, w->cache, NULL,
			3001 - i < 7 ? 3001 - i : 7, &w->stop);
	expect("slices do not matter", !memcmp(&whole, &w->cpu,
					       sizeof(whole)));
}

static void test_helpers(struct world *w)
{
	u8 data[4] = { 1, 2, 3, 4 }, back[4] = { 0 };
	struct z8k_stop stop;

	reset(w, Z8K_Z8002);
	expect("write", !z8k_mem_write(&w->mem, 0xfff, data, 4, 0, &stop));
	expect("read", !z8k_mem_read(&w->mem, 0xfff, back, 4, 0, &stop) &&
	       !memcmp(data, back, 4) && w->segs[0].dirty == 3);
	expect("not over the end of a segment",
	       z8k_mem_write(&w->mem, 0xfffe, data, 4, 0, &stop) ==
	       Z8K_EXIT_FAULT);
	w->pages[0][3] = NULL;
	expect("missing page is requested",
	       z8k_mem_write(&w->mem, 0x2ffe, data, 4, 0, &stop) ==
	       Z8K_EXIT_PAGE && stop.page == 3 && stop.write);
	expect("all or nothing", !w->bytes[0][0x2ffe]);
	w->segs[0].attr |= Z8K_SEG_READONLY;
	expect("rights", z8k_mem_write(&w->mem, 0, data, 4, 0, &stop) ==
	       Z8K_EXIT_FAULT && stop.fault == Z8K_FAULT_READONLY);
	expect("force", !z8k_mem_write(&w->mem, 0, data, 4, Z8K_MEM_FORCE,
				       &stop));
	expect("no such segment", z8k_mem_read(&w->mem, 0x7fffffff, back, 1, 0,
					       NULL) == Z8K_EXIT_FAULT);
}

static void test_changed_code(struct world *w)
{
	u8 inc_r2[2] = { 0xa9, 0x20 };

	reset(w, Z8K_Z8002);
	PUT_CODE(w, 0xa910, 0x7f00);	/* inc r1,#1; sc #0 */
	run(w, NULL);
	w->cpu.pc = CODE;
	z8k_mem_write(&w->mem, CODE, inc_r2, 2, 0, NULL);
	run(w, NULL);
	expect("changed code runs", w->cpu.r[1] == 1 && w->cpu.r[2] == 1);
}

static void test_spaces(struct world *w)
{
	struct z8k_segment data[1];

	reset(w, Z8K_Z8002);
	data[0] = w->segs[1];
	w->mem.seg[Z8K_DATA] = data;
	w->mem.nsegs[Z8K_DATA] = 1;
	/* ld r0,0x100; ldr r1,0x100; sc #0 */
	PUT_CODE(w, 0x6100, CODE, 0x3101, 0xfff8, 0x7f00);
	w->bytes[1][CODE] = 0xab;
	run(w, NULL);
	expect("data space", w->cpu.r[0] == 0xab00);
	expect("LDR reads the code space", w->cpu.r[1] == 0x6100);
}

/* The same page as code in segment 0 and as data in segment 1 */
static void test_aliases(struct world *w)
{
	u8 inc_r4[2] = { 0xa9, 0x40 };

	reset(w, Z8K_Z8001);
	w->pages[1][3] = w->pages[0][0];
	PUT_CODE(w, 0xa960, 0x2f21, 0xe8fd);	/* inc r6,#1; ld @rr2,r1; jr */
	w->cpu.r[1] = 0xa970;			/* inc r7,#1 */
	w->cpu.r[2] = 0x0100;
	w->cpu.r[3] = 0x3000 + CODE;
	run(w, NULL);
	expect("code changed through another segment", w->cpu.r[6] == 1 &&
	       w->cpu.r[7] && w->segs[1].dirty == 8 && !w->segs[0].dirty);
	PUT_CODE(w, 0xa960, 0x7f00);		/* inc r6,#1; sc #0 */
	w->cpu.pc = CODE;
	run(w, NULL);
	z8k_mem_write(&w->mem, Z8K_ADDR(1, 0x3000 + CODE), inc_r4, 2, 0, NULL);
	w->cpu.pc = CODE;
	run(w, NULL);
	expect("and by the host", w->cpu.r[6] == 2 && w->cpu.r[4] == 1);
}

/* An instruction that copies over itself goes on as the new one */
static void test_own_code(struct world *w)
{
	static const u8 code[6] = { 0xbb, 0x19, 0x08, 0x20, 0x7f, 0x00 };
	static const u8 source[6] = { 0xbb, 0x19, 0x0a, 0x20, 0x7f, 0x00 };
	u16 at;

	for (at = 0x0ff0; at <= 0x0ffe; at += 2) {
		reset(w, Z8K_Z8002);
		/* lddr @r2,@r1,r8, to be lddr @r2,@r1,r10; sc #0 */
		memcpy(w->bytes[0] + at, code, sizeof(code));
		memcpy(w->bytes[0] + 0x2000, source, sizeof(source));
		w->cpu.pc = at;
		w->cpu.r[1] = 0x2004;
		w->cpu.r[2] = at + 4;
		w->cpu.r[8] = 10;
		w->cpu.r[10] = 1;
		expect("code that overwrites itself",
		       run(w, NULL) == Z8K_EXIT_SC && w->cpu.r[8] == 8 &&
		       !w->cpu.r[10]);
	}
}

/* A store translated before the code after it was decoded */
static void test_late_code(struct world *w)
{
	reset(w, Z8K_Z8001);
	w->pages[1][3] = w->pages[0][1];
	/* ld @rr2,r1; call 0x1010; ld @rr2,r4; call 0x1010; sc #0 */
	PUT_CODE(w, 0x2f21, 0x5f00, 0x8000, 0x1010, 0x2f24, 0x5f00, 0x8000,
		 0x1010, 0x7f00);
	w->bytes[0][0x1012] = 0x9e;	/* ret */
	w->bytes[0][0x1013] = 0x08;
	w->cpu.r[1] = 0xa950;		/* inc r5,#1 */
	w->cpu.r[4] = 0xa960;		/* inc r6,#1 */
	w->cpu.r[2] = 0x0100;
	w->cpu.r[3] = 0x3010;
	w->cpu.r[14] = 0x0200;
	w->cpu.r[15] = 0x1000;
	expect("code decoded behind a store", run(w, NULL) == Z8K_EXIT_SC &&
	       w->cpu.r[5] == 1 && w->cpu.r[6] == 1);
}

static void test_state(struct world *w)
{
	u8 state[Z8K_STATE_SIZE], bad[Z8K_STATE_SIZE];
	struct z8k_cpu cpu;

	reset(w, Z8K_Z8001);
	w->cpu.r[7] = 0xbeef;
	w->cpu.pc_seg = 5;
	w->cpu.count = 0x123456789abcdefull;
	z8k_state_save(&w->cpu, state);
	expect("restore", z8k_state_restore(&cpu, state, sizeof(state)) &&
	       !memcmp(&cpu, &w->cpu, sizeof(cpu)));
	expect("size", !z8k_state_restore(&cpu, state, sizeof(state) - 1));
	memcpy(bad, state, sizeof(bad));
	bad[3]++;
	expect("version", !z8k_state_restore(&cpu, bad, sizeof(bad)));
	memcpy(bad, state, sizeof(bad));
	bad[45] |= 1;
	expect("odd PC", !z8k_state_restore(&cpu, bad, sizeof(bad)));
	memcpy(bad, state, sizeof(bad));
	bad[4] = Z8K_Z8002;
	expect("segmented Z8002", !z8k_state_restore(&cpu, bad, sizeof(bad)));
	reset(w, Z8K_Z8002);
	z8k_cpu_interrupt(&w->cpu, Z8K_PENDING_SEGT, 1);
	z8k_state_save(&w->cpu, state);
	expect("a Z8002 ignores a segment trap", !w->cpu.pending &&
	       z8k_state_restore(&cpu, state, sizeof(state)));
	w->cpu.pending = Z8K_PENDING_SEGT;
	z8k_state_save(&w->cpu, state);
	expect("and has none pending",
	       !z8k_state_restore(&cpu, state, sizeof(state)));
	expect("at most 128 bytes", sizeof(struct z8k_cpu) <= 128);
}

/* The division for 32-bit hosts, against the compiler's */
static void test_division(void)
{
	u64 seed = 1, rest, wrong = 0;
	u32 i;

	for (i = 0; i < 1000000; i++) {
		u64 d, q;

		seed = seed * 6364136223846793005ull + 1442695040888963407ull;
		d = seed >> 32 >> (seed & 31) | 1;
		q = seed >> 33 >> (seed >> 5 & 31);
		wrong += z8k_divide_by_hand(d * q + d / 2, d, &rest) != q ||
			 rest != d / 2;
	}
	expect("division by hand", !wrong);
}

/* Three times round three pages; return how many pages made room meanwhile */
static u32 evictions(struct world *w, struct z8k_cache *cache)
{
	u32 before = z8k_cache_evictions(cache);

	w->cpu.pc = CODE;
	w->cpu.r[1] = 3;
	z8k_run(&w->cpu, &w->mem, cache, NULL, BUDGET, &w->stop);
	expect("a loop over three pages", w->stop.exit == Z8K_EXIT_SC &&
	       !w->cpu.r[1]);
	return z8k_cache_evictions(cache) - before;
}

static void test_evictions(struct world *w)
{
	static const u8 to[] = { 0x5e, 0x08, 0x11, 0x00,	/* jp 0x1100 */
				 0x5e, 0x08, 0x21, 0x00 };
	static const u8 back[] = { 0xab, 0x10,		/* dec r1,#1 */
				   0x5e, 0x0e, 0x01, 0x00,	/* jp nz,CODE */
				   0x7f, 0x00 };
	void *storage = malloc(z8k_cache_size(2));
	void *more = malloc(z8k_cache_add_size(1));
	struct z8k_cache *cache = z8k_cache_init(storage, 2);

	reset(w, Z8K_Z8002);
	memcpy(&w->bytes[0][CODE], to, 4);
	memcpy(&w->bytes[0][0x1000 + CODE], to + 4, 4);
	memcpy(&w->bytes[0][0x2000 + CODE], back, sizeof(back));
	expect("two pages are not enough", evictions(w, cache) == 9 - 2);
	z8k_cache_add(cache, more, 1);
	expect("a third page is", !evictions(w, cache));
	expect("and stays so", !evictions(w, cache));
	free(storage);
	free(more);
}

int main(void)
{
	struct world *w = calloc(1, sizeof(*w));

	w->cache = z8k_cache_init(malloc(z8k_cache_size(CACHE_PAGES)),
				  CACHE_PAGES);
	test_exits(w);
	test_attributes(w);
	test_pages(w);
	test_fetch(w);
	test_extended(w);
	test_multi_micro(w);
	test_slices(w);
	test_helpers(w);
	test_changed_code(w);
	test_spaces(w);
	test_aliases(w);
	test_late_code(w);
	test_own_code(w);
	test_evictions(w);
	test_state(w);
	test_division();
	free(w->cache);
	free(w);
	printf("%u passed, %u failed\n", passed, failed);
	return failed != 0;
}
