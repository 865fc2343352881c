// SPDX-License-Identifier: GPL-2.0
/*
 * Saved state of a CPU, as it travels: big-endian, fields without gaps.
 *
 *	offset	bytes
 *	0	4	"Z8K" and the version
 *	4	4	model, pending requests, MI and MO (bits 0, 1), zero
 *	8	32	R0 to R15
 *	40	2	FCW
 *	42	2	PC segment
 *	44	2	PC offset
 *	46	4	R14 and R15 of the other mode
 *	50	4	PSAP segment and offset
 *	54	2	refresh
 *	56	8	identifiers: VI, NVI, NMI, segment trap
 *	64	8	instructions executed
 *	72	8	zero
 */
#include "z8k_engine.h"

enum {
	AT_MAGIC = 0,
	AT_MODEL = 4,
	AT_PENDING = 5,
	AT_LINES = 6,
	AT_ZERO = 7,
	AT_WORDS = 8,
	AT_COUNT = 64,
	AT_END = 72,
};

#define STATE_MAGIC	(0x5a384b00u | Z8K_STATE_VERSION)
#define STATE_WORDS	((AT_COUNT - AT_WORDS) / 2)

/* The 16-bit fields, in the order of the wire; pc_seg stands apart */
static u16 *state_word(struct z8k_cpu *cpu, unsigned int n, u16 *pc_seg)
{
	u16 *const after_registers[STATE_WORDS - 16] = {
		&cpu->fcw, pc_seg, &cpu->pc, &cpu->other_r14, &cpu->other_r15,
		&cpu->psap_seg, &cpu->psap_off, &cpu->refresh, &cpu->vector,
		&cpu->nvi_id, &cpu->nmi_id, &cpu->segt_id,
	};

	return n < 16 ? &cpu->r[n] : after_registers[n - 16];
}

void z8k_state_save(const struct z8k_cpu *cpu, u8 *state)
{
	struct z8k_cpu copy = *cpu;
	u16 pc_seg = cpu->pc_seg;
	unsigned int n;

	memset(state, 0, Z8K_STATE_SIZE);
	z8k_put32(state + AT_MAGIC, STATE_MAGIC);
	state[AT_MODEL] = cpu->model;
	state[AT_PENDING] = cpu->pending;
	state[AT_LINES] = (cpu->mi ? 1 : 0) | (cpu->mo ? 2 : 0);
	for (n = 0; n < STATE_WORDS; n++)
		z8k_put16(state + AT_WORDS + 2 * n,
			  *state_word(&copy, n, &pc_seg));
	z8k_put32(state + AT_COUNT, cpu->count >> 32);
	z8k_put32(state + AT_COUNT + 4, cpu->count);
}

static bool header_valid(const u8 *state, size_t size)
{
	return size == Z8K_STATE_SIZE &&
	       z8k_get32(state + AT_MAGIC) == STATE_MAGIC &&
	       (state[AT_MODEL] == Z8K_Z8001 || state[AT_MODEL] == Z8K_Z8002) &&
	       !(state[AT_PENDING] & ~Z8K_PENDING_ALL) &&
	       !(state[AT_LINES] & ~3) && !state[AT_ZERO] &&
	       !z8k_get32(state + AT_END) && !z8k_get32(state + AT_END + 4);
}

static bool words_valid(const struct z8k_cpu *cpu, u16 pc_seg)
{
	if (cpu->pc & 1 || cpu->psap_off & 0xff || pc_seg > 0x7f)
		return false;
	return cpu->model == Z8K_Z8001 ||
	       (!(cpu->fcw & Z8K_FCW_SEG) && !pc_seg &&
		!(cpu->pending & Z8K_PENDING_SEGT));
}

bool z8k_state_restore(struct z8k_cpu *cpu, const u8 *state, size_t size)
{
	struct z8k_cpu new = { 0 };
	u16 pc_seg = 0;
	unsigned int n;

	if (!header_valid(state, size))
		return false;
	new.model = state[AT_MODEL];
	new.pending = state[AT_PENDING];
	new.mi = state[AT_LINES] & 1;
	new.mo = state[AT_LINES] >> 1 & 1;
	for (n = 0; n < STATE_WORDS; n++)
		*state_word(&new, n, &pc_seg) =
			z8k_get16(state + AT_WORDS + 2 * n);
	if (!words_valid(&new, pc_seg))
		return false;
	new.pc_seg = pc_seg;
	new.count = (u64)z8k_get32(state + AT_COUNT) << 32 |
		    z8k_get32(state + AT_COUNT + 4);
	*cpu = new;
	return true;
}
