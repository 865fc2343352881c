/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A road is all that lies between two sessions, in virtual time.
 *
 *	session -- batch -- socket -- queue, rate -- way ---> session
 *	        <------------------------------------ batch --
 *
 * A socket accepts a batch when fewer than UNSENT of its earlier bytes are
 * still unsent. Bytes sent enter a queue, first come first served, and leave it
 * at the rate of the road; they arrive half a round trip later. The queue is
 * near, in front of the sender's own interface, where the socket sees it; or
 * far, somewhere in the network: then a socket accepts everything, and nothing
 * is ever dropped. That is the worst case.
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
 * @round_trip: ns, for zero bytes on an empty road
 * @far: whether the queue is far
 * @then: @round_trip from half-time on; 0: it does not change
 * @late: ns during which a side now and then acknowledges nothing
 * @cold: ns by which the other side delays the first packet's acknowledgement;
 *        a quarter of it for the next, and so on
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
 * struct trip - measurements of small messages on a road
 * @count: small messages that were answered
 * @worst: ns, the longest time until the answer
 * @waited: ns of it until the message was written
 * @queued: ns of it that the message and the answer spent in queues
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

/* ns that this many bytes take to leave the queue */
static inline u64 road_time(const struct road *road, u64 bytes)
{
	return bytes * ROAD_SECOND / road->rate;
}

#endif
