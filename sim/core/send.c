// SPDX-License-Identifier: GPL-2.0
/*
 * What puppets send: letters to each other, requests to kernels. The model
 * records each send before it is made, since the message may arrive before the
 * sender continues, and takes it back if the send was refused.
 */
#include <assert.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/call.h"
#include "door.h"
#include "hear.h"
#include "lan.h"
#include "core/link.h"
#include "core/message.h"
#include "puppet.h"

/**
 * struct parcel - a message that is being sent
 * @process: its sender
 * @msg: its data
 * @enclosure: the links enclosed
 * @over: the right it is sent over
 * @rights: the rights enclosed, as named in @enclosure
 * @reply: right of the reply link that is made, -1: none
 * @call: it is a call, whose reply the sender awaits
 * @expected: the result that the send must have
 */
struct parcel {
	struct demos_process *process;
	struct demos_message *msg;
	struct demos_enclosure enclosure;
	int over;
	int rights[DEMOS_LINKS_MAX];
	int reply;
	bool call;
	enum demos_result expected;
};

static void begin_parcel(struct parcel *parcel, struct demos_process *process,
			 int over)
{
	memset(parcel, 0, sizeof(*parcel));
	parcel->process = process;
	parcel->over = over;
	parcel->reply = -1;
	parcel->expected = model.rights[over].flags & DEMOS_LINK_MEMORY ?
			   DEMOS_ERIGHTS : DEMOS_OK;
}

/* Enclose a right; false: it cannot be sent, or must not */
static bool enclose(struct parcel *parcel, int right)
{
	struct demos_enclosure *enclosure = &parcel->enclosure;
	u32 room = DEMOS_LINKS_MAX - enclosure->make_reply;
	const struct right *it = &model.rights[right];
	u32 i;

	if (enclosure->count == room || right == parcel->over)
		return false;
	for (i = 0; i < enclosure->count; i++) {
		if (parcel->rights[i] == right)
			return false;
	}
	if (!(it->flags & DEMOS_LINK_PASS)) {
		/* Now and then try it anyway */
		if (!(show.acts & 1U << ACT_FORGE) || !chance(8))
			return false;
		parcel->expected = DEMOS_ERIGHTS;
	}
	parcel->rights[enclosure->count] = right;
	enclosure->names[enclosure->count++] = it->name;
	return true;
}

static void enclose_some(struct parcel *parcel)
{
	int right;

	while (chance(2)) {
		right = any_right(self(parcel->process), 0, 0);
		if (right >= 0)
			enclose(parcel, right);
	}
}

/* Have a reply link made, of a call or on a channel */
static struct origin *want_reply(struct parcel *parcel, bool call)
{
	const u16 flags = DEMOS_LINK_REPLY | DEMOS_LINK_PASS;
	int id = self(parcel->process);
	u8 channel = call ? DEMOS_CHANNEL_CALL :
		1 + lan_random(the_lan, DEMOS_CHANNELS - 1);
	u32 code = call ? door_begin_call(parcel->process) : 0;
	int origin = model_origin(id, code, channel, flags);

	parcel->call = call;
	parcel->reply = model_right(origin, flags, 0, 0);
	parcel->enclosure.make_reply = true;
	parcel->enclosure.reply.channel = channel;
	parcel->enclosure.reply.code = model.origins[origin].code;
	return &model.origins[origin];
}

/* Move the enclosed rights into a letter, or to a kernel (-1) */
static void hand_over(struct parcel *parcel, int letter)
{
	enum place place = letter < 0 ? PLACE_ASKED : PLACE_LETTER;
	int where = letter < 0 ? self(parcel->process) : letter;
	struct letter *it = letter < 0 ? NULL : &model.letters[letter];
	u32 n = 0;
	u32 i;

	if (parcel->reply >= 0) {
		model.rights[parcel->reply].place = place;
		model.rights[parcel->reply].where = where;
		if (it)
			it->rights[n++] = parcel->reply;
	}
	for (i = 0; i < parcel->enclosure.count; i++) {
		model_drop(parcel->rights[i], place, where);
		if (it)
			it->rights[n++] = parcel->rights[i];
	}
	if (it)
		it->nrights = n;
	if (model.rights[parcel->over].flags & DEMOS_LINK_REPLY)
		model_drop(parcel->over, PLACE_GONE, 0);
}

