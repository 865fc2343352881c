/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A road between two sessions: what stands between them, in virtual time.
 *
 *	session -- batch -- socket -- queue, rate -- way ---> session
 *	        <------------------------------------ batch --
 *
 * A socket takes a batch when less than UNSENT of what it was given before
 * has not gone out. What goes out stands in a queue, first come first served,
 * and leaves it at the rate of the road; half a round trip later it is there.
 * The queue is near, in front of the sender's own interface, where the socket
 * sees it; or far, somewhere in the network: then a socket takes whatever
 * comes, and nothing is ever dropped. That is the worst that can be.
 */
#ifndef SIM_ROAD_H
#define SIM_ROAD_H

#include "core/move.h"
#include "core/session.h"
#include "core/wire.h"

#define ROAD_SECOND	1000000000ULL

/* The frame of a packet of move data: header, SEQ, ACK, DATA */
#define ROAD_FRAME(bytes)	(76 + 2 * 12 + 4 +			\
				 sizeof(struct demos_op_data) + (bytes))
#define ROAD_PACKET		ROAD_FRAME(DEMOS_MOVE_PACKET)

/**
 * struct road - a road
 * @rate: bytes per second, each way
 * @round_trip: ns, of what has no length on an empty road
 * @far: where the queue is
 * @then: @round_trip from the middle of the time on; 0: it stays
 * @late: ns for which a side acknowledges nothing, now and then
 * @cold: ns for which the other side does not acknowledge the first packet;
 *        a quarter of it the next, and so on
 * @both: both sides send at full rate
 */
struct road {
	u64 rate;
	u64 round_trip;
	bool far;
	u64 then;
	u64 late;
	u64 cold;
	bool both;
};

/**
 * struct trip - how it went
 * @count: small messages that were answered
 * @worst: ns, the longest time until the answer
 * @waited: ns of it, until the message was written
 * @queued: ns of it, that the message and the answer stood in queues
 * @moved: bytes of move data that arrived
 */
struct trip {
	u64 count;
	u64 worst;
	u64 waited;
	u64 queued;
	u64 moved;
};

struct trip road_drive(const struct road *road, u32 seconds, const bool *flood,
		       enum demos_class small);

/* ns that so many bytes take to leave the queue */
static inline u64 road_time(const struct road *road, u64 bytes)
{
	return bytes * ROAD_SECOND / road->rate;
}

#endif
