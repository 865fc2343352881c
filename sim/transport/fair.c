// SPDX-License-Identifier: GPL-2.0
/*
 * Do small messages get through while others are sent at full rate? The test
 * runs two of the module's sessions and, in virtual time, a model of batch.c,
 * receive.c, the sockets and the network between them (road.c).
 *
 * Now and then a small message is sent and answered. With @idle the longest
 * time that takes on the same road when nothing else is sent, and @packet the
 * frame of a 32 KiB packet of move data, it must satisfy
 *
 *	time <= idle + 2 * idle + (packet + others) / rate
 *
 * where @others is what the other classes, except move data, may send before
 * it. With move data alone it is nothing. Beside messages between processes it
 * is their turn on a near road, and everything that a session accepts of them
 * on a far one, since they are not paced. Beside control it is control's turn
 * on a near road; on a far one nothing bounds control, of which there is
 * little. So nothing is starved. Move data must have nine tenths of the road
 * when it is alone and its window is not too small for the road, and its turn
 * among others on a near one.
 */
#include <stdio.h>
#include <stdlib.h>

#include "road.h"

#define US		1000ULL
#define MBIT		125000ULL	/* bytes per second */

static const struct {
	struct road road;
	u32 seconds;
} roads[] = {
	{ { 10 * MBIT, 200 * US, false, 0 }, 10 },
	{ { 10 * MBIT, 1000 * US, false, 0 }, 10 },
	{ { 10 * MBIT, 10000 * US, false, 0 }, 10 },
	{ { 10 * MBIT, 100000 * US, false, 0 }, 10 },
	{ { 100 * MBIT, 200 * US, false, 0 }, 5 },
	{ { 100 * MBIT, 1000 * US, false, 0 }, 5 },
	{ { 100 * MBIT, 10000 * US, false, 0 }, 5 },
	{ { 100 * MBIT, 100000 * US, false, 0 }, 5 },
	{ { 1000 * MBIT, 50 * US, false, 0 }, 2 },
	{ { 1000 * MBIT, 200 * US, false, 0 }, 2 },
	{ { 1000 * MBIT, 1000 * US, false, 0 }, 2 },
	{ { 1000 * MBIT, 10000 * US, false, 0 }, 2 },
	{ { 10 * MBIT, 200 * US, true, 0 }, 10 },
	{ { 10 * MBIT, 10000 * US, true, 0 }, 10 },
	{ { 10 * MBIT, 100000 * US, true, 0 }, 10 },
	{ { 100 * MBIT, 200 * US, true, 0 }, 5 },
	{ { 100 * MBIT, 1000 * US, true, 0 }, 5 },
	{ { 100 * MBIT, 10000 * US, true, 0 }, 5 },
	{ { 100 * MBIT, 10000 * US, true, 0 }, 100 },
	{ { 100 * MBIT, 100000 * US, true, 0 }, 5 },
	{ { 1000 * MBIT, 50 * US, true, 0 }, 2 },
	{ { 1000 * MBIT, 1000 * US, true, 0 }, 2 },
	{ { 1000 * MBIT, 1000 * US, true, 0 }, 30 },
	{ { 1000 * MBIT, 10000 * US, true, 0 }, 2 },
	/* A road whose round trip grows */
	{ { 10 * MBIT, 10000 * US, false, 100000 * US }, 300 },
	{ { 10 * MBIT, 10000 * US, true, 100000 * US }, 300 },
	/* A receiver that now and then acknowledges late */
	{ { 100 * MBIT, 10000 * US, false, 0, 8000 * US }, 10 },
	{ { 100 * MBIT, 10000 * US, true, 0, 8000 * US }, 10 },
	{ { 1000 * MBIT, 200 * US, false, 0, 500 * US }, 10 },
	/* The first packets take long */
	{ { 100 * MBIT, 200 * US, false, 0, 0, 10000 * US }, 5 },
	{ { 1000 * MBIT, 1000 * US, true, 0, 0, 30000 * US }, 5 },
};

