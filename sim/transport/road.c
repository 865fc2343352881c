// SPDX-License-Identifier: GPL-2.0
/*
 * The events on a road: a frame arrives, a socket is written to, an ACK is due,
 * a side sends a small message. The program always runs the earliest.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/message.h"
#include "random.h"
#include "road.h"

/* As in batch.c and connection.h */
#define UNSENT		16384
#define BATCH_FRAMES	64
#define ACK_FRAMES	32
#define ACK_DELAY	4000000ULL	/* ns: a jiffy */

#define FLIGHTS		65536		/* frames in flight */
#define NEVER		(~0ULL)
#define SMALL		16		/* bytes of data */
#define LARGE		DEMOS_DATA_MAX
#define PAUSE		20000000	/* ns between small messages, at most */
#define BACKLOG		32		/* messages of a flood that wait */

enum what { OTHER, QUESTION, ANSWER };

struct flight {
	u64 when;		/* its last byte arrives */
	u64 seq;		/* 0: ACK */
	u64 ack;
	enum what what;
	enum demos_class class;
};

struct side {
	struct demos_session session;
	u64 busy;		/* when all it wrote has left the queue */
	u64 write_at;
	u64 ack_at;
	u64 asleep;		/* it acknowledges nothing before this time */
	u32 backlog[DEMOS_CLASSES];
	u32 first, last;	/* of @flights, from this side */
	struct flight flights[FLIGHTS];
};

static struct side sides[2];
static const struct road *way;
static const bool *flooded;
static u64 now;
static u64 round_trip;
static struct trip trip;

/* The small message in flight: when it was sent; 0: there is none */
static u64 asked, waited, queued;

static void give_up(const char *why)
{
	printf("failed: %s\n", why);
	exit(1);
}

/* ---- Messages */

static void enqueue(struct side *side, enum what what,
		    enum demos_class class, u32 length)
{
	struct demos_message *msg = demos_message_create(length);

	msg->head.to.pid = DEMOS_PID(1, 1);
	msg->head.code = what;
	if (class != DEMOS_CLASS_PLAIN)
		msg->head.flags = DEMOS_F_KERNEL;
	if (class == DEMOS_CLASS_BULK)
		msg->head.flags |= DEMOS_F_BULK;
	demos_session_enqueue(&side->session, msg);
}

static void free_list(struct list_head *list)
{
	struct demos_message *msg, *next;

	list_for_each_entry_safe(msg, next, list, node) {
		list_del(&msg->node);
		demos_message_destroy(msg);
	}
}

/* As demos_process_await_room(): processes that send wait while it is full */
static bool may_enqueue(const struct side *side, u32 class)
{
	return side->backlog[class] < BACKLOG &&
	       (class != DEMOS_CLASS_PLAIN ||
		!demos_session_full(&side->session, class));
}

/* Classes sent at full rate always have messages waiting */
static void flood(struct side *side)
{
	u32 class;

	for (class = 0; class < DEMOS_CLASSES; class++) {
		if ((side != sides && !way->both) || !flooded[class])
			continue;
		for (; may_enqueue(side, class); side->backlog[class]++)
			enqueue(side, OTHER, class, class == DEMOS_CLASS_BULK ?
				sizeof(struct demos_op_data) +
				DEMOS_MOVE_PACKET : LARGE);
	}
}

/* ---- Writing */

static void start(struct side *side, u32 bytes, u64 seq,
		  const struct demos_message *msg)
{
	struct flight *flight = &side->flights[side->last++ % FLIGHTS];
	enum what what = msg ? msg->head.code : OTHER;

	if (side->busy < now)
		side->busy = now;
	if (what == QUESTION)
		waited = now - asked;
	if (what != OTHER)
		queued += side->busy - now;
	side->busy += road_time(way, bytes);
	*flight = (struct flight) {
		.when = side->busy + round_trip / 2,
		.seq = seq,
		.ack = demos_session_tell(&side->session),
		.what = what,
		.class = msg ? demos_message_class(msg) : DEMOS_CLASS_CONTROL,
	};
	if (side->last - side->first > FLIGHTS)
		give_up("too many frames in flight");
	if (msg && what == OTHER)
		side->backlog[flight->class]--;
}

/* As gather_batch(). Return: false if there was nothing to write */
static bool write_batch(struct side *side)
{
	struct demos_session *session = &side->session;
	u32 frames = 0, bytes = 0;
	struct demos_message *msg;
	LIST_HEAD(done);
	u64 seq;

	flood(side);
	while (frames < BATCH_FRAMES &&
	       bytes < demos_session_batch(session)) {
		msg = demos_session_next(session, now, &seq);
		if (!msg)
			break;
		bytes += demos_wire_size(msg);
		start(side, demos_wire_size(msg), seq, msg);
		frames++;
		flood(side);
	}
	if (!frames && session->due) {
		u8 ack[DEMOS_WIRE_HEAD_MAX];

		start(side, demos_wire_ack(ack, 0), 0, NULL);
		frames++;
	}
	demos_session_done(session, &done);
	free_list(&done);
	return frames;
}

