/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Programs: files that are loaded into a machine.
 */
#ifndef PROGRAM_H
#define PROGRAM_H

#include "machine.h"

#define PROGRAM_ALL	0xffffffff	/* a stack as large as can be */

/**
 * struct program - a file with a program
 * @name: of the file
 * @data: its bytes
 * @size: number of bytes
 * @model: Z8K_Z8001 or Z8K_Z8002; 0: the file does not say
 * @entry: linear address of the first instruction
 */
struct program {
	const char *name;
	u8 *data;
	size_t size;
	u8 model;
	u32 entry;
};

void program_open(struct program *program, const char *name, u32 base);
void program_load(const struct program *program, struct machine *machine,
		  u32 base);
u32 program_confine(const struct program *program, struct machine *machine,
		    u32 stack, u32 room);
void program_close(struct program *program);

#endif
