/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where processes are, as another kernel says; old addresses give way to that.
 *
 * Pure: no locking of its own.
 */
#ifndef DEMOS_PLACES_H
#define DEMOS_PLACES_H

#include <linux/types.h>
#include <linux/demos.h>

/**
 * struct demos_place - where a process is
 * @at: its address
 * @used: an older address was found
 */
struct demos_place {
	struct demos_address at;
	bool used;
};

/**
 * struct demos_places - where some processes are
 * @via: only addresses that lead to this machine give way; 0: all do
 * @look: nothing gives way: older addresses are only looked for
 * @count: how many
 * @place: by process identifier, each once
 */
struct demos_places {
	u16 via;
	bool look;
	u32 count;
	struct demos_place *place;
};

void demos_places_sort(struct demos_places *places);
bool demos_places_mend(struct demos_places *places,
		       struct demos_address *address);

#endif
