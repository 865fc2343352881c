// SPDX-License-Identifier: GPL-2.0
/*
 * A virtual machine in user space.
 */
#include <err.h>
#include <stdlib.h>

#include "machine.h"

#define CACHE_PAGES	32

static void *allocate(size_t size)
{
	void *memory = calloc(1, size);

	if (!memory)
		err(1, "no memory");
	return memory;
}

/**
 * machine_create() - make a machine; ends the program if there is no memory
 * @model: of the CPU
 *
 * Return: the caller's, for machine_destroy().
 */
struct machine *machine_create(enum z8k_model model)
{
	struct machine *machine = allocate(sizeof(*machine));
	unsigned int i;

	z8k_cpu_init(&machine->cpu, model);
	machine->cache = z8k_cache_init(allocate(z8k_cache_size(CACHE_PAGES)),
					CACHE_PAGES);
	for (i = 0; i < Z8K_MAX_SEGMENTS; i++) {
		machine->segs[i].pages = machine->pages[i];
		machine->segs[i].limit = 255;
		machine->segs[i].attr = Z8K_SEG_VALID;
	}
	for (i = 0; i < Z8K_SPACES; i++) {
		machine->mem.seg[i] = machine->segs;
		machine->mem.nsegs[i] = model == Z8K_Z8001 ?
					Z8K_MAX_SEGMENTS : 1;
	}
	return machine;
}

/**
 * machine_clear() - forget the contents of the memory
 * @machine: machine
 */
void machine_clear(struct machine *machine)
{
	unsigned int i, j;

	for (i = 0; i < Z8K_MAX_SEGMENTS; i++) {
		for (j = 0; j < Z8K_SEGMENT_PAGES; j++) {
			free(machine->pages[i][j]);
			machine->pages[i][j] = NULL;
		}
	}
	z8k_mem_forget(&machine->mem);
}

/**
 * machine_destroy() - undo machine_create()
 * @machine: machine
 */
void machine_destroy(struct machine *machine)
{
	machine_clear(machine);
	free(machine->cache);
	free(machine);
}

static void provide(struct machine *machine)
{
	u32 seg = Z8K_ADDR_SEG(machine->stop.addr);

	machine->pages[seg][machine->stop.page] = allocate(Z8K_PAGE_SIZE);
}

/**
 * machine_run() - run, and provide missing memory
 * @machine: machine
 * @budget: instructions
 *
 * Return: the reason for the stop, never Z8K_EXIT_PAGE.
 */
enum z8k_exit machine_run(struct machine *machine, u32 budget)
{
	u64 end = machine->cpu.count + budget;
	enum z8k_exit exit;

	do {
		exit = z8k_run(&machine->cpu, &machine->mem, machine->cache,
			       machine->host, end - machine->cpu.count,
			       &machine->stop);
		if (exit == Z8K_EXIT_PAGE)
			provide(machine);
	} while (exit == Z8K_EXIT_PAGE);
	return exit;
}

/**
 * machine_write() - put bytes into memory, whatever its attributes
 * @machine: machine
 * @addr: linear address
 * @data: bytes
 * @size: number of bytes, not beyond the end of the segment
 *
 * Return: whether there is such memory.
 */
bool machine_write(struct machine *machine, u32 addr, const void *data,
		   u32 size)
{
	enum z8k_exit exit;

	do {
		exit = z8k_mem_write(&machine->mem, addr, data, size,
				     Z8K_MEM_FORCE, &machine->stop);
		if (exit == Z8K_EXIT_PAGE)
			provide(machine);
	} while (exit == Z8K_EXIT_PAGE);
	return exit == Z8K_EXIT_NONE;
}

/**
 * machine_word() - the word at an address; untouched memory is zero
 * @machine: machine
 * @addr: linear address
 */
u16 machine_word(struct machine *machine, u32 addr)
{
	u8 bytes[2] = { 0, 0 };

	z8k_mem_read(&machine->mem, addr & ~1u, bytes, 2, Z8K_MEM_FORCE, NULL);
	return bytes[0] << 8 | bytes[1];
}

static u64 hash_page(u64 hash, u32 number, const u8 *page)
{
	static const u8 zeros[Z8K_PAGE_SIZE];
	unsigned int i;

	if (!page || !memcmp(page, zeros, sizeof(zeros)))
		return hash;
	hash = (hash ^ number) * 0x100000001b3;
	for (i = 0; i < Z8K_PAGE_SIZE; i++)
		hash = (hash ^ page[i]) * 0x100000001b3;
	return hash;
}

/**
 * machine_hash() - FNV-1a of all pages that are not zero, with their numbers
 * @machine: machine
 */
u64 machine_hash(const struct machine *machine)
{
	u64 hash = 0xcbf29ce484222325;
	unsigned int i, j;

	for (i = 0; i < Z8K_MAX_SEGMENTS; i++)
		for (j = 0; j < Z8K_SEGMENT_PAGES; j++)
			hash = hash_page(hash, i * Z8K_SEGMENT_PAGES + j,
					 machine->pages[i][j]);
	return hash;
}
