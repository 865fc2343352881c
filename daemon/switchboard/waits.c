// SPDX-License-Identifier: GPL-2.0
/*
 * Those who wait for a name.
 */
#include <stdint.h>
#include <string.h>

#include "switchboard/waits.h"

/**
 * waits_add() - one begins to wait
 * @waits: all
 * @wait: it; copied
 *
 * Return: DEMOS_OK; DEMOS_EROOM: too many wait, or it waits too often.
 */
enum demos_result waits_add(struct waits *waits, const struct wait *wait)
{
	unsigned int own = 0, i;

	for (i = 0; i < waits->count; i++)
		own += waits->list[i].from == wait->from;
	if (waits->count == WAITS_MAX || own >= WAITS_EACH_MAX)
		return DEMOS_EROOM;
	waits->list[waits->count++] = *wait;
	return DEMOS_OK;
}

static void take(struct waits *waits, unsigned int at, struct wait *taken)
{
	*taken = waits->list[at];
	waits->count--;
	memmove(&waits->list[at], &waits->list[at + 1],
		(waits->count - at) * sizeof(*taken));
}

/**
 * waits_take() - take out the first that waits for a name
 * @waits: all
 * @text: the name
 * @taken: gets it
 *
 * Return: 1; 0: nobody waits for it.
 */
int waits_take(struct waits *waits, const char *text, struct wait *taken)
{
	unsigned int i;

	for (i = 0; i < waits->count; i++) {
		if (strcmp(waits->list[i].text, text))
			continue;
		take(waits, i, taken);
		return 1;
	}
	return 0;
}

/**
 * waits_expire() - take out one that has waited long enough
 * @waits: all
 * @now: ms
 * @taken: gets it
 *
 * Return: 1; 0: there is none.
 */
int waits_expire(struct waits *waits, __u64 now, struct wait *taken)
{
	unsigned int i;

	for (i = 0; i < waits->count; i++) {
		if (waits->list[i].until > now)
			continue;
		take(waits, i, taken);
		return 1;
	}
	return 0;
}

/**
 * waits_left() - when will one have waited long enough?
 * @waits: all
 * @now: ms
 *
 * Return: in so many ms; -1: nobody waits.
 */
int waits_left(const struct waits *waits, __u64 now)
{
	__u64 first = UINT64_MAX;
	unsigned int i;

	for (i = 0; i < waits->count; i++) {
		if (waits->list[i].until < first)
			first = waits->list[i].until;
	}
	if (!waits->count)
		return -1;
	return first > now ? first - now : 0;
}
