/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where guests go: to the machine with the fewest. Pure, knows nothing of
 * messages.
 */
#ifndef DEMOS_PLACES_H
#define DEMOS_PLACES_H

#include <stddef.h>
#include <linux/types.h>

/**
 * struct place - a machine that takes guests
 * @machine: its id
 * @guests: that are there or on their way there
 */
struct place {
	__u16 machine;
	__u32 guests;
};

size_t places_fill(struct place *places, size_t count, size_t skip,
		   __be16 *machines, size_t most);

#endif
