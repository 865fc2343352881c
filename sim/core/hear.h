/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How puppets receive and check messages.
 */
#ifndef SIM_HEAR_H
#define SIM_HEAR_H

#include <linux/types.h>

/* Length of a guest's memory, the data area of the link its creator gets */
#define MEMORY_SIZE	((u32)DEMOS_CODE_SPACE << 1)

struct demos_process;

void hear_answer(struct demos_process *process, int reply);

/* The data of a letter is its number, then these bytes */
static inline u8 hear_byte(int letter, u32 at)
{
	return letter * 29 + at * 3 + (at >> 5);
}

#endif
