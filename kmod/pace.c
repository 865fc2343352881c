// SPDX-License-Identifier: GPL-2.0
/*
 * The pace of move data. Invariants:
 *
 *	DEMOS_PACE_LEAST <= window <= DEMOS_PACE_MOST
 *	with nothing flying it is open, so move data never comes to a halt
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "number.h"
#include "pace.h"

/**
 * demos_pace_begin - nothing is known yet, nothing is on its way
 * @pace: the pace
 */
void demos_pace_begin(struct demos_pace *pace)
{
	memset(pace, 0, sizeof(*pace));
	pace->window = 4 * DEMOS_PACE_LEAST;
}

/**
 * demos_pace_pause - the connection is another one from now on
 * @pace: the pace
 *
 * What was learned about the way belongs to the old one.
 */
void demos_pace_pause(struct demos_pace *pace)
{
	u32 flying = pace->flying;

	demos_pace_begin(pace);
	pace->flying = flying;
}

/**
 * demos_pace_open - may more move data be sent?
 * @pace: the pace
 *
 * Return: true: at least one frame more.
 */
bool demos_pace_open(const struct demos_pace *pace)
{
	return pace->flying < pace->window;
}

/**
 * demos_pace_sent - a frame of move data is sent for the first time
 * @pace: the pace
 * @seq: its number
 * @bytes: its length
 * @now: ns
 */
void demos_pace_sent(struct demos_pace *pace, u64 seq, u32 bytes, u64 now)
{
	pace->flying += bytes;
	if (pace->timing || bytes < DEMOS_PACE_LEAST)
		return;
	pace->timing = true;
	pace->timed = seq;
	pace->since = now;
}

static void keep_best(struct demos_pace *pace, u64 took, u64 now)
{
	if (now - pace->era >= DEMOS_PACE_ERA) {
		pace->best = pace->next_best;
		pace->next_best = 0;
		pace->era = now;
	}
	if (!pace->next_best || took < pace->next_best)
		pace->next_best = took;
	if (!pace->best || took < pace->best)
		pace->best = took;
}

/**
 * demos_pace_acked - the other side has acknowledged
 * @pace: the pace
 * @ack: all frames below it
 * @now: ns
 */
void demos_pace_acked(struct demos_pace *pace, u64 ack, u64 now)
{
	u32 window = pace->window;
	u64 took;

	if (!pace->timing || !demos_number_before(pace->timed, ack))
		return;
	pace->timing = false;
	took = now - pace->since;
	keep_best(pace, took, now);
	if (took > 2 * pace->best)
		window -= window / 8;
	else if (pace->limited)
		window += DEMOS_PACE_LEAST;
	if (window < DEMOS_PACE_LEAST)
		window = DEMOS_PACE_LEAST;
	pace->window = min_t(u32, window, DEMOS_PACE_MOST);
	pace->limited = false;
}

/**
 * demos_pace_landed - a frame of move data need not be kept any longer
 * @pace: the pace
 * @bytes: its length
 */
void demos_pace_landed(struct demos_pace *pace, u32 bytes)
{
	pace->flying -= bytes;
}
