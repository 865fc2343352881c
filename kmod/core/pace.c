// SPDX-License-Identifier: GPL-2.0
/*
 * The pace of move data. Invariants:
 *
 *	DEMOS_PACE_LEAST <= window <= DEMOS_PACE_MOST
 *	when nothing is flying a frame may be sent, so move data never stalls
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "core/number.h"
#include "core/pace.h"

/*
 * The first packets are sent alone. They may take much longer than later ones.
 */
#define FIRST	4

/**
 * demos_pace_begin() - begin: nothing is known yet, nothing is on its way
 * @pace: the pace
 */
void demos_pace_begin(struct demos_pace *pace)
{
	memset(pace, 0, sizeof(*pace));
	pace->window = DEMOS_PACE_LEAST;
	pace->probe = true;
	pace->first = FIRST;
}

/**
 * demos_pace_pause() - begin anew on another connection
 * @pace: the pace
 *
 * What was learned about the path belongs to the old one.
 */
void demos_pace_pause(struct demos_pace *pace)
{
	u32 flying = pace->flying;

	demos_pace_begin(pace);
	pace->flying = flying;
}

/**
 * demos_pace_open() - may this frame of move data be sent?
 * @pace: the pace
 * @bytes: its length
 *
 * Return: true if so.
 */
bool demos_pace_open(const struct demos_pace *pace, u32 bytes)
{
	if (bytes >= DEMOS_MOVE_PACKET && (pace->probe || pace->alone))
		return !pace->flying;
	return pace->flying < pace->window;
}

/* A probe is sent. If it is not alone now, the one of the next era may be. */
static void end_probe(struct demos_pace *pace, u32 others, u64 now)
{
	pace->probe = false;
	pace->alone = others < DEMOS_PACE_OTHERS;
	pace->era = now;
}

/**
 * demos_pace_sent() - a frame of move data is sent for the first time
 * @pace: the pace
 * @seq: its number
 * @bytes: its length
 * @others: frames of all classes sent before it and not acknowledged
 * @now: ns
 */
void demos_pace_sent(struct demos_pace *pace, u64 seq, u32 bytes, u32 others,
		     u64 now)
{
	bool full;

	pace->flying += bytes;
	full = pace->flying >= pace->window;
	if (bytes < DEMOS_MOVE_PACKET ||
	    (pace->timing && (pace->alone || pace->full || !full)))
		return;
	if (pace->probe)
		end_probe(pace, others, now);
	pace->timing = true;
	pace->full = full;
	pace->timed = seq;
	pace->since = now;
}

static void keep_best(struct demos_pace *pace, u64 took)
{
	if (pace->alone && !pace->first) {
		pace->best = pace->next_best;
		pace->next_best = 0;
	}
	pace->alone = false;
	if (!pace->next_best || took < pace->next_best)
		pace->next_best = took;
	if (!pace->best || took < pace->best)
		pace->best = took;
}

/* May @bytes be flying, if a full window took @took? See pace.h. */
static bool may_fly(const struct demos_pace *pace, u64 took, u32 bytes)
{
	return took * bytes * 5 <= pace->best * 9 * pace->window;
}

/* Change the window; see the table in pace.h */
static void adapt(struct demos_pace *pace, u64 took)
{
	u32 window = pace->window;

	if (may_fly(pace, took, window + DEMOS_MOVE_PACKET))
		pace->late = 0;
	else
		pace->late++;
	if (pace->late == DEMOS_PACE_LATE) {
		pace->late = 0;
		window -= window / 8;
	} else if (!pace->late && pace->full) {
		window += took > pace->best + pace->best / 8 ?
			DEMOS_MOVE_PACKET : window;
	}
	if (window < DEMOS_PACE_LEAST)
		window = DEMOS_PACE_LEAST;
	pace->window = min_t(u32, window, DEMOS_PACE_MOST);
}

/**
 * demos_pace_acked() - the other side has acknowledged
 * @pace: the pace
 * @ack: all frames below it
 * @now: ns
 */
void demos_pace_acked(struct demos_pace *pace, u64 ack, u64 now)
{
	u64 took;

	if (!pace->timing || !demos_number_before(pace->timed, ack))
		return;
	pace->timing = false;
	took = now - pace->since;
	keep_best(pace, took);
	if (!pace->first)
		adapt(pace, took);
	else
		pace->first--;
	pace->probe = pace->first || now - pace->era >= DEMOS_PACE_ERA;
}

/**
 * demos_pace_landed() - a frame of move data need not be kept any longer
 * @pace: the pace
 * @bytes: its length
 */
void demos_pace_landed(struct demos_pace *pace, u32 bytes)
{
	pace->flying -= bytes;
}
