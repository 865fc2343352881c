// SPDX-License-Identifier: GPL-2.0
/*
 * The output of all guests together: each may keep OUTPUT_MAX, all may keep
 * GUESTS_OUTPUT. If there is no more room, the output of guests that have
 * exited goes first, in the order of their exits; then a guest that keeps far
 * more than the one that writes gives half of its room.
 */
#include <stdlib.h>

#include "pm/guest.h"

/* The guest that exited first of those that keep output, or NULL */
static struct guest *oldest(const struct guests *guests)
{
	struct guest *found = NULL;
	size_t i;

	for (i = 0; i < guests->count; i++) {
		struct guest *guest = guests->list[i];

		if (guest->state == GUEST_EXITED && guest->output.room &&
		    (!found || guest->exits < found->exits))
			found = guest;
	}
	return found;
}

static struct guest *largest(const struct guests *guests)
{
	struct guest *found = guests->list[0];
	size_t i;

	for (i = 1; i < guests->count; i++) {
		if (guests->list[i]->output.room > found->output.room)
			found = guests->list[i];
	}
	return found;
}

static int resize(struct guests *guests, struct guest *guest, size_t room)
{
	size_t before = guest->output.room;
	int err = output_resize(&guest->output, room);

	if (!err)
		guests->output += room - before;
	return err;
}

/*
 * Take room away from one guest. A guest that would then have less than @room
 * is left alone, so that those that write much do not take it from each other
 * again and again.
 */
static bool make_room(struct guests *guests, const struct guest *writer,
		      size_t room)
{
	struct guest *victim = oldest(guests);

	if (victim && victim != writer)
		return !resize(guests, victim, 0);
	victim = largest(guests);
	if (victim->output.room / 2 < room)
		return false;
	return !resize(guests, victim, victim->output.room / 2);
}

/* Let a guest have @room bytes, if that is possible */
static bool widen(struct guests *guests, struct guest *guest, size_t room)
{
	size_t more = room - guest->output.room;

	while (guests->output + more > GUESTS_OUTPUT) {
		if (!make_room(guests, guest, room))
			return false;
	}
	return !resize(guests, guest, room);
}

/**
 * guests_write() - a guest writes to its console
 * @guests: the table; other guests may lose output
 * @guest: in it
 * @data: what it writes
 * @length: of @data
 */
void guests_write(struct guests *guests, struct guest *guest,
		  const void *data, size_t length)
{
	size_t room = output_wants(&guest->output, length);

	while (room > guest->output.room && room >= OUTPUT_MIN &&
	       !widen(guests, guest, room))
		room /= 2;
	output_write(&guest->output, data, length);
}