static void take_back(struct parcel *parcel)
{
	int id = self(parcel->process);
	u32 i;

	if (parcel->reply >= 0) {
		model.rights[parcel->reply].place = PLACE_GONE;
		origin_of(parcel->reply)->made--;
	}
	for (i = 0; i < parcel->enclosure.count; i++)
		model_hold(parcel->rights[i], id, parcel->enclosure.names[i]);
	if (model.rights[parcel->over].flags & DEMOS_LINK_REPLY)
		model_hold(parcel->over, id, model.rights[parcel->over].name);
}

/* The first reply link's creator is told if it is lost: is that its sender? */
static bool own_reply(const struct letter *letter)
{
	u32 i;

	for (i = 0; i < letter->nrights; i++) {
		if (model.rights[letter->rights[i]].flags & DEMOS_LINK_REPLY)
			return origin_of(letter->rights[i])->creator ==
			       letter->from;
	}
	return false;
}

/* Blocked by flow control: wait, or do something else */
static void hold_up(struct demos_process *process, int over)
{
	struct brain *brain = brain_of(process);

	say("%d is held up", self(process));
	if (model.rights[over].flags & DEMOS_LINK_REPLY)
		wrong("%d: the room for a reply was not reserved",
		      self(process));
	if (chance(2))
		brain->doing = DOING_SEND;
}

/* A program may wait for as many answers as its table may have links */
static bool waits_for_most(const struct demos_process *process,
			   enum demos_result result)
{
	return demos_result_plain(result) == DEMOS_EROOM &&
	       process->promises.count + DEMOS_LINKS_MAX > DEMOS_LINK_SLOTS_MAX;
}

/* Return: whether it was sent */
static bool dispatch(struct parcel *parcel, const char *what, int letter)
{
	struct demos_process *process = parcel->process;
	int id = self(process);
	enum demos_result result;

	say("%d sends %s, letter %d, reply %d, over right %d to %d, %u links",
	    id, what, letter, parcel->reply, parcel->over,
	    origin_of(parcel->over)->creator, parcel->enclosure.count);
	hand_over(parcel, letter);
	if (letter >= 0) {
		model.letters[letter].told =
			own_reply(&model.letters[letter]);
		model_sent(letter);
	}
	result = demos_call_send(process, model.rights[parcel->over].name,
				 parcel->msg, &parcel->enclosure);
	if (waits_for_most(process, result))
		parcel->expected = result;
	if (result == DEMOS_EFULL)
		hold_up(process, parcel->over);
	else
		agree(process, what, result, parcel->expected);
	if (result == DEMOS_OK) {
		being(id)->sent++;
		model.sent++;
		if (letter >= 0)
			model_may_be(letter);
		if (parcel->call)
			hear_answer(process, parcel->reply);
		return true;
	}
	say("%d: that failed: %d", id, result);
	demos_message_destroy(parcel->msg);
	if (letter >= 0)
		model_unsent(letter);
	take_back(parcel);
	return false;
}

/**
 * send_letter() - a puppet sends a letter to another
 * @process: the puppet
 * @over: the right to send it over, not to a kernel
 * @call: whether to wait for the reply
 */
void send_letter(struct demos_process *process, int over, bool call)
{
	u32 length = chance(16) ? DEMOS_DATA_MAX - lan_random(the_lan, 2) :
		     sizeof(u32) + lan_random(the_lan, 60);
	struct parcel parcel;
	int letter;
	u32 *words;
	u32 i;

	begin_parcel(&parcel, process, over);
	if (call || chance(3))
		want_reply(&parcel, call);
	enclose_some(&parcel);
	letter = model_letter(self(process), over);
	model.letters[letter].length = length;
	parcel.msg = demos_message_create_sure(length);
	words = (void *)parcel.msg->data;
	words[0] = letter;
	for (i = sizeof(u32); i < length; i++)
		parcel.msg->data[i] = hear_byte(letter, i);
	dispatch(&parcel, "a letter", letter);
}

