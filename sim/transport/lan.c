// SPDX-License-Identifier: GPL-2.0
/*
 * Messages that can be told apart, and the invariants of a session.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lan.h"
#include "core/message.h"
#include "random.h"

struct machine machines[MACHINES];
struct end *ends[ENDS];
struct fate fates[MESSAGES];
u32 messages;
u32 pulls_open;
u32 pulls_held;
bool pulls_wait;
u64 latest[MACHINES][MACHINES][DEMOS_CLASSES];
unsigned long long session_first = 1;
u64 seed_now;
u64 time_now;
bool verbose;
struct total total;

void say(const char *text, ...)
{
	va_list args;

	if (!verbose)
		return;
	va_start(args, text);
	vprintf(text, args);
	va_end(args);
}

void broken(const char *what, u64 message)
{
	printf("seed %llu: message %llu: %s\n", (unsigned long long)seed_now,
	       (unsigned long long)message, what);
	fflush(stdout);
	abort();
}

/* A message's data: part of one array of bytes, from an offset of its own */
static const u8 *message_data(u64 number)
{
	static u8 pattern[256 + DEMOS_PACKET_MAX];
	u32 i;

	if (!pattern[1])
		for (i = 0; i < sizeof(pattern); i++)
			pattern[i] = i * 7;
	return pattern + (number * 0x9e3779b97f4a7c15ULL >> 56);
}

static u32 message_length(enum demos_class class)
{
	if (class == DEMOS_CLASS_BULK)
		return random_chance(4) ? DEMOS_PACKET_MAX :
				   random_below(400);
	return random_chance(30) ? random_below(DEMOS_DATA_MAX) :
				   random_below(40);
}

struct demos_message *message_make(u64 number, u16 from, u16 to,
				   enum demos_class class, u32 length)
{
	struct demos_message *msg = demos_message_create(length);

	msg->head.to = (struct demos_address) { DEMOS_PID(to, 1), to, 0, 0 };
	msg->head.from = (struct demos_address) {
		DEMOS_PID(from, 1), from, 0, 0
	};
	msg->head.code = number;
	if (class != DEMOS_CLASS_PLAIN)
		msg->head.flags = DEMOS_F_KERNEL;
	if (class == DEMOS_CLASS_BULK)
		msg->head.flags |= DEMOS_F_BULK;
	total.bulk += class == DEMOS_CLASS_BULK;
	if (length)
		memcpy(msg->data, message_data(number), length);
	return msg;
}

void message_check(const struct demos_message *msg)
{
	if (msg->length &&
	    memcmp(msg->data, message_data(msg->head.code), msg->length))
		broken("is damaged", msg->head.code);
}

/* Compare a list's contents with the session's counts */
static void list_check(const struct list_head *list, u32 *count,
		       struct demos_session *sum)
{
	struct list_head *node;

	for (node = list->next; node != list; node = node->next) {
		struct demos_message *msg = list_entry(node,
						       struct demos_message,
						       node);
		u32 bytes = demos_wire_size(msg);

		sum->bytes += bytes;
		sum->held[demos_message_class(msg)] += bytes;
		++*count;
	}
}

void session_check(const struct demos_session *session)
{
	struct demos_session sum = { 0 };
	u64 number = session->first;
	u32 flying, count = 0, class;
	struct list_head *node;

	for (node = session->kept.next; node != &session->kept;
	     node = node->next, number++) {
		if (session->cursor == node && session->at != number)
			broken("cursor is at the wrong message", number);
	}
	if (number != session->next)
		broken("numbers do not match the messages kept", number);
	if (session->cursor == &session->kept && session->at != number)
		broken("cursor at the end, but not all sent", number);
	list_check(&session->kept, &count, &sum);
	flying = sum.held[DEMOS_CLASS_BULK];
	for (class = 0; class < DEMOS_CLASSES; class++)
		list_check(&session->waiting[class], &count, &sum);
	if (count != session->count || sum.bytes != session->bytes ||
	    memcmp(sum.held, session->held, sizeof(sum.held)) ||
	    flying != session->pace.flying)
		broken("counts are wrong", count);
	if (session->gone && count)
		broken("kept for a machine that is gone", count);
	if (session->bytes > total.kept)
		total.kept = session->bytes;
	if (session->debt > total.debt)
		total.debt = session->debt;
}

void free_list(struct list_head *list, bool report, bool give_up)
{
	struct demos_message *msg, *next;

	list_for_each_entry_safe(msg, next, list, node) {
		struct fate *fate = &fates[msg->head.code];

		fate->reported |= report;
		total.reported += report;
		fate->given_up |= give_up;
		if (report)
			say("  message %u reported\n", msg->head.code);
		list_del(&msg->node);
		demos_message_destroy(msg);
	}
}

struct peer *peer_get(struct machine *machine, u16 id)
{
	struct peer **peer = &machine->peers[id - 1];

	if (!*peer) {
		*peer = calloc(1, sizeof(**peer));
		demos_session_init(&(*peer)->session,
				   machine->incarnation + machine->deleted);
	}
	return *peer;
}

/*
 * Send a message. Return: its fate, NULL: all numbers are used up, or the other
 * machine is gone
 */
struct fate *message_send(u16 from, u16 to, enum demos_class class,
			  u32 length)
{
	struct demos_session *session =
		&peer_get(&machines[from - 1], to)->session;
	u64 number = messages;

	if (messages == MESSAGES || session->gone)
		return NULL;
	messages++;
	fates[number] = (struct fate) {
		.from = from,
		.to = to,
		.from_life = session->local,
		.to_life = session->remote,
	};
	demos_session_enqueue(session,
			      message_make(number, from, to, class, length));
	return &fates[number];
}

void message_some(u16 from, u16 to)
{
	enum demos_class class = random_chance(3) ?
		random_below(DEMOS_CLASSES) : DEMOS_CLASS_PLAIN;

	message_send(from, to, class, message_length(class));
}

/* Request move data, by a message of the same class */
void message_pull(u16 from, u16 to)
{
	struct fate *fate = message_send(from, to, DEMOS_CLASS_BULK,
					 sizeof(struct demos_op_pull));

	if (!fate)
		return;
	fate->pull = true;
	pulls_open++;
}

/* Send the move data requested; never, if nothing can be sent */
static void pull_answer(const struct fate *fate)
{
	struct fate *answer = message_send(fate->to, fate->from,
					   DEMOS_CLASS_BULK, DEMOS_PACKET_MAX);

	if (answer)
		answer->answer = true;
}

/* Requests that arrived and wait for an answer, the oldest first */
static const struct fate *held[MESSAGES];
static u32 held_first;

/* As the module does: stop when the session is full, resume at half */
void message_answer_held(void)
{
	static bool waiting;

	while (pulls_held) {
		const struct fate *fate = held[held_first % MESSAGES];
		const struct demos_session *session =
			&peer_get(&machines[fate->to - 1], fate->from)->session;

		waiting = waiting ?
			!demos_session_drained(session, DEMOS_CLASS_BULK) :
			demos_session_full(session, DEMOS_CLASS_BULK);
		if (waiting)
			break;
		pull_answer(fate);
		held_first++;
		pulls_held--;
	}
	waiting = waiting && pulls_held;
	if (pulls_held > total.held)
		total.held = pulls_held;
}

void message_arrived(u64 number)
{
	const struct fate *fate = &fates[number];

	pulls_open -= fate->answer;
	if (!fate->pull)
		return;
	if (pulls_wait)
		held[(held_first + pulls_held++) % MESSAGES] = fate;
	else
		pull_answer(fate);
}
