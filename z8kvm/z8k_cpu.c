// SPDX-License-Identifier: GPL-2.0
/*
 * The CPU as the host sees it: initialization, reset, modes, interrupt
 * requests.
 */
#include "z8k_engine.h"

void z8k_cpu_init(struct z8k_cpu *cpu, enum z8k_model model)
{
	memset(cpu, 0, sizeof(*cpu));
	cpu->model = model;
	if (model == Z8K_Z8001)
		cpu->fcw = Z8K_FCW_SEG;
}

static void exchange(u16 *a, u16 *b)
{
	u16 v = *a;

	*a = *b;
	*b = v;
}

/* Has normal mode its own R14? Only where R14 is half of a stack pointer */
static bool normal_r14(u16 fcw)
{
	return fcw & Z8K_FCW_SEG && !(fcw & Z8K_FCW_SYS);
}

void z8k_cpu_set_fcw(struct z8k_cpu *cpu, u16 fcw)
{
	if (cpu->model == Z8K_Z8002)
		fcw &= ~Z8K_FCW_SEG;
	if ((cpu->fcw ^ fcw) & Z8K_FCW_SYS)
		exchange(&cpu->r[15], &cpu->other_r15);
	if (normal_r14(cpu->fcw) != normal_r14(fcw))
		exchange(&cpu->r[14], &cpu->other_r14);
	cpu->fcw = fcw;
}

static bool read_word(struct z8k_memory *mem, u32 addr, u16 *v,
		      struct z8k_stop *stop)
{
	u8 bytes[2];

	if (z8k_mem_read(mem, addr, bytes, 2, Z8K_MEM_CODE | Z8K_MEM_FORCE,
			 stop))
		return false;
	*v = z8k_get16(bytes);
	return true;
}

enum z8k_exit z8k_cpu_reset(struct z8k_cpu *cpu, struct z8k_memory *mem,
			    struct z8k_stop *stop)
{
	bool z8001 = cpu->model == Z8K_Z8001;
	struct z8k_stop unused;
	u16 fcw, seg = 0, pc;

	if (!stop)
		stop = &unused;
	if (!read_word(mem, 2, &fcw, stop) ||
	    (z8001 && !read_word(mem, 4, &seg, stop)) ||
	    !read_word(mem, z8001 ? 6 : 4, &pc, stop))
		return stop->exit;
	cpu->pending = 0;
	cpu->refresh = 0;
	z8k_cpu_set_fcw(cpu, fcw);
	cpu->pc = pc & ~1;
	cpu->pc_seg = seg >> 8 & 0x7f;
	return Z8K_EXIT_NONE;
}

void z8k_cpu_interrupt(struct z8k_cpu *cpu, unsigned int line, u16 id)
{
	switch (line) {
	case Z8K_PENDING_NMI:
		cpu->nmi_id = id;
		break;
	case Z8K_PENDING_SEGT:
		if (cpu->model == Z8K_Z8002)
			return;
		cpu->segt_id = id;
		break;
	case Z8K_PENDING_VI:
		cpu->vector = id;
		break;
	default:
		cpu->nvi_id = id;
		break;
	}
	cpu->pending |= line & Z8K_PENDING_ALL;
}
