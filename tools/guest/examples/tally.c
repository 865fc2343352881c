// SPDX-License-Identifier: GPL-2.0
/*
 * tally: the server named "tally", which checks that each client's requests
 * come once each and in order. tally.h defines its messages.
 */
#include "fail.h"
#include "order.h"
#include "tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLIENTS		32

/**
 * struct client - a client
 * @requests: their numbers
 * @link: for answers to notes
 * @notes: number of the next of these
 * @counts: number of the next answer to a count
 */
static struct client {
	struct order requests;
	demos_link_t link;
	uint32_t notes;
	uint32_t counts;
} clients[CLIENTS];

static unsigned int joined;
static int closed;

/* A request, and its answer in the same place */
static union {
	struct tally tally;
	struct tally_count count;
	struct tally_report report;
} data;

static void make_answer(int result)
{
	data.tally.op |= DEMOS_OP_ANSWER;
	data.tally.result = result;
}

/* Answer with only a result. */
static void refuse(const struct demos_message *message, int result)
{
	make_answer(result);
	answer(message, &data, sizeof(struct demos_answer));
}

/* Answer over the client's link. */
static void note(struct client *client)
{
	order_note(&client->requests, data.tally.number);
	make_answer(0);
	data.tally.number = client->notes++;
	send(client->link, &data, sizeof(data.tally));
}

/* Answer over the reply link. */
static void count(struct client *client, const struct demos_message *message)
{
	order_note(&client->requests, data.tally.number);
	make_answer(0);
	data.tally.number = client->counts++;
	data.count.received = client->requests.received;
	data.count.bad = order_bad(&client->requests);
	data.count.closed = closed;
	answer(message, &data, sizeof(data.count));
}

/* A new client; the link that it brought is kept. */
static void join(struct demos_message *message)
{
	demos_link_t own;
	int result = 0;

	if (message->count < 2)
		result = DEMOS_ENOLINK;
	else if (joined == CLIENTS)
		result = DEMOS_EROOM;
	else
		result = link_create(&own, joined + 1, 0, DEMOS_LINK_PASS);
	if (result) {
		refuse(message, result);
		return;
	}
	clients[joined].link = message->links[1];
	message->links[1] = 0;
	joined++;
	make_answer(0);
	data.tally.number = joined;
	send_links(message->links[0], &data, sizeof(data.tally), &own, 1);
}

/* Make the answer to a report: a line for each client, and one for all. */
static unsigned int table(void)
{
	static struct order total;
	char *at = data.report.text;
	unsigned int i;

	memset(&total, 0, sizeof(total));
	for (i = 0; i < joined; i++) {
		at += sprintf(at, "tally: client %u", i + 1);
		at += order_put(at, &clients[i].requests);
		order_add(&total, &clients[i].requests);
	}
	at += sprintf(at, "tally: %u clients", joined);
	at += order_put(at, &total);
	make_answer(0);
	data.tally.number = order_bad(&total);
	return at - (char *)&data;
}

/* Answer, show the same, and end. */
static void finish(const struct demos_message *message)
{
	unsigned int length = table();

	answer(message, &data, length);
	send(DEMOS_LINK_CONSOLE, data.report.text,
	     length - sizeof(data.tally));
	exit(data.tally.number != 0);
}

/* A request of somebody who is no client yet */
static void serve_anybody(struct demos_message *message)
{
	switch (data.tally.op) {
	case TALLY_JOIN:
		join(message);
		return;
	case TALLY_REPORT:
		answer(message, &data, table());
		return;
	case TALLY_FINISH:
		finish(message);
		return;
	case TALLY_CLOSE:
		closed = 1;
		make_answer(0);
		answer(message, &data, sizeof(data.tally));
		return;
	default:
		refuse(message, DEMOS_ECALL);
	}
}

static int serve_one(void *context, struct demos_message *message, void *buffer)
{
	(void)context;
	(void)buffer;
	if (message->flags & DEMOS_MESSAGE_NOTICE)
		return 0;		/* a client has died: never mind */
	if (message->length < sizeof(data.tally))
		refuse(message, DEMOS_ECALL);
	else if (!message->code)
		serve_anybody(message);
	else if (data.tally.op == TALLY_NOTE)
		note(&clients[message->code - 1]);
	else if (data.tally.op == TALLY_COUNT)
		count(&clients[message->code - 1], message);
	else
		refuse(message, DEMOS_ECALL);
	return 0;
}

int main(void)
{
	int result = register_name("tally", 0);

	if (result)
		fail("tally: cannot register", result);
	puts("tally: registered");
	fail("tally: cannot receive",
	     serve(serve_one, NULL, &data, sizeof(data)));
}
