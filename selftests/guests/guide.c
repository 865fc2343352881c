// SPDX-License-Identifier: GPL-2.0
/*
 * A guide: makes calls for the test, which is no guest: only the calls of
 * guests are sure to end when a machine fails. It keeps a link in each of its
 * slots, so that these links are updated when their processes move.
 *
 * At first it sends a link to itself over link 1.
 */
#include "tour.h"

#include <demos.h>
#include <stddef.h>

#define TEST	1	/* the link */

static demos_link_t slot[TOUR_SLOTS];
static struct tour_request request;
static struct tour_answer reply;

static int give_link(void)
{
	demos_link_t link;
	int result;

	result = link_create(&link, 0, 0, DEMOS_LINK_DUP | DEMOS_LINK_PASS);
	return result ? result : send_links(TEST, NULL, 0, &link, 1);
}

static void take_link(const struct demos_message *message)
{
	demos_link_t *link = &slot[request.slot % TOUR_SLOTS];

	if (*link)
		link_destroy(*link);
	*link = message->links[0];
}

static void make_call(const struct demos_message *message)
{
	struct demos_message back;

	reply.result = call(slot[request.slot % TOUR_SLOTS], request.text,
			    request.length, reply.text, sizeof(reply.text),
			    &back);
	reply.length = back.length;
	answer(message, &reply, sizeof(reply));
}

int main(void)
{
	struct demos_message message;
	int result = give_link();

	while (!result) {
		result = receive(&message, &request, sizeof(request),
				 DEMOS_ALL_CHANNELS, DEMOS_FOREVER);
		if (result || message.flags & DEMOS_MESSAGE_NOTICE ||
		    !message.count)
			continue;
		if (request.length)
			make_call(&message);
		else
			take_link(&message);
	}
	return result;
}
