/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A guest program: what of an executable file the guest is made of.
 */
#ifndef DEMOSCTL_PROGRAM_H
#define DEMOSCTL_PROGRAM_H

#include <stddef.h>
#include <stdint.h>

#include <linux/demos.h>

#include "../../z8kvm/coff.h"

#define PROGRAM_STACK	2048	/* bytes of stack where not said otherwise */
#define PROGRAM_ERROR	160

/**
 * struct program - a program and the guest for it
 * @data: bytes of the file, the program's
 * @coff: the executable in it
 * @sp: initial stack pointer, segment << 16 | offset
 * @nsegments: how many
 * @segments: of the guest, by rising number
 */
struct program {
	uint8_t *data;
	struct z8k_coff coff;
	uint32_t sp;
	unsigned int nsegments;
	struct demos_op_segment segments[DEMOS_SEGMENTS_MAX];
};

int program_read(struct program *program, const char *path, uint32_t stack,
		 char error[PROGRAM_ERROR]);
int program_parse(struct program *program, uint8_t *data, size_t size,
		  uint32_t stack, char error[PROGRAM_ERROR]);
void program_free(struct program *program);

#endif
