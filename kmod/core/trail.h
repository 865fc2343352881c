/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The trail of a process: the machines that it has left, which may hold a
 * forwarding address for it. It moves with the process; when the process ends
 * they are told that the address leads nowhere.
 *
 * Pure: used by the process's actor, or by the one that has it frozen, only.
 */
#ifndef DEMOS_TRAIL_H
#define DEMOS_TRAIL_H

#include <linux/types.h>

struct demos_image;

/* The most machines remembered; older ones keep their forwarding address */
#define DEMOS_TRAIL_MAX	4096

/**
 * struct demos_trail - where a process was
 * @machines: their ids, oldest first; NULL while there are none
 * @count: of these
 */
struct demos_trail {
	u16 *machines;
	u32 count;
};

void demos_trail_exit(struct demos_trail *trail);
bool demos_trail_has(const struct demos_trail *trail, u16 machine);
void demos_trail_save(const struct demos_trail *trail, u16 here,
		      struct demos_image *image);
int demos_trail_restore(struct demos_trail *trail, u16 here,
			struct demos_image *image);

#endif
