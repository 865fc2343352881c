/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How much move data may be on its way to another machine: enough to keep
 * the network busy, and no more, since a message that is sent later arrives
 * after it. The time that a packet takes until it is acknowledged tells: when
 * it is longer than it was at best, packets stand in a queue somewhere.
 *
 *	time until acknowledged		window, if this packet filled it
 *	up to 9/8 of the best		twice as much
 *	up to 3/2 of the best		one packet more
 *	longer, eight in a row		an eighth less
 *
 * One may be late for other reasons, but none is too early.
 *
 * Let a packet take p to pass the narrowest place of the road, and r be the
 * round trip. When k are on their way a packet takes the longer of kp and
 * p + r, which is the best. A message that is sent behind them waits for kp - r
 * more than if there were none: it is to be no more than 2p + 2r. From k = 2,
 * which is never too much, the table adds one only if kp <= 3/2 (p + r), so
 * that r >= p/3, and then (k + 1)p <= 2p + 3r; and doubles only if
 * kp <= 9/8 (p + r), and then 2kp <= 2p + 3r. The road is full when
 * kp = p + r.
 *
 * The best is the time of a packet that was alone. So each connection begins
 * with one, and every few seconds the next packet goes when all move data has
 * been acknowledged, and others when this one has been. If many messages were
 * on their way then the best stays as it was.
 *
 * Packets are those of DEMOS_MOVE_PACKET bytes; what is smaller is counted in
 * the window, but neither timed nor kept waiting for one that is alone.
 *
 * Pure: no kernel calls, no locking of its own (the peer's lock protects it).
 */
#ifndef DEMOS_PACE_H
#define DEMOS_PACE_H

#include <linux/types.h>

#include "move.h"

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
};

void demos_pace_begin(struct demos_pace *pace);
void demos_pace_pause(struct demos_pace *pace);
bool demos_pace_open(const struct demos_pace *pace, u32 bytes);
void demos_pace_sent(struct demos_pace *pace, u64 seq, u32 bytes, u32 others,
		     u64 now);
void demos_pace_acked(struct demos_pace *pace, u64 ack, u64 now);
void demos_pace_landed(struct demos_pace *pace, u32 bytes);

#endif
