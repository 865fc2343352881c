// SPDX-License-Identifier: GPL-2.0
/*
 * Messages that can be told apart, and what must hold of a session at any
 * time.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "lan.h"
#include "message.h"
#include "random.h"

struct machine machines[MACHINES];
struct end *ends[ENDS];
struct fate fates[MESSAGES];
u64 latest[MACHINES][MACHINES];
u64 seed_now;
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

static u8 data_byte(u64 number, u32 at)
{
	return (number * 0x9e3779b97f4a7c15ULL >> 32) + at * 7;
}

struct demos_message *message_make(u64 number, u16 from, u16 to)
{
	u32 length = random_chance(30) ? random_below(DEMOS_DATA_MAX) :
					 random_below(40);
	struct demos_message *msg = demos_message_create(length);
	u32 i;

	msg->head.to = (struct demos_address) { DEMOS_PID(to, 1), to, 0, 0 };
	msg->head.from = (struct demos_address) {
		DEMOS_PID(from, 1), from, 0, 0
	};
	msg->head.number = number;
	for (i = 0; i < length; i++)
		msg->data[i] = data_byte(number, i);
	return msg;
}

void message_check(const struct demos_message *msg)
{
	u32 i;

	for (i = 0; i < msg->length; i++)
		if (msg->data[i] != data_byte(msg->head.number, i))
			broken("is damaged", msg->head.number);
}

void session_check(const struct demos_session *session)
{
	u64 number = session->first;
	u32 count = 0, bytes = 0;
	struct list_head *node;

	for (node = session->kept.next; node != &session->kept;
	     node = node->next, number++, count++) {
		if (session->cursor == node && session->at != number)
			broken("cursor is elsewhere", number);
		bytes += demos_wire_size(list_entry(node, struct demos_message,
						    node));
	}
	if (number != session->next)
		broken("numbers do not fit what is kept", number);
	if (session->cursor == &session->kept && session->at != number)
		broken("cursor at the end, but not all sent", number);
	for (node = session->waiting.next; node != &session->waiting;
	     node = node->next, count++)
		bytes += demos_wire_size(list_entry(node, struct demos_message,
						    node));
	if (count != session->count || bytes != session->bytes)
		broken("counts are wrong", count);
}

void free_list(struct list_head *list, bool report, bool give_up)
{
	struct demos_message *msg, *next;

	list_for_each_entry_safe(msg, next, list, node) {
		struct fate *fate = &fates[msg->head.number];

		fate->reported |= report;
		total.reported += report;
		fate->given_up |= give_up;
		if (report)
			say("  message %llu reported\n",
			    (unsigned long long)msg->head.number);
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

