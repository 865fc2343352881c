/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How much move data may be on its way to another machine: enough to keep
 * the network busy, and no more, since a message that is sent later arrives
 * after it. The time that a packet takes until it is acknowledged tells: when
 * it is longer than it was at best, packets stand in a queue somewhere.
 *
 * One may be late for other reasons, but none is too early.
 *
 *	time until acknowledged		window, if this packet filled it
 *	up to 9/8 of the best		twice as much
 *	one more could be on its way	one packet more
 *	longer, eight in a row		an eighth less
 *
 * Let a packet take p to pass the narrowest place of the road, and r be the
 * round trip. When k are on their way a packet takes the longer of kp and
 * p + r, which is the best; so p is no more than a k-th of what it takes. The
 * road is full when kp = p + r. When an acknowledgement was late, or one
 * packet was alone, all of them go at once: then a message that is sent
 * behind n waits for np more than if there were none. It is to be no more than
 * 2p + 2r, twice the best; so n may be on their way if n/k of what it takes
 * is no more than that. Where data moves the other way too, the best has in
 * it what that adds, and twice would never come to rest: 9/5. For a moment a
 * window that doubles may go an eighth beyond twice the best.
 *
 * The best is the time of a packet that was alone. So each connection begins
 * with a few of them; and every few seconds the next packet goes when all move
 * data has been acknowledged, and others when this one has been. If many
 * messages were on their way then the best stays as it was.
 *
 * Packets are those of DEMOS_MOVE_PACKET bytes; what is smaller is counted in
 * the window, but neither timed nor kept waiting for one that is alone.
 *
 * Pure: no kernel calls, no locking of its own (the peer's lock protects it).
 */
#ifndef DEMOS_PACE_H
#define DEMOS_PACE_H

#include <linux/types.h>

#include "core/move.h"

#define DEMOS_PACE_LEAST	(2 * DEMOS_MOVE_PACKET)	/* bytes */
#define DEMOS_PACE_MOST		1048576
#define DEMOS_PACE_ERA		10000000000ULL	/* ns; see @best */
#define DEMOS_PACE_LATE		8
#define DEMOS_PACE_OTHERS	8		/* frames that do not matter */

/**
 * struct demos_pace - the pace of move data in a session
 * @flying: bytes of it that were sent and not acknowledged
 * @window: no more is sent while so many bytes are flying
 * @timing: a frame's time is being taken
 * @full: this frame filled the window
 * @alone: this frame is alone: it tells the best
 * @probe: the next packet is to be alone
 * @late: packets in a row that took too long
 * @timed: number of this frame
 * @since: when it was sent, ns
 * @best: shortest time in this era and the last, ns; 0: none yet
 * @next_best: shortest time in this era, ns; 0: none yet
 * @era: when this era began, ns
 * @first: packets that are yet to be alone at first
 */
struct demos_pace {
	u32 flying;
	u32 window;
	bool timing;
	bool full;
	bool alone;
	bool probe;
	u32 late;
	u64 timed;
	u64 since;
	u64 best;
	u64 next_best;
	u64 era;
	u32 first;
};

void demos_pace_begin(struct demos_pace *pace);
void demos_pace_pause(struct demos_pace *pace);
bool demos_pace_open(const struct demos_pace *pace, u32 bytes);
void demos_pace_sent(struct demos_pace *pace, u64 seq, u32 bytes, u32 others,
		     u64 now);
void demos_pace_acked(struct demos_pace *pace, u64 ack, u64 now);
void demos_pace_landed(struct demos_pace *pace, u32 bytes);

#endif
