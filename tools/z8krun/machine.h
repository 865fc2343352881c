/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A virtual machine in user space: a CPU, memory that is allocated where it is
 * touched, and a cache.
 */
#ifndef MACHINE_H
#define MACHINE_H

#include "layout.h"
#include "z8k.h"

/**
 * struct machine - a virtual machine
 * @cpu: its CPU
 * @mem: its memory, all segments valid
 * @segs: the segments; those of the code space are used only by a program
 *	whose code and data are apart
 * @pages: their pages; NULL until touched
 * @cache: the interpreter's cache
 * @stack: linear address of the end of a guest's stack; 0: it is no guest
 * @host: what the CPU is connected to; NULL: it runs a process
 * @stop: reason for the last stop
 * @places: places in the source of its program; NULL: none are known
 */
struct machine {
	struct z8k_cpu cpu;
	struct z8k_memory mem;
	struct z8k_segment segs[Z8K_SPACES][Z8K_MAX_SEGMENTS];
	u8 *pages[Z8K_SPACES][Z8K_MAX_SEGMENTS][Z8K_SEGMENT_PAGES];
	struct z8k_cache *cache;
	u32 stack;
	const struct z8k_host *host;
	struct z8k_stop stop;
	struct places *places;
};

struct machine *machine_create(enum z8k_model model);
void machine_destroy(struct machine *machine);
void machine_separate(struct machine *machine);
void machine_confine(struct machine *machine, const struct z8k_layout *layout);
void machine_clear(struct machine *machine);
enum z8k_exit machine_run(struct machine *machine, u32 budget);
bool machine_write(struct machine *machine, u32 addr, const void *data,
		   u32 size);
bool machine_read(struct machine *machine, u32 addr, void *data, u32 size);
bool machine_check(struct machine *machine, u32 addr, u32 size);
u16 machine_word(struct machine *machine, u32 addr);
u64 machine_hash(const struct machine *machine);

#endif
