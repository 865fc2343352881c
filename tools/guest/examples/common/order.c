// SPDX-License-Identifier: GPL-2.0
#include "order.h"

#include <stdio.h>

#define WINDOW	32

void order_note(struct order *order, uint32_t number)
{
	uint32_t beyond, bit;

	order->received++;
	if (number >= order->next) {
		beyond = number - order->next;
		order->lost += beyond;
		order->next = number + 1;
		if (beyond < WINDOW - 1)
			order->seen <<= (int)beyond + 1;
		else
			order->seen = 0;
		order->seen |= 1;
		return;
	}
	beyond = order->next - 1 - number;
	bit = beyond < WINDOW ? (uint32_t)1 << (int)beyond : 0;
	if (!bit || order->seen & bit) {
		order->doubled++;
		return;
	}
	order->seen |= bit;
	order->disordered++;
	order->lost--;
}

void order_end(struct order *order, uint32_t sent)
{
	if (sent >= order->next)
		order->lost += sent - order->next;
	else
		order->doubled += order->next - sent;
}

uint32_t order_bad(const struct order *order)
{
	return order->lost + order->doubled + order->disordered;
}

void order_add(struct order *to, const struct order *from)
{
	to->received += from->received;
	to->lost += from->lost;
	to->doubled += from->doubled;
	to->disordered += from->disordered;
}

int order_put(char *text, const struct order *order)
{
	return sprintf(text,
		       " received %lu lost %lu doubled %lu disordered %lu\n",
		       (unsigned long)order->received,
		       (unsigned long)order->lost,
		       (unsigned long)order->doubled,
		       (unsigned long)order->disordered);
}
