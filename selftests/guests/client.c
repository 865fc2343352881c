// SPDX-License-Identifier: GPL-2.0
/*
 * A client of server.c that is a guest itself.
 *
 * At first it sends a link to itself over link 1. Then it takes orders on
 * channel 0: the number of calls to make, with a reply link and a link to a
 * server. Each call carries the next number, which the answer must return.
 * When all are made it answers with the last number, and how many answers were
 * wrong.
 */
#include "tally.h"

#include <demos.h>
#include <stddef.h>

#define TEST		1	/* the link */
#define ORDER_CHANNEL	0

static struct {
	uint32_t number;
	uint32_t wrong;
} report;

static int give_link(void)
{
	demos_link_t link;
	int result;

	result = link_create(&link, 0, ORDER_CHANNEL,
			     DEMOS_LINK_DUP | DEMOS_LINK_PASS);
	return result ? result : send_links(TEST, NULL, 0, &link, 1);
}

static void call_server(demos_link_t server)
{
	struct demos_message message;
	struct tally tally;

	report.number++;
	if (call(server, &report.number, sizeof(report.number), &tally,
		 sizeof(tally), &message) ||
	    message.length != sizeof(tally) ||
	    tally.number != report.number || tally.wrong)
		report.wrong++;
}

int main(void)
{
	struct demos_message order;
	uint32_t calls;
	int result = give_link();

	while (!result) {
		result = receive(&order, &calls, sizeof(calls),
				 1 << ORDER_CHANNEL, DEMOS_FOREVER);
		if (result || order.count != 2)
			continue;
		for (; calls; calls--)
			call_server(order.links[1]);
		answer(&order, &report, sizeof(report));
	}
	return result;
}
