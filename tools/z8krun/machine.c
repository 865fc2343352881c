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
	unsigned int i, j;

	z8k_cpu_init(&machine->cpu, model);
	machine->cache = z8k_cache_init(allocate(z8k_cache_size(CACHE_PAGES)),
					CACHE_PAGES);
	for (i = 0; i < Z8K_SPACES; i++) {
		for (j = 0; j < Z8K_MAX_SEGMENTS; j++) {
			machine->segs[i][j].pages = machine->pages[i][j];
			machine->segs[i][j].limit = 255;
			machine->segs[i][j].attr = Z8K_SEG_VALID;
		}
		machine->mem.seg[i] = machine->segs[Z8K_DATA];
		machine->mem.nsegs[i] = model == Z8K_Z8001 ?
					Z8K_MAX_SEGMENTS : 1;
	}
	return machine;
}

/**
 * machine_separate() - give code a space of its own
 * @machine: machine, its memory untouched
 */
void machine_separate(struct machine *machine)
{
	machine->mem.seg[Z8K_CODE] = machine->segs[Z8K_CODE];
}

/**
 * machine_confine() - leave a machine only the segments of a program
 * @machine: machine, its memory untouched
 * @layout: the segments
 */
void machine_confine(struct machine *machine, const struct z8k_layout *layout)
{
	const struct z8k_layout_segment *segment = layout->segments;
	struct z8k_segment *to;
	unsigned int i;

	for (i = 0; i < Z8K_MAX_SEGMENTS; i++) {
		machine->segs[Z8K_CODE][i].attr = 0;
		machine->segs[Z8K_DATA][i].attr = 0;
	}
	for (i = 0; i < layout->nsegments; i++, segment++) {
		to = &machine->segs[segment->code ? Z8K_CODE : Z8K_DATA]
				   [segment->number];
		to->attr = Z8K_SEG_VALID |
			   (segment->readonly ? Z8K_SEG_READONLY : 0);
		to->limit = segment->pages - 1;
	}
}

/* Index of a space in machine.segs */
static unsigned int space_of(const struct machine *machine, bool code)
{
	return code && machine->mem.seg[Z8K_CODE] != machine->mem.seg[Z8K_DATA]
	       ? Z8K_CODE : Z8K_DATA;
}

/**
 * machine_clear() - forget the contents of the memory
 * @machine: machine
 */
void machine_clear(struct machine *machine)
{
	u8 **page = machine->pages[0][0];
	unsigned int i;

	for (i = 0; i < sizeof(machine->pages) / sizeof(*page); i++) {
		free(page[i]);
		page[i] = NULL;
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
	unsigned int space = space_of(machine,
				      machine->stop.space == Z8K_CODE);
	u32 seg = Z8K_ADDR_SEG(machine->stop.addr);

	machine->pages[space][seg][machine->stop.page] =
		allocate(Z8K_PAGE_SIZE);
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

static unsigned int flags_for(u32 addr)
{
	return Z8K_MEM_FORCE | (addr & Z8K_ADDR_CODE ? Z8K_MEM_CODE : 0);
}

/**
 * machine_write() - put bytes into memory, whatever its attributes
 * @machine: machine
 * @addr: linear address; with Z8K_ADDR_CODE in the code space
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
		exit = z8k_mem_write(&machine->mem, addr & ~Z8K_ADDR_CODE,
				     data, size, flags_for(addr),
				     &machine->stop);
		if (exit == Z8K_EXIT_PAGE)
			provide(machine);
	} while (exit == Z8K_EXIT_PAGE);
	return exit == Z8K_EXIT_NONE;
}

/**
 * machine_read() - get bytes that the program itself may read
 * @machine: machine
 * @addr: linear address, in the data space
 * @data: gets them
 * @size: number of bytes
 *
 * Return: whether all are in its memory.
 */
bool machine_read(struct machine *machine, u32 addr, void *data, u32 size)
{
	enum z8k_exit exit;

	do {
		exit = z8k_mem_read(&machine->mem, addr, data, size, 0,
				    &machine->stop);
		if (exit == Z8K_EXIT_PAGE)
			provide(machine);
	} while (exit == Z8K_EXIT_PAGE);
	return exit == Z8K_EXIT_NONE;
}

/**
 * machine_check() - may the program write there?
 * @machine: machine
 * @addr: linear address, in the data space
 * @size: number of bytes
 */
bool machine_check(struct machine *machine, u32 addr, u32 size)
{
	enum z8k_exit exit;

	do {
		exit = z8k_mem_check(&machine->mem, addr, size, true, 0,
				     &machine->stop);
		if (exit == Z8K_EXIT_PAGE)
			provide(machine);
	} while (exit == Z8K_EXIT_PAGE);
	return exit == Z8K_EXIT_NONE;
}

/**
 * machine_word() - the word at an address; untouched memory is zero
 * @machine: machine
 * @addr: linear address; with Z8K_ADDR_CODE in the code space
 */
u16 machine_word(struct machine *machine, u32 addr)
{
	u8 bytes[2] = { 0, 0 };

	z8k_mem_read(&machine->mem, addr & ~(Z8K_ADDR_CODE | 1u), bytes, 2,
		     flags_for(addr), NULL);
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

static const u8 *page_of(const struct machine *machine, enum z8k_space space,
			 unsigned int n)
{
	return machine->pages[space][n / Z8K_SEGMENT_PAGES]
			     [n % Z8K_SEGMENT_PAGES];
}

/**
 * machine_hash() - FNV-1a of all pages that are not zero, with their numbers
 * @machine: machine
 */
u64 machine_hash(const struct machine *machine)
{
	u64 hash = 0xcbf29ce484222325;
	const unsigned int pages = Z8K_MAX_SEGMENTS * Z8K_SEGMENT_PAGES;
	unsigned int i;

	for (i = 0; i < pages; i++)
		hash = hash_page(hash, i, page_of(machine, Z8K_DATA, i));
	for (i = 0; i < pages; i++)
		hash = hash_page(hash, pages + i,
				 page_of(machine, Z8K_CODE, i));
	return hash;
}