#define NOT		(~0U)	/* in place of a number of bytes */

/* Which classes are sent at full rate, and the small message's class */
static const struct traffic {
	const char *what;
	bool flood[DEMOS_CLASSES];	/* control, plain, move data */
	enum demos_class small;
	u32 near, far;		/* bytes of @others; NOT: not tried */
	u32 near_share;		/* least share of move data, percent */
	u32 far_share;
	bool both;		/* both sides send at full rate */
} traffics[] = {
	{ "a message beside move data", { false, false, true },
	  DEMOS_CLASS_PLAIN, 0, 0, 90, 90 },
	{ "control beside move data", { false, false, true },
	  DEMOS_CLASS_CONTROL, 0, 0, 90, 90 },
	{ "a message beside move data both ways", { false, false, true },
	  DEMOS_CLASS_PLAIN, 0, 0, 90, 90, true },
	{ "control beside move data and messages", { false, true, true },
	  DEMOS_CLASS_CONTROL, 32768, DEMOS_SESSION_FULL, 30, 0 },
	{ "a message beside move data and control", { true, false, true },
	  DEMOS_CLASS_PLAIN, 16384, NOT, 30, 0 },
};

static u32 passed, failed;

static u64 in_us(u64 ns)
{
	return ns / US;
}

static bool enough(const struct road *road, u32 seconds,
		   const struct traffic *traffic, const struct trip *trip,
		   u64 idle)
{
	u32 least = road->far ? traffic->far_share : traffic->near_share;
	u64 full = road->rate * seconds;
	/* Bytes in flight when the road is full */
	u64 way = road->rate * idle / ROAD_SECOND;

	printf("#   move data: %llu%%\n", trip->moved * 100 / full);
	return trip->moved * 100 / full >= least || way > DEMOS_PACE_MOST / 4;
}

/* Return: true if the bound holds */
static bool drive(const struct road *way, u32 seconds,
		  const struct traffic *traffic)
{
	static const bool nothing[DEMOS_CLASSES];
	u64 round_trip = way->then ?: way->round_trip;
	const struct road empty = { way->rate, round_trip, way->far };
	struct road full = *way;
	const struct road *road = &full;
	u64 idle = road_drive(&empty, 1, nothing, traffic->small).worst;
	u32 others = way->far ? traffic->far : traffic->near;
	u64 bound = 3 * idle + road_time(way, ROAD_FRAME(DEMOS_PACKET_MAX) +
					    others);
	struct trip trip;

	full.both = traffic->both;
	if (full.both)
		full.cold = 0;	/* not tried together */
	trip = road_drive(road, seconds, traffic->flood, traffic->small);
	printf("# %s, %llu Mbit/s, %llu us, %u s: %s\n",
	       road->far ? "far" : "near", road->rate / MBIT,
	       in_us(round_trip), seconds, traffic->what);
	printf("#   idle %llu us, now %llu us, at most %llu us\n",
	       in_us(idle), in_us(trip.worst), in_us(bound));
	printf("#   of it %llu us to be written, %llu us in queues\n",
	       in_us(trip.waited), in_us(trip.queued));
	return enough(road, seconds, traffic, &trip, idle) && trip.count &&
	       trip.worst <= bound;
}

static void judge(bool holds)
{
	if (holds) {
		passed++;
		return;
	}
	failed++;
	printf("failed: the bound does not hold\n");
}

int main(void)
{
	u32 i, t;

	for (i = 0; i < ARRAY_SIZE(roads); i++)
		for (t = 0; t < ARRAY_SIZE(traffics); t++) {
			const struct road *road = &roads[i].road;

			if (road->far && traffics[t].far == NOT)
				continue;
			judge(drive(road, roads[i].seconds, &traffics[t]));
		}
	printf("%u passed, %u failed\n", passed, failed);
	return !!failed;
}
