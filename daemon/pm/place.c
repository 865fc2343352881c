// SPDX-License-Identifier: GPL-2.0
/*
 * Where guests go.
 */
#include <asm/byteorder.h>

#include "pm/place.h"

/* Of two with as many guests, the first */
static struct place *emptiest(struct place *places, size_t count)
{
	struct place *best = places;
	size_t i;

	for (i = 1; i < count; i++) {
		if (places[i].guests < best->guests)
			best = &places[i];
	}
	return best;
}

/**
 * places_fill() - choose machines for guests that come one after the other
 * @places: the machines; their numbers of guests grow
 * @count: of @places
 * @skip: so many guests come before those that matter
 * @machines: gets a machine for each of the others, big-endian
 * @most: how many others
 *
 * Return: how many machines were chosen: @most, or 0 if there are no places.
 */
size_t places_fill(struct place *places, size_t count, size_t skip,
		   __be16 *machines, size_t most)
{
	size_t i;

	if (!count)
		return 0;
	for (i = 0; i < skip + most; i++) {
		struct place *place = emptiest(places, count);

		place->guests++;
		if (i >= skip)
			machines[i - skip] = __cpu_to_be16(place->machine);
	}
	return most;
}
