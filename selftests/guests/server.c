// SPDX-License-Identifier: GPL-2.0
/*
 * A server that checks its clients' messages.
 *
 * At first it sends sixteen links to itself over link 1, with codes 1 to 16:
 * one for each client. Then it takes messages that hold a number: the client's
 * next one, 1, 2, 3... One that is not the next is counted as wrong. The number
 * QUESTION is only a question. If a reply link came with it, the answer is a
 * struct tally.
 */
#include "tally.h"

#include <demos.h>
#include <stddef.h>

#define TEST		1	/* the link */
#define CODES		64

static struct tally tally;

/* The last number of each client, by the code of its link */
static uint32_t last[CODES];

static int give_links(void)
{
	demos_link_t link;
	uint32_t code;
	int result = 0;

	for (code = 1; code <= SERVER_LINKS && !result; code++) {
		result = link_create(&link, code, 0,
				     DEMOS_LINK_DUP | DEMOS_LINK_PASS);
		if (!result)
			result = send_links(TEST, NULL, 0, &link, 1);
	}
	return result;
}

static void count(uint32_t code, uint32_t number)
{
	uint32_t *own = &last[code % CODES];

	tally.number = number;
	if (number == QUESTION)
		return;
	tally.taken++;
	tally.wrong += number != *own + 1;
	*own = number;
}

int main(void)
{
	static uint32_t data[16];
	struct demos_message message;
	int result = give_links();

	while (!result) {
		result = receive(&message, data, sizeof(data),
				 DEMOS_ALL_CHANNELS, DEMOS_FOREVER);
		/* A notice: a client has died */
		if (result || message.flags & DEMOS_MESSAGE_NOTICE)
			continue;
		count(message.code, data[0]);
		answer(&message, &tally, sizeof(tally));
	}
	return result;
}
