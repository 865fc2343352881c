// SPDX-License-Identifier: GPL-2.0
/*
 * Cables. Invariant: frames are in flight only while connected.
 */
#include <assert.h>
#include <stdlib.h>
#include <linux/errno.h>
#include <linux/string.h>

#include "cable.h"
#include "lan.h"
#include "core/neighbour.h"
#include "core/message.h"
#include "model.h"
#include "core/route.h"
#include "task.h"
#include "core/wire.h"

/* A frame on its way */
struct parcel {
	struct list_head node;
	u32 length;
	u8 bytes[];
};

/*
 * News for a machine of its session with another: messages that are lost,
 * because the other began a new life or said good-bye; or only that there is
 * room again
 */
struct lost {
	int one;
	int other;
	u64 incarnation;
	bool gone;
	bool deleted;
	bool new;
	enum demos_result why;
	struct list_head messages;
};

static void free_messages(struct list_head *list)
{
	struct demos_message *msg;
	struct demos_message *next;

	list_for_each_entry_safe(msg, next, list, node)
		demos_message_destroy(msg);
}

static void drop_flight(struct cable_end *end)
{
	struct parcel *parcel;
	struct parcel *next;

	list_for_each_entry_safe(parcel, next, &end->flight, node)
		free(parcel);
	INIT_LIST_HEAD(&end->flight);
}

/**
 * cable_init() - set up an end of a cable, not connected yet
 * @end: the end; zeroed, or left from the machine's previous life, of which the
 *       other machine may still be processing a frame
 * @incarnation: of its machine
 */
void cable_init(struct cable_end *end, u64 incarnation)
{
	bool busy = end->busy;

	memset(end, 0, sizeof(*end));
	end->busy = busy;
	INIT_LIST_HEAD(&end->flight);
	end->known = true;
	demos_session_init(&end->session, incarnation);
}

/**
 * cable_exit() - free the session at an end whose machine is gone
 * @end: the end, not connected
 */
void cable_exit(struct cable_end *end)
{
	LIST_HEAD(lost);

	demos_session_exit(&end->session, &lost);
	free_messages(&lost);
}

/**
 * cable_waits() - does one machine have frames for the other?
 * @lan: the LAN
 * @from: index of a machine
 * @to: index of another
 *
 * Return: whether there are any, now or once the cable is connected and not
 * stalled.
 */
bool cable_waits(const struct lan *lan, int from, int to)
{
	const struct cable_end *end = &lan->cables[from][to];

	return !list_empty(&end->flight) ||
	       (!end->left && (end->session.due ||
			       !demos_session_idle(&end->session) ||
			       end->session.acked != end->session.next));
}

/**
 * cable_active() - may a frame arrive from one machine at the other?
 * @lan: the LAN
 * @from: index of a machine
 * @to: index of another
 *
 * Return: whether cable_step() will do something.
 */
bool cable_active(const struct lan *lan, int from, int to)
{
	const struct cable_end *end = &lan->cables[from][to];

	return end->connected && !end->busy && end->stalled <= lan->time &&
	       (!list_empty(&end->flight) ||
		(!end->left && (end->session.due ||
				!demos_session_idle(&end->session))));
}

static void fly(struct cable_end *end, const u8 *bytes, u32 length)
{
	struct parcel *parcel = malloc(sizeof(*parcel) + length);

	memcpy(parcel->bytes, bytes, length);
	parcel->length = length;
	list_add_tail(&parcel->node, &end->flight);
}

/* Send some frames, or at least an acknowledgement */
static void fill(struct lan *lan, struct cable_end *end)
{
	static u8 bytes[DEMOS_WIRE_MAX + DEMOS_WIRE_HEAD_MAX];
	u32 most = 1 + lan_random(lan, 6);
	struct demos_message *msg;
	LIST_HEAD(done);
	u64 ack;
	u64 seq;

	while (most--) {
		msg = demos_session_next(&end->session, lan->time, &seq);
		if (!msg)
			break;
		ack = demos_session_tell(&end->session);
		fly(end, bytes, demos_wire_message(bytes, msg, seq, ack));
	}
	demos_session_done(&end->session, &done);
	free_messages(&done);
	if (!list_empty(&end->flight))
		return;
	ack = demos_session_tell(&end->session);
	fly(end, bytes, demos_wire_ack(bytes, ack));
}

/**
 * cable_room() - may more be sent? As demos_peer_way()
 * @end: a machine's end of a cable
 * @class: class of the message to send
 *
 * Return: whether more may be sent now.
 */
bool cable_room(struct cable_end *end, enum demos_class class)
{
	bool full = demos_session_full(&end->session, class);

	end->crowded[class] |= full;
	return !full;
}

