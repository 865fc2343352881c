/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Congestion control of move data: how much of it may be on its way to another
 * machine. Enough to keep the network busy, and no more, since messages that
 * are sent later queue behind it. The measure is the time until a packet is
 * acknowledged: when that is longer than the best time, packets stand in a
 * queue somewhere. A packet may be late for other reasons, but never early.
 *
 *	time until acknowledged		window
 *	up to 9/8 of the best		doubles, if this packet filled it
 *	room for one more packet	one packet more, if this one filled it
 *	longer, eight in a row		an eighth less
 *
 * Let a packet take p to pass the bottleneck of the path, and r be the round
 * trip. The best time is p + r. When k packets are on their way, each takes t,
 * the longer of kp and p + r; so p is at most t/k. The path is full when
 * kp = p + r. After a late acknowledgement, or a packet that was alone, the
 * whole window is sent at once: then a message behind n packets takes np longer
 * than without them. That should be at most 2p + 2r, twice the best; so n
 * packets may be on their way if nt/k is no more than that. Where data moves in
 * both directions, the best time includes the delay that the other direction
 * adds, and twice the best would never settle: the factor is 9/5. A window that
 * doubles may exceed twice the best by an eighth for a moment.
 *
 * The best time is that of a packet that was alone. So each connection begins
 * with a few such packets; and once in an era the next packet waits until all
 * move data has been acknowledged, and others wait until that packet has been.
 * If many other frames are on their way at that moment, the old best stays.
 *
 * All this is about packets of DEMOS_MOVE_PACKET bytes. Smaller frames count in
 * the window, but are neither timed nor made to wait for a packet that is
 * alone.
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
#define DEMOS_PACE_OTHERS	8		/* this many disturb a probe */

/**
 * struct demos_pace - the pace of move data in a session
 * @flying: bytes of move data sent and not acknowledged
 * @window: limit of @flying: when it is reached, no more is sent
 * @timing: a frame is being timed
 * @full: that frame filled the window
 * @alone: that frame is alone: its time counts as the best
 * @probe: the next packet must be alone
 * @late: packets in a row that took too long
 * @timed: number of the frame that is timed
 * @since: when it was sent, ns
 * @best: shortest time in this era and the last, ns; 0: none yet
 * @next_best: shortest time in this era, ns; 0: none yet
 * @era: when this era began, ns
 * @first: of the first packets, how many are still to be sent alone
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
