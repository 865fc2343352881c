// SPDX-License-Identifier: GPL-2.0
/*
 * Programs: z8k-coff executables, or flat binaries.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

#include "coff.h"
#include "program.h"

#define LARGEST		(Z8K_MAX_SEGMENTS * 0x10000ul * 2)

static bool is_coff(const struct program *program)
{
	return program->size >= 2 && program->data[0] == 0x80 &&
	       program->data[1] == 0x00;
}

static void read_file(struct program *program)
{
	FILE *f = fopen(program->name, "rb");
	size_t room = 0, got;

	if (!f)
		err(2, "%s", program->name);
	do {
		room += 0x10000;
		program->data = realloc(program->data, room);
		if (!program->data || room > LARGEST)
			errx(2, "%s: too large", program->name);
		got = fread(program->data + program->size, 1,
			    room - program->size, f);
		program->size += got;
	} while (program->size == room);
	if (ferror(f))
		err(2, "%s", program->name);
	fclose(f);
	if (!program->size)
		errx(2, "%s: it has no bytes", program->name);
	if (program->size >= 4 && !memcmp(program->data, "\177ELF", 4))
		errx(2, "%s: an ELF file, not a program for a Z8000",
		     program->name);
}

/**
 * program_open() - read a program; ends the program with a message if it
 * cannot
 * @program: to fill, for program_close()
 * @name: of the file
 * @base: linear address of a flat binary's first byte, also its entry
 */
void program_open(struct program *program, const char *name, u32 base)
{
	struct z8k_coff coff;
	const char *error;

	memset(program, 0, sizeof(*program));
	program->name = name;
	program->entry = base;
	read_file(program);
	if (!is_coff(program))
		return;
	error = z8k_coff_open(&coff, program->data, program->size);
	if (error)
		errx(2, "%s: %s", name, error);
	program->model = coff.model;
	program->entry = coff.entry;
}

static void load_coff(const struct program *program, struct machine *machine)
{
	struct z8k_coff_section section;
	struct z8k_coff coff;
	unsigned int i;

	z8k_coff_open(&coff, program->data, program->size);
	if (coff.separate)
		machine_separate(machine);
	for (i = 0; i < coff.nsections; i++) {
		z8k_coff_section(&coff, i, &section);
		if (section.kind != Z8K_COFF_TEXT &&
		    section.kind != Z8K_COFF_DATA)
			continue;
		if (!machine_write(machine, section.addr, section.data,
				   section.size))
			errx(2, "%s: section %s does not fit", program->name,
			     section.name);
	}
}

/**
 * program_load() - put a program into a machine's memory
 * @program: program
 * @machine: machine; registers stay
 * @base: linear address of a flat binary
 */
void program_load(const struct program *program, struct machine *machine,
		  u32 base)
{
	if (is_coff(program)) {
		load_coff(program, machine);
		return;
	}
	if (!machine_write(machine, base, program->data, program->size))
		errx(2, "%s: does not fit at %06x", program->name, base);
}

/**
 * program_confine() - leave a machine the memory that a guest would have; ends
 * the program if that cannot be
 * @program: program that has been loaded; of a flat binary all memory stays
 * @machine: machine
 * @stack: bytes of stack, or PROGRAM_ALL
 * @room: bytes of arguments and environment, above the stack
 *
 * Return: linear address of the end of the stack.
 */
u32 program_confine(const struct program *program, struct machine *machine,
		    u32 stack, u32 room)
{
	struct z8k_layout layout;
	struct z8k_coff coff;
	const char *error;

	if (!is_coff(program))
		return Z8K_ADDR(machine->mem.nsegs[Z8K_DATA] - 1, 0xfffe);
	z8k_coff_open(&coff, program->data, program->size);
	if (stack == PROGRAM_ALL)
		stack = z8k_layout_rest(&coff, room);
	error = z8k_layout_make(&layout, &coff, stack, room);
	if (error)
		errx(2, "%s: %s", program->name, error);
	machine_confine(machine, &layout);
	return layout.sp;
}

/**
 * program_close() - undo program_open()
 * @program: program
 */
void program_close(struct program *program)
{
	free(program->data);
}
