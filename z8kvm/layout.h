/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The segments that a program needs, for user space (not part of the module):
 * each segment that holds a section, as long as its sections need, read-only if
 * they are all program text, and room for a stack. If code and data are in
 * spaces of their own, the stack is with the data, and the text does not count.
 *
 * The stack of a Z8001 is a segment of its own, the first one above those of
 * the program, so that a stack that grows too far causes a fault and not a
 * riddle. A Z8002 has one segment; the stack is at its end, above the program.
 *
 * Nothing is allocated.
 */
#ifndef Z8K_LAYOUT_H
#define Z8K_LAYOUT_H

#include "coff.h"

#define Z8K_LAYOUT_STACK	4096	/* bytes, unless others are given */
#define Z8K_LAYOUT_ERROR	160	/* longest error text, with NUL */

/**
 * struct z8k_layout_segment - a segment
 * @number: of the segment
 * @code: it is in the code space of a program whose code and data are apart
 * @readonly: it holds nothing but text
 * @pages: its size in units of 256 bytes, 1 to 256
 */
struct z8k_layout_segment {
	u8 number;
	bool code;
	bool readonly;
	u16 pages;
};

/**
 * struct z8k_layout - the segments of a program
 * @sp: end of the stack, and of the arguments: segment << 16 | offset
 * @nsegments: number of @segments
 * @segments: in ascending order, those of the data space first
 * @error: what z8k_layout_make() found wrong
 */
struct z8k_layout {
	u32 sp;
	unsigned int nsegments;
	struct z8k_layout_segment segments[2 * Z8K_MAX_SEGMENTS];
	char error[Z8K_LAYOUT_ERROR];
};

/**
 * z8k_layout_make() - work out the segments of a program
 * @layout: to fill
 * @coff: the program, from z8k_coff_open()
 * @stack: bytes of stack
 * @room: bytes of arguments and environment, above the stack
 *
 * Return: NULL, or what is wrong, in words, valid as long as @layout.
 */
const char *z8k_layout_make(struct z8k_layout *layout,
			    const struct z8k_coff *coff, u32 stack, u32 room);

/**
 * z8k_layout_rest() - the largest stack that a program can have
 * @coff: the program, from z8k_coff_open()
 * @room: bytes of arguments and environment, above the stack
 *
 * Return: bytes; 0: not even a page is left.
 */
u32 z8k_layout_rest(const struct z8k_coff *coff, u32 room);

#endif
