/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How much move data may be on its way to another machine: enough to keep
 * the network busy, and no more, since a message that is sent later arrives
 * after it. The time that a packet takes until it is acknowledged tells: when
 * it is longer than it was at best, packets stand in a queue somewhere.
 *
 *	time until acknowledged		window
 *	up to 2 times the best		one packet more, if it was full
 *	longer				an eighth less
 *
 * Pure: no kernel calls, no locking of its own (the peer's lock protects it).
 */
#ifndef DEMOS_PACE_H
#define DEMOS_PACE_H

#include <linux/types.h>

#define DEMOS_PACE_LEAST	32768		/* bytes: one packet */
#define DEMOS_PACE_MOST		1048576
#define DEMOS_PACE_ERA		10000000000ULL	/* ns; see @best */

/**
 * struct demos_pace - the pace of move data in a session
 * @flying: bytes of it that were sent and not acknowledged
 * @window: no more is sent while so many bytes are flying
 * @limited: it was full since the last measurement
 * @timing: a frame's time is being taken
 * @timed: number of this frame
 * @since: when it was sent, ns
 * @best: shortest time in this era and the last, ns; 0: none yet
 * @next_best: shortest time in this era, ns; 0: none yet
 * @era: when this era began, ns
 */
struct demos_pace {
	u32 flying;
	u32 window;
	bool limited;
	bool timing;
	u64 timed;
	u64 since;
	u64 best;
	u64 next_best;
	u64 era;
};

void demos_pace_begin(struct demos_pace *pace);
void demos_pace_pause(struct demos_pace *pace);
bool demos_pace_open(const struct demos_pace *pace);
void demos_pace_sent(struct demos_pace *pace, u64 seq, u32 bytes, u64 now);
void demos_pace_acked(struct demos_pace *pace, u64 ack, u64 now);
void demos_pace_landed(struct demos_pace *pace, u32 bytes);

#endif
