// SPDX-License-Identifier: GPL-2.0
/*
 * client: sends COUNT numbered requests, fewer if the server says so, to the
 * tally server, in rounds of BURST notes and a count, so that never more than
 * BURST are under way, and checks the answers. Prints at the end
 *
 *	client 3: sent 2500 received 2500 lost 0 doubled 0 disordered 0
 *
 * (received and so on: answers). Ends with status 0 if nothing was wrong here
 * or by the server's counts, 1 if something was, 2 if it could not go on.
 */
#include "fail.h"
#include "order.h"
#include "tally.h"

#include <stdio.h>

#ifndef COUNT
#define COUNT		2500
#endif
#define BURST		4
#define PATIENCE_MS	60000
#define LATE_MS		100
#define ANSWER_CHANNEL	1

static demos_link_t server;
static uint32_t number;		/* this client's */
static uint32_t sent;		/* requests */
static uint32_t counted;	/* of these counts */
static struct order notes;	/* their answers */
static struct order counts;	/* their answers */
static int failed;

static struct tally request;
static struct tally_count reply;

/* Find the server, send it a link to here, get a link and a number. */
static void enter(void)
{
	static struct demos_call call;
	struct demos_message message;
	int result;

	server = find("tally", "client: no server is registered as tally");
	request.op = TALLY_JOIN;
	call.link = server;
	call.data = &request;
	call.length = sizeof(request);
	call.count = 1;
	call.buffer = &reply;
	call.size = sizeof(reply);
	result = link_create(&call.links[0], 0, ANSWER_CHANNEL,
			     DEMOS_LINK_PASS);
	if (!result)
		result = call_links(&call, &message);
	if (!result)
		result = reply.tally.result;
	if (result)
		fail("client: cannot join", result);
	link_destroy(server);
	server = message.links[0];
	number = reply.tally.number;
}

static void next_request(int op)
{
	request.op = op;
	request.number = sent++;
}

/* Wait for the answer to a note. Return: did it come? */
static int take_answer(uint32_t limit)
{
	struct demos_message message;

	if (receive(&message, &reply, sizeof(reply), DEMOS_ALL_CHANNELS, limit))
		return 0;
	if (message.flags & DEMOS_MESSAGE_NOTICE)
		fail("client: the server is gone",
		     ((struct demos_notice *)&reply)->kind);
	order_note(&notes, reply.tally.number);
	return 1;
}

/* Send up to BURST notes, receive their answers. Return: did all come? */
static int burst(void)
{
	int under_way = 0;
	int result;

	while (sent < COUNT && under_way < BURST) {
		next_request(TALLY_NOTE);
		result = send(server, &request, sizeof(request));
		if (result)
			fail("client: cannot send", result);
		under_way++;
	}
	while (under_way && take_answer(PATIENCE_MS))
		under_way--;
	return !under_way;
}

/* Send a count and check the answer: did all requests arrive? */
static void count(void)
{
	struct demos_message message;
	int result;

	next_request(TALLY_COUNT);
	result = call(server, &request, sizeof(request), &reply, sizeof(reply),
		      &message);
	if (result)
		fail("client: cannot call", result);
	order_note(&counts, reply.tally.number);
	counted++;
	if (reply.received != sent || reply.bad)
		failed = 1;
}

/* Show the counts of both kinds of answers, together. */
static void sum_up(void)
{
	char text[ORDER_TEXT];

	order_end(&counts, counted);
	order_end(&notes, sent - counted);
	order_add(&counts, &notes);
	if (order_bad(&counts))
		failed = 1;
	order_put(text, &counts);
	printf("client %lu: sent %lu%s", (unsigned long)number,
	       (unsigned long)sent, text);
}

int main(void)
{
	enter();
	while (burst() && sent != COUNT) {
		count();
		if (reply.closed || sent >= COUNT)
			break;
	}
	while (take_answer(LATE_MS))
		;			/* answers too many, if there are any */
	sum_up();
	return failed;
}
