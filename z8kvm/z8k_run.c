// SPDX-License-Identifier: GPL-2.0
/*
 * The run: executes instructions, and takes interrupts between them.
 */
#include "z8k_engine.h"

/* Establish what the engine relies on, whatever the host has left */
static void prepare(struct z8k_cpu *cpu)
{
	cpu->r[Z8K_ZERO_REG] = 0;
	cpu->pc &= ~1;
	cpu->pc_seg &= 0x7f;
	if (cpu->model == Z8K_Z8001)
		return;
	cpu->pc_seg = 0;
	cpu->fcw &= ~Z8K_FCW_SEG;
}

enum z8k_exit z8k_run(struct z8k_cpu *cpu, struct z8k_memory *mem,
		      struct z8k_cache *cache, const struct z8k_host *host,
		      u32 budget, struct z8k_stop *stop)
{
	enum z8k_next next = Z8K_GO;

	prepare(cpu);
	memset(stop, 0, sizeof(*stop));
	cache->cpu = cpu;
	cache->host = host;
	cache->stop = stop;
	cache->left = budget;
	z8k_attach(cache, mem);
	z8k_flags_set(&cache->flags, cpu->fcw);
	z8k_enter_mode(cache);
	do {
		if (host && cpu->pending && cache->left)
			next = z8k_take_interrupts(cache);
		if (next != Z8K_STOP)
			next = z8k_execute(cache);
	} while (next != Z8K_STOP);
	cpu->fcw = z8k_fcw(cache);
	cpu->count += budget - cache->left;
	return stop->exit;
}