/* As demos_peer_settle(): is there room again for a sender that waits? */
static bool relieved(struct cable_end *end)
{
	bool room = false;
	u32 class;

	for (class = 0; class < DEMOS_CLASSES; class++) {
		if (!end->crowded[class] ||
		    !demos_session_drained(&end->session, class))
			continue;
		end->crowded[class] = false;
		room = true;
	}
	return room;
}

static void serve_ack(struct lan *lan, int from, int to, u64 ack)
{
	struct cable_end *end = &lan->cables[to][from];
	LIST_HEAD(done);

	if (demos_session_ack(&end->session, ack, lan->time, &done))
		wrong("a frame that was never sent was acknowledged");
	free_messages(&done);
	if (!relieved(end))
		return;
	lan->cables[from][to].busy = true;
	demos_machine_room(&lan->machines[to].machine, from + 1);
	lan->cables[from][to].busy = false;
}

/* As receive.c's accept_message() */
static void serve(struct lan *lan, int from, int to,
		  const struct demos_frame *frame)
{
	struct demos_machine *machine = &lan->machines[to].machine;
	struct cable_end *end = &lan->cables[to][from];
	struct demos_message *msg;

	if (frame->header.to.machine != machine->id ||
	    !demos_wire_sender_ok(&frame->header, machine->id, from + 1))
		wrong("m%d refuses m%d's sender address", to + 1, from + 1);
	if (machine->down ||
	    demos_session_judge(&end->session, frame->seq) !=
	    DEMOS_SESSION_ACCEPT)
		return;
	msg = demos_wire_take(frame);
	if (!msg) {
		cable_cut(lan, from, to);
		return;
	}
	lan->cables[from][to].busy = true;
	demos_route(machine, msg);
	lan->cables[from][to].busy = false;
	demos_session_accepted(&end->session,
			       frame->header.flags & DEMOS_F_BULK);
}

/* As peer.c's demos_peer_lost(), or demos_peer_settle() alone */
static void tell_lost(struct lan *lan, void *arg)
{
	struct lost *lost = arg;
	struct demos_machine *machine = &lan->machines[lost->one].machine;

	demos_route_lost(machine, &lost->messages, lost->why);
	if (lost->gone)
		demos_neighbour_left(machine, lost->other + 1,
				     lost->incarnation);
	else if (lost->deleted)
		demos_neighbour_deleted(machine, lost->other + 1);
	else
		demos_neighbour_greeted(machine, lost->other + 1,
					lost->incarnation, lost->new);
	demos_machine_room(machine, lost->other + 1);
	lan->cables[lost->other][lost->one].busy = false;
	free(lost);
}

static struct lost *lost_make(int one, int other, u64 incarnation)
{
	struct lost *lost = malloc(sizeof(*lost));

	lost->one = one;
	lost->other = other;
	lost->incarnation = incarnation;
	lost->gone = false;
	lost->deleted = false;
	lost->new = false;
	lost->why = DEMOS_EUNKNOWN;
	INIT_LIST_HEAD(&lost->messages);
	return lost;
}

/* As connection_end() after a GOODBYE */
static void part(struct lan *lan, int from, int to)
{
	struct demos_session *session = &lan->cables[to][from].session;
	struct lost *lost = lost_make(to, from, session->remote);

	say("m%d knows that m%d is gone", to + 1, from + 1);
	lan->ngoodbyes++;
	lan->cables[from][to].busy = true;
	cable_cut(lan, from, to);
	lost->gone = true;
	lost->why = DEMOS_EUNREACHABLE;
	demos_session_goodbye(session, &lost->messages);
	tell_lost(lan, lost);
}

static void take_in(struct lan *lan, void *arg)
{
	struct cable_end *end = arg;
	int from = (end - &lan->cables[0][0]) / LAN_MAX;
	int to = (end - &lan->cables[0][0]) % LAN_MAX;
	struct demos_frame frame;
	struct parcel *parcel;
	struct demos_why why;

	parcel = list_first_entry(&end->flight, struct parcel, node);
	list_del(&parcel->node);
	if (demos_wire_decode(parcel->bytes, parcel->length, &frame, &why)) {
		wrong("m%d refuses a frame from m%d: %s", to + 1, from + 1,
		      why.text);
	} else {
		serve_ack(lan, from, to, frame.ack);
		if (frame.command == DEMOS_CMD_MESSAGE)
			serve(lan, from, to, &frame);
		else if (frame.command == DEMOS_CMD_GOODBYE)
			part(lan, from, to);
	}
	free(parcel);
}

/**
 * cable_step() - deliver a frame from one machine to the other
 * @lan: the LAN
 * @from: index of a machine
 * @to: index of another; cable_active() is true
 */
void cable_step(struct lan *lan, int from, int to)
{
	struct cable_end *end = &lan->cables[from][to];

	if (!end->left && (list_empty(&end->flight) || !lan_random(lan, 4)))
		fill(lan, end);
	task_begin(lan, to, take_in, end);
}

