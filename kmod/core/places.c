// SPDX-License-Identifier: GPL-2.0
/*
 * Where processes are: sorted, so that one pass over many addresses finds those
 * that are older.
 */
#include <linux/sort.h>

#include "core/places.h"

static int by_pid(const void *a, const void *b)
{
	const struct demos_place *one = a;
	const struct demos_place *other = b;

	if (one->at.pid == other->at.pid)
		return 0;
	return one->at.pid < other->at.pid ? -1 : 1;
}

/**
 * demos_places_sort() - prepare places for demos_places_mend()
 * @places: in any order; of a process that is there several times, one stays
 */
void demos_places_sort(struct demos_places *places)
{
	struct demos_place *place = places->place;
	u32 kept = 0;
	u32 i;

	sort(place, places->count, sizeof(*place), by_pid, NULL);
	for (i = 0; i < places->count; i++) {
		if (!kept || place[i].at.pid != place[kept - 1].at.pid)
			place[kept++] = place[i];
	}
	places->count = kept;
}

static struct demos_place *find(const struct demos_places *places, u64 pid)
{
	u32 low = 0;
	u32 high = places->count;

	while (low < high) {
		u32 middle = (low + high) / 2;

		if (places->place[middle].at.pid < pid)
			low = middle + 1;
		else
			high = middle;
	}
	return low < places->count && places->place[low].at.pid == pid ?
	       &places->place[low] : NULL;
}

/**
 * demos_places_mend() - replace an address if it is older
 * @places: sorted
 * @address: any address
 *
 * Return: true: it was older, and is up to date now.
 */
bool demos_places_mend(struct demos_places *places,
		       struct demos_address *address)
{
	struct demos_place *place;

	if (places->via && address->machine != places->via)
		return false;
	place = find(places, address->pid);
	if (!place || address->moves >= place->at.moves)
		return false;
	place->used = true;
	if (places->look)
		return false;
	*address = place->at;
	return true;
}
