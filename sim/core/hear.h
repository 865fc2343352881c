/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What puppets receive, and what they make of it.
 */
#ifndef SIM_HEAR_H
#define SIM_HEAR_H

#include <linux/types.h>

/* A guest's memory, as the data area of the link its creator gets */
#define MEMORY_SIZE	((u32)DEMOS_SEGMENTS_MAX << 16)

struct demos_process;

void hear_answer(struct demos_process *process, int reply);

/* The data of a letter says which it is, then this */
static inline u8 hear_byte(int letter, u32 at)
{
	return letter * 29 + at * 3 + (at >> 5);
}

#endif
