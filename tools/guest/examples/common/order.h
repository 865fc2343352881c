/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbered messages: were any lost, doubled, or out of order? A number above
 * the next means that those between are lost; if one of them comes later, it
 * was out of order instead. The record goes back 32 numbers; an older number
 * counts as doubled. For a sender with less than 32 outstanding the counts are
 * exact.
 */
#ifndef ORDER_H
#define ORDER_H

#include <stdint.h>

/**
 * struct order - numbers that should come as 0, 1, 2, ..., each once
 * @next: the number that should come next
 * @seen: bit n: @next - 1 - n has come
 * @received: numbers that came
 * @lost: skipped, and not come since
 * @doubled: came again
 * @disordered: came late, after having been skipped
 */
struct order {
	uint32_t next;
	uint32_t seen;
	uint32_t received;
	uint32_t lost;
	uint32_t doubled;
	uint32_t disordered;
};

/* A number has come. */
void order_note(struct order *order, uint32_t number);

/*
 * So many were sent and no more will come. Numbers at the end that have not
 * come are lost; numbers beyond count as doubled.
 */
void order_end(struct order *order, uint32_t sent);

/* The sum of lost, doubled and disordered */
uint32_t order_bad(const struct order *order);

/* Add the counts of one record to those of another. */
void order_add(struct order *to, const struct order *from);

/* Write the counts, and an end of line, as a text. Return: its length */
int order_put(char *text, const struct order *order);

#define ORDER_TEXT	80	/* bytes that order_put() needs */

#endif