/* Say good-bye over a connection; nothing follows over it */
static void leave(struct cable_end *end)
{
	u8 bytes[DEMOS_WIRE_HEAD_MAX];

	if (!end->connected)
		return;
	fly(end, bytes, demos_wire_goodbye(bytes,
					   demos_session_tell(&end->session)));
	end->left = true;
}

/**
 * cable_leave() - have a machine say good-bye to all that it is connected to
 * @lan: the LAN
 * @from: index of the machine, which is stopping; its processes have ended
 */
void cable_leave(struct lan *lan, int from)
{
	int to;

	say("m%d says good-bye", from + 1);
	for (to = 0; to < lan->count; to++) {
		if (to != from)
			leave(&lan->cables[from][to]);
	}
}

/**
 * cable_cut() - cut a connection
 * @lan: the LAN
 * @one: index of a machine
 * @other: index of another
 *
 * Frames in flight are lost, whether or not they have been acknowledged.
 */
void cable_cut(struct lan *lan, int one, int other)
{
	say("m%d and m%d are cut off from each other", one + 1, other + 1);
	lan->ncuts += lan->cables[one][other].connected;
	lan->cables[one][other].connected = false;
	lan->cables[other][one].connected = false;
	drop_flight(&lan->cables[one][other]);
	drop_flight(&lan->cables[other][one]);
}

/**
 * cable_delete() - have a machine delete another one as a peer
 * @lan: the LAN
 * @one: index of the machine
 * @other: index of the other one, which it knows again when @known is set
 *
 * As peers.c's peer_forget(), by force.
 *
 * Return: false: not now.
 */
bool cable_delete(struct lan *lan, int one, int other)
{
	struct demos_machine *machine = &lan->machines[one].machine;
	struct cable_end *end = &lan->cables[one][other];
	struct lost *lost;
	u32 deleted;

	if (lan->cables[other][one].busy || task_busy() == TASKS)
		return false;
	say("m%d deletes m%d", one + 1, other + 1);
	lan->ngoodbyes++;
	cable_cut(lan, one, other);
	lost = lost_make(one, other, 0);
	lost->deleted = true;
	lost->why = DEMOS_EUNREACHABLE;
	end->known = false;
	demos_session_exit(&end->session, &lost->messages);
	deleted = demos_lives_deleted(&machine->lives, other + 1, 1);
	demos_session_init(&end->session, machine->incarnation + deleted);
	lan->cables[other][one].busy = true;
	task_begin(lan, one, tell_lost, lost);
	return true;
}

/**
 * cable_can_connect() - can two machines connect?
 * @lan: the LAN
 * @one: index of a machine
 * @other: index of another
 *
 * Return: whether they can, and are not connected.
 */
bool cable_can_connect(const struct lan *lan, int one, int other)
{
	return !lan->cables[one][other].connected &&
	       lan->machines[one].life == LAN_UP &&
	       lan->machines[other].life == LAN_UP &&
	       lan->cables[one][other].known &&
	       lan->cables[other][one].known &&
	       !lan->cables[one][other].busy && !lan->cables[other][one].busy;
}

/* Hand the other machine's HELLO to one machine's session */
static struct lost *meet(struct lan *lan, int one, int other,
			 const struct demos_hello *hello)
{
	struct cable_end *end = &lan->cables[one][other];
	struct lost *lost = lost_make(one, other, hello->incarnation);
	LIST_HEAD(done);
	int new;

	new = demos_session_meet(&end->session, hello, &done, &lost->messages);
	if (new < 0)
		wrong("m%d refuses the HELLO of m%d: %d", one + 1,
		      other + 1, new);
	free_messages(&done);
	relieved(end);
	lost->new = new > 0;
	return lost;
}

static void hear_of(struct lan *lan, struct lost *lost)
{
	if (lost->new)
		say("m%d meets the new m%d", lost->one + 1, lost->other + 1);
	lan->cables[lost->other][lost->one].busy = true;
	task_begin(lan, lost->one, tell_lost, lost);
}

/**
 * cable_connect() - connect two machines, again or for the first time
 * @lan: the LAN
 * @one: index of a machine
 * @other: index of another; cable_can_connect() is true, and there is room for
 *         two tasks
 */
void cable_connect(struct lan *lan, int one, int other)
{
	struct cable_end *here = &lan->cables[one][other];
	struct cable_end *there = &lan->cables[other][one];
	struct demos_hello from_here = {};
	struct demos_hello from_there = {};
	struct lost *lost;

	say("m%d and m%d connect", one + 1, other + 1);
	demos_session_hello(&here->session, &from_here);
	demos_session_hello(&there->session, &from_there);
	here->connected = true;
	there->connected = true;
	lost = meet(lan, one, other, &from_there);
	hear_of(lan, meet(lan, other, one, &from_here));
	hear_of(lan, lost);
}
