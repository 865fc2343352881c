// SPDX-License-Identifier: GPL-2.0
/*
 * Are library and reference in the same state? If not, where do they differ?
 */
#include <stdint.h>
#include <stdio.h>

#include "fuzz.h"

static bool same_cpu(const struct z8k_cpu *a, const struct z8k_cpu *b)
{
	return !memcmp(a->r, b->r, 16 * sizeof(a->r[0])) &&
	       a->fcw == b->fcw && a->pc == b->pc && a->pc_seg == b->pc_seg &&
	       a->model == b->model && a->mi == b->mi &&
	       a->pending == b->pending && a->mo == b->mo &&
	       a->other_r14 == b->other_r14 && a->other_r15 == b->other_r15 &&
	       a->psap_seg == b->psap_seg && a->psap_off == b->psap_off &&
	       a->vector == b->vector && a->nvi_id == b->nvi_id &&
	       a->nmi_id == b->nmi_id && a->segt_id == b->segt_id &&
	       a->refresh == b->refresh && a->count == b->count;
}

/* The stop of a bare CPU describes the trap that could not be delivered */
static bool same_fault(const struct fuzz *fuzz)
{
	const struct ref *ref = &fuzz->ref;

	return fuzz->stop.fault == ref->fault &&
	       (ref->bare || ref->fault < Z8K_FAULT_SEGMENT ||
		fuzz->stop.addr == ref->fault_at);
}

static bool same_stop(const struct fuzz *fuzz)
{
	const struct ref *ref = &fuzz->ref;

	return fuzz->stop.exit == ref->exit &&
	       (ref->exit != Z8K_EXIT_FAULT || same_fault(fuzz)) &&
	       (ref->exit != Z8K_EXIT_SC || fuzz->stop.sc == ref->sc) &&
	       fuzz->ports == ref->ports;
}

/* A page written to is dirty; one that a failed store reached may be too */
static bool same_dirty(const struct fuzz *fuzz)
{
	unsigned int i, j;

	for (i = 0; i < Z8K_SPACES; i++)
		for (j = 0; j < VALID_SEGMENTS; j++)
			if (fuzz->ref_segs[i][j].written &
			    ~fuzz->segs[i][j].dirty)
				return false;
	return true;
}

/**
 * fuzz_same() - do both agree in everything but the bytes of memory?
 * @fuzz: fuzzer, after a slice
 */
bool fuzz_same(const struct fuzz *fuzz)
{
	return same_cpu(&fuzz->cpu, &fuzz->ref.cpu) && same_stop(fuzz) &&
	       same_dirty(fuzz);
}

/**
 * fuzz_same_memory() - do both agree in the bytes of memory?
 * @fuzz: fuzzer, after a slice
 */
bool fuzz_same_memory(const struct fuzz *fuzz)
{
	unsigned int i, j;

	for (i = 0; i < (fuzz->apart ? 2 : 1); i++)
		for (j = 0; j < VALID_SEGMENTS; j++)
			if (memcmp(fuzz->bytes[i][j],
				   fuzz->ref_segs[i][j].bytes, 0x10000))
				return false;
	return true;
}

static void show_cpu(const char *label, const struct z8k_cpu *cpu)
{
	unsigned int i;

	printf("%s: fcw %04x pc %02x:%04x count %ju r", label, cpu->fcw,
	       cpu->pc_seg, cpu->pc, (uintmax_t)cpu->count);
	for (i = 0; i < 16; i++)
		printf(" %04x", cpu->r[i]);
	printf(" other %04x %04x pending %x\n", cpu->other_r14,
	       cpu->other_r15, cpu->pending);
}

static void show_segment(const struct fuzz *fuzz, unsigned int space,
			 unsigned int n)
{
	const struct ref_segment *ref = &fuzz->ref_segs[space][n];
	const u8 *bytes = fuzz->bytes[space][n];
	const char *name = space ? "data" : "code";
	unsigned int at;

	printf("%s %u: attributes %02x limit %02x\n", name, n, ref->attr,
	       ref->limit);
	if (ref->written & ~fuzz->segs[space][n].dirty)
		printf("%s %u: dirty %04x, but written to are %04x\n", name,
		       n, fuzz->segs[space][n].dirty, ref->written);
	for (at = 0; at < 0x10000; at++)
		if (bytes[at] != ref->bytes[at])
			printf("%s %u:%04x: %02x, reference %02x\n", name, n,
			       at, bytes[at], ref->bytes[at]);
}

static void show_instruction(const struct fuzz *fuzz,
			     const struct z8k_cpu *cpu)
{
	u16 words[Z8K_INSN_WORDS] = { 0 };
	char text[Z8K_DISASM_SIZE];
	const u8 *bytes;
	unsigned int i;
	u16 at;

	if (cpu->pc_seg >= VALID_SEGMENTS)
		return;
	bytes = fuzz->bytes[Z8K_CODE][cpu->pc_seg];
	for (i = 0; i < Z8K_INSN_WORDS; i++) {
		at = cpu->pc + 2 * i;
		words[i] = bytes[at] << 8 | bytes[at + 1];
	}
	z8k_disasm(words, Z8K_INSN_WORDS, Z8K_ADDR(cpu->pc_seg, cpu->pc),
		   cpu->fcw & Z8K_FCW_SEG, text);
	printf("%04x %04x %04x %04x %s\n", words[0], words[1], words[2],
	       words[3], text);
}

/**
 * fuzz_show() - print the differences
 * @fuzz: fuzzer, after a slice
 * @before: the CPU before
 */
void fuzz_show(const struct fuzz *fuzz, const struct z8k_cpu *before)
{
	const struct ref *ref = &fuzz->ref;
	unsigned int i, j;

	printf("Z800%u, %s\n", before->model, ref->bare ? "bare" : "a process");
	show_cpu("before   ", before);
	show_instruction(fuzz, before);
	show_cpu("library  ", &fuzz->cpu);
	show_cpu("reference", &ref->cpu);
	printf("library stopped: %u fault %u at %06x\n", fuzz->stop.exit,
	       fuzz->stop.fault, fuzz->stop.addr);
	printf("reference stopped: %u fault %u at %06x\n", ref->exit,
	       ref->fault, ref->fault_at);
	for (i = 0; i < (fuzz->apart ? 2 : 1); i++)
		for (j = 0; j < VALID_SEGMENTS; j++)
			show_segment(fuzz, i, j);
}
