/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A guest program: an executable file, and the guest that runs it.
 */
#ifndef DEMOSCTL_PROGRAM_H
#define DEMOSCTL_PROGRAM_H

#include <stddef.h>
#include <stdint.h>

#include "../../daemon/lib/demos.h"
#include "../../z8kvm/layout.h"

#define PROGRAM_STACK	Z8K_LAYOUT_STACK
#define PROGRAM_ERROR	Z8K_LAYOUT_ERROR

/**
 * struct program - a program and the guest for it
 * @data: bytes of the file, owned by the program
 * @coff: the executable in it
 * @sp: end of the stack, and of the arguments: segment << 16 | offset
 * @nsegments: number of @segments
 * @segments: of the guest, in ascending order; if code and data are in spaces
 *	      of their own, those of the data space first
 */
struct program {
	uint8_t *data;
	struct z8k_coff coff;
	uint32_t sp;
	unsigned int nsegments;
	struct demos_op_segment segments[DEMOS_SEGMENTS_MAX];
};

int program_open(struct program *program, const char *path,
		 char error[PROGRAM_ERROR]);
int program_read(struct program *program, const char *path, uint32_t stack,
		 const struct demos_arguments *arguments,
		 char error[PROGRAM_ERROR]);
int program_parse(struct program *program, uint8_t *data, size_t size,
		  uint32_t stack, const struct demos_arguments *arguments,
		  char error[PROGRAM_ERROR]);
void program_describe(const struct program *program,
		      const char name[DEMOS_NAME_MAX],
		      struct demos_program *guest);
int program_write(const struct program *program, struct demos *demos,
		  __u32 memory, struct z8k_coff_section *section);
void program_free(struct program *program);

#endif
