// SPDX-License-Identifier: GPL-2.0
/*
 * Messages: from a link to a queue, from there into a guest's memory. Messages
 * between guests that neither request an answer nor are one may be lost,
 * doubled or swapped.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "stage.h"

/**
 * message_create - make a message
 * @from: number of the guest that sends it, SWITCHBOARD, or NOBODY
 * @over: link; copied
 * @data: data; copied
 * @length: bytes of data, at most DEMOS_DATA_MAX
 *
 * Return: the message, without links, to be delivered.
 */
struct message *message_create(int from, const struct link *over,
			       const void *data, uint16_t length)
{
	struct message *message = calloc(1, sizeof(*message));

	message->from = from;
	message->over = *over;
	message->length = length;
	if (length)
		memcpy(message->data, data, length);
	return message;
}

static void notice(const struct link *over, enum demos_result kind)
{
	const struct demos_notice data = {
		.kind = htons(kind),
		.code = htonl(over->code),
	};
	struct message *message = message_create(NOBODY, over, &data,
						 sizeof(data));

	message->notice = true;
	message_deliver(message);
}

/**
 * message_link_destroyed - notify the link's creator if its flags require it
 * @link: the link, out of all tables
 */
void message_link_destroyed(const struct link *link)
{
	if (link->flags & (DEMOS_LINK_REPLY | DEMOS_LINK_NOTIFY))
		notice(link, DEMOS_EDESTROYED);
}

/**
 * message_refuse - the receiver has ended: tell the sender
 * @message: consumed
 */
void message_refuse(struct message *message)
{
	const struct link sender = { .to = message->from };
	bool told = message->notice;
	unsigned int i;

	for (i = 0; i < message->nlinks; i++) {
		if (!told && message->links[i].flags & DEMOS_LINK_REPLY) {
			notice(&message->links[i], DEMOS_EDEAD);
			told = true;
		} else {
			message_link_destroyed(&message->links[i]);
		}
	}
	if (!told && message->from >= 0)
		notice(&sender, DEMOS_EDEAD);
	free(message);
}

static bool wanted(const struct guest *guest, const struct message *message)
{
	if (guest->call)
		return message->over.channel == CALL_CHANNEL &&
		       message->over.code == guest->call;
	return message->over.channel < DEMOS_CHANNELS &&
	       guest->channels >> message->over.channel & 1;
}

static void put_message(struct guest *guest, const struct message *message)
{
	struct z8k_cpu *cpu = &guest->cpu;
	unsigned int i;

	cpu->r[0] = DEMOS_OK;
	if (guest->call && message->notice)
		cpu->r[0] = ntohs(((struct demos_notice *)
				   message->data)->kind);
	cpu->r[1] = message->length;
	z8k_rr_set(cpu, 2, message->over.code);
	cpu->r[4] = message->over.channel;
	cpu->r[5] = message->nlinks | message->notice << 8 |
		    !!(message->over.flags & DEMOS_LINK_REPLY) << 9;
	for (i = 0; i < message->nlinks; i++)
		z8k_rr_set(cpu, 6 + 2 * i,
			   guest_link_add(guest, &message->links[i]));
}

/**
 * message_look - has a message come for a waiting guest?
 * @guest: becomes ready if so
 */
void message_look(struct guest *guest)
{
	struct message *message;

	STAILQ_FOREACH(message, &guest->queue, next) {
		if (!wanted(guest, message))
			continue;
		guest->state = GUEST_READY;
		if (message->length > guest->room) {
			guest->cpu.r[0] = DEMOS_ESIZE;
			guest->cpu.r[1] = message->length;
			return;
		}
		STAILQ_REMOVE(&guest->queue, message, message, next);
		z8k_mem_write(&guest->memory, guest->buffer, message->data,
			      message->length, 0, NULL);
		put_message(guest, message);
		free(message);
		return;
	}
}

static void enqueue(struct message *message)
{
	struct guest *guest = &stage.guests[message->over.to];

	if (guest->state == GUEST_ENDED) {
		message_refuse(message);
		return;
	}
	STAILQ_INSERT_TAIL(&guest->queue, message, next);
	if (guest->state == GUEST_WAITING)
		message_look(guest);
}

/**
 * message_release_held - deliver the message that was to be swapped, if any
 */
void message_release_held(void)
{
	struct message *message = stage.held;

	stage.held = NULL;
	if (message)
		enqueue(message);
}

/* Is it a one-way message between guests, which may have a mishap? */
static void mishap(struct message *message)
{
	static unsigned int one_way;
	const int from = message->from;
	const int to = message->over.to;
	struct message *again;

	one_way++;
	if (stage.lose && one_way % stage.lose == 0) {
		free(message);
		return;
	}
	if (stage.swap && one_way % stage.swap == 0 && !stage.held) {
		stage.held = message;
		return;
	}
	if (stage.twice && one_way % stage.twice == 0) {
		again = malloc(sizeof(*again));
		*again = *message;
		enqueue(again);
	}
	enqueue(message);
	if (stage.held && stage.held->from == from && stage.held->over.to == to)
		message_release_held();
}

/**
 * message_deliver - deliver a message along its link
 * @message: consumed
 */
void message_deliver(struct message *message)
{
	if (message->over.to == CONSOLE) {
		console(message);
		free(message);
	} else if (message->over.to == SWITCHBOARD) {
		switchboard(message);
		free(message);
	} else if (message->notice || message->from < 0 ||
		   message->over.flags & DEMOS_LINK_REPLY || message->nlinks) {
		enqueue(message);
	} else {
		mishap(message);
	}
}