static void step_write(struct side *side)
{
	u64 unsent = road_time(way, UNSENT);

	if (!way->far && side->busy > now + unsent)
		side->write_at = side->busy - unsent;
	else if (!write_batch(side))
		side->write_at = NEVER;
}

static void kick(struct side *side)
{
	if (side->write_at == NEVER)
		side->write_at = now;
}

/* ---- Receiving */

static void ask(enum demos_class class)
{
	asked = now;
	queued = 0;
	enqueue(&sides[0], QUESTION, class, SMALL);
	kick(&sides[0]);
}

static void answered(void)
{
	trip.count++;
	if (now - asked > trip.worst) {
		trip.worst = now - asked;
		trip.waited = waited;
		trip.queued = queued;
	}
	asked = 0;
}

static void serve(struct side *side, const struct flight *flight)
{
	bool bulk = flight->class == DEMOS_CLASS_BULK;

	if (demos_session_judge(&side->session, flight->seq) !=
	    DEMOS_SESSION_ACCEPT)
		give_up("a frame is not accepted");
	demos_session_accepted(&side->session, bulk);
	if (bulk && trip.moved < 4 * ROAD_PACKET)
		side->asleep = now +
			(way->cold >> 2 * trip.moved / ROAD_PACKET);
	if (bulk)
		trip.moved += ROAD_PACKET;
	if (flight->what == QUESTION) {
		enqueue(side, ANSWER, flight->class, SMALL);
		kick(side);
	}
	if (flight->what == ANSWER)
		answered();
	if (way->late && side->asleep < now && !random_below(8))
		side->asleep = now + way->late;
	/* As demos_batch_promise() */
	if (side->session.prompt || side->session.due >= ACK_FRAMES)
		side->ack_at = now < side->asleep ? side->asleep : now;
	else if (side->ack_at == NEVER)
		side->ack_at = now + ACK_DELAY;
}

static void step_arrive(struct side *from)
{
	const struct flight *flight = &from->flights[from->first++ % FLIGHTS];
	struct side *side = &sides[from == sides];
	LIST_HEAD(done);

	/* As serve_ack() */
	if (flight->ack != side->session.acked) {
		if (demos_session_ack(&side->session, flight->ack, now, &done))
			give_up("an acknowledgement is not accepted");
		free_list(&done);
		flood(side);
		if (!demos_session_idle(&side->session))
			kick(side);
	}
	if (flight->seq)
		serve(side, flight);
}

/* ---- The next event */

static u64 arrives_at(const struct side *side)
{
	return side->first == side->last ? NEVER :
	       side->flights[side->first % FLIGHTS].when;
}

static void step(struct side *side)
{
	if (arrives_at(side) <= now)
		step_arrive(side);
	if (side->ack_at <= now) {
		side->ack_at = NEVER;
		kick(side);
	}
	if (side->write_at <= now)
		step_write(side);
}

static u64 earlier(u64 a, u64 b)
{
	return a < b ? a : b;
}

static u64 next_time(void)
{
	u64 next = NEVER;
	u32 i;

	for (i = 0; i < 2; i++) {
		next = earlier(next, arrives_at(&sides[i]));
		next = earlier(next, sides[i].ack_at);
		next = earlier(next, sides[i].write_at);
	}
	return next;
}

static void side_begin(struct side *side)
{
	const struct demos_hello hello = { .incarnation = 1 };
	LIST_HEAD(none);

	memset(side, 0, offsetof(struct side, flights));
	demos_session_init(&side->session, 1);
	demos_session_meet(&side->session, &hello, &none, &none);
	side->ack_at = NEVER;
}

static void side_end(struct side *side)
{
	LIST_HEAD(lost);

	demos_session_exit(&side->session, &lost);
	free_list(&lost);
}

/**
 * road_drive() - send small messages to and fro for a while
 * @road: the road
 * @seconds: how long
 * @flood: for each class: whether the first side sends it at full rate
 * @small: class of the small messages
 *
 * Return: the measurements.
 */
struct trip road_drive(const struct road *road, u32 seconds, const bool *flood,
		       enum demos_class small)
{
	u64 end = seconds * ROAD_SECOND;
	u64 ask_at = 2 * (road->round_trip + road->cold);

	random_seed(1);
	way = road;
	flooded = flood;
	memset(&trip, 0, sizeof(trip));
	asked = 0;
	side_begin(&sides[0]);
	side_begin(&sides[1]);
	for (now = 1; now < end;) {
		round_trip = road->then && now >= end / 2 ? road->then :
			     road->round_trip;
		step(&sides[0]);
		step(&sides[1]);
		if (!asked && ask_at <= now) {
			ask(small);
			ask_at = NEVER;
		}
		if (!asked && ask_at == NEVER)
			ask_at = now + random_below(PAUSE);
		now = earlier(end, earlier(next_time(), ask_at));
	}
	side_end(&sides[0]);
	side_end(&sides[1]);
	/* A message that was never answered took all the rest of the time */
	if (asked && now - asked > trip.worst)
		trip.worst = now - asked;
	return trip;
}