/* As large as the longest request */
union request {
	struct demos_control control;
	struct demos_op_migrate migrate;
	struct demos_op_links links;
	struct demos_op_where where;
	u8 between_kernels[64];
};

static u16 request_length(u16 op)
{
	switch (op) {
	case DEMOS_OP_LINKS:
		return sizeof(struct demos_op_links);
	case DEMOS_OP_MIGRATE:
		return sizeof(struct demos_op_migrate);
	default:
		return op < DEMOS_OP_LINK_UPDATE ?
			sizeof(struct demos_control) : sizeof(union request);
	}
}

/**
 * send_request() - a puppet sends a request to a kernel
 * @process: the puppet
 * @over: the right to send it over: DELIVERTOKERNEL, or to a kernel
 * @op: the operation
 * @argument: for MIGRATE: the machine
 * @call: whether to wait for the answer
 *
 * Return: whether it was sent.
 */
bool send_request(struct demos_process *process, int over, u16 op,
		  u32 argument, bool call)
{
	int about = origin_of(over)->creator;
	union request asked = { .control.op = cpu_to_be16(op) };
	struct origin *reply;
	struct parcel parcel;

	begin_parcel(&parcel, process, over);
	reply = want_reply(&parcel, call);
	reply->op = op;
	reply->about = about;
	reply->argument = argument;
	if (op == DEMOS_OP_MIGRATE)
		asked.migrate.machine = cpu_to_be16(argument);
	if (op >= DEMOS_OP_LINK_UPDATE) {
		asked.where.machine = cpu_to_be16(1);
		asked.where.pid = cpu_to_be64(being(0)->pid);
		asked.where.moves = cpu_to_be32(1000);
	}
	if (self(process) != show.operator && chance(8))
		enclose_some(&parcel);
	parcel.msg = demos_message_create_sure(request_length(op));
	memcpy(parcel.msg->data, &asked, parcel.msg->length);
	if (op == DEMOS_OP_KILL && about >= 0)
		being(about)->doomed = true;
	say("%d requests %u of %d, %u", self(process), op, about, argument);
	return dispatch(&parcel, "a request", -1);
}

/**
 * send_spawn() - a puppet asks a kernel to create a process
 * @process: the puppet
 * @over: a right to a kernel
 * @manager: a right that may be passed on, which becomes its manager link
 */
void send_spawn(struct demos_process *process, int over, int manager)
{
	struct demos_op_create *asked;
	struct origin *reply;
	struct parcel parcel;

	begin_parcel(&parcel, process, over);
	reply = want_reply(&parcel, false);
	reply->op = DEMOS_OP_CREATE;
	reply->about = origin_of(over)->creator;
	reply->argument = manager;
	if (!enclose(&parcel, manager)) {
		origin_of(parcel.reply)->made--;
		return;
	}
	parcel.msg = demos_message_create_sure(sizeof(*asked) +
					sizeof(struct demos_op_segment));
	asked = (void *)parcel.msg->data;
	memset(asked, 0, parcel.msg->length);
	asked->op = cpu_to_be16(DEMOS_OP_CREATE);
	asked->model = 1;
	asked->segments = 1;
	dispatch(&parcel, "a request to create", -1);
}

/**
 * send_nowhere() - a puppet sends over a link that it does not have
 * @process: the puppet
 */
void send_nowhere(struct demos_process *process)
{
	const struct demos_enclosure none = {};
	struct demos_message *msg = demos_message_create_sure(4);
	u32 name = lan_random(the_lan, 50);

	if (chance(2))
		name |= lan_random(the_lan, 4) << 16;
	if (model_held(self(process), name) < 0)
		agree(process, "send over no link",
		      demos_call_send(process, name, msg, &none),
		      DEMOS_ENOLINK);
	demos_message_destroy(msg);
}
