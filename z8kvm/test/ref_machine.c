// SPDX-License-Identifier: GPL-2.0
/*
 * The reference in place of the library: machine.h on top of it, so that the
 * measurements can test the reference too.
 */
#include <err.h>
#include <stdlib.h>

#include "machine.h"
#include "ref.h"
#include "vectors.h"

static struct ref_segment segs[REF_SEGMENTS];
static struct ref ref = { .seg = { segs, segs } };
static struct machine machine;

struct machine *machine_create(enum z8k_model model)
{
	unsigned int i;

	for (i = 0; i < REF_SEGMENTS; i++) {
		segs[i].attr = Z8K_SEG_VALID;
		segs[i].limit = 255;
		segs[i].bytes = calloc(1, 0x10000);
		if (!segs[i].bytes)
			err(1, "no memory");
	}
	ref.bare = true;
	z8k_cpu_init(&machine.cpu, model);
	return &machine;
}

void machine_destroy(struct machine *unused)
{
	unsigned int i;

	(void)unused;
	for (i = 0; i < REF_SEGMENTS; i++)
		free(segs[i].bytes);
}

void machine_clear(struct machine *unused)
{
	unsigned int i;

	(void)unused;
	for (i = 0; i < REF_SEGMENTS; i++)
		memset(segs[i].bytes, 0, 0x10000);
}

enum z8k_exit machine_run(struct machine *m, u32 budget)
{
	ref.cpu = m->cpu;
	ref.wired = m->host->mo;
	do {
		ref_step(&ref);
	} while (!ref.exit && --budget);
	m->cpu = ref.cpu;
	return ref.exit ? ref.exit : Z8K_EXIT_BUDGET;
}

bool machine_write(struct machine *unused, u32 addr, const void *data,
		   u32 size)
{
	(void)unused;
	memcpy(segs[addr >> 16].bytes + (addr & 0xffff), data, size);
	return true;
}

u16 machine_word(struct machine *unused, u32 addr)
{
	const u8 *at = segs[addr >> 16].bytes + (addr & 0xfffe);

	(void)unused;
	return at[0] << 8 | at[1];
}

/* The ports of the measurements instead of those of the fuzzer */
u16 ref_port_in(u32 *ports, u16 port, unsigned int how)
{
	(void)ports;
	return machine.host->in(machine.host->arg, port, how);
}

void ref_port_out(u32 *ports, u16 port, u16 value, unsigned int how)
{
	(void)ports;
	machine.host->out(machine.host->arg, port, value, how);
}

bool ref_mo(u32 *ports, bool asserted, u32 delay)
{
	(void)ports;
	return machine.host->mo(machine.host->arg, asserted, delay);
}

int main(int argc, char **argv)
{
	return vectors_run(argv + 1, argc - 1);
}
