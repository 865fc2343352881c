/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbers of frames: 64 bits wide, and the one after the highest is 0. Two
 * that are less than 2^63 apart have an order.
 */
#ifndef DEMOS_NUMBER_H
#define DEMOS_NUMBER_H

#include <linux/types.h>

/**
 * demos_number_before() - which comes first?
 * @a: a number
 * @b: another, or the same
 *
 * Return: true if @a comes before @b.
 */
static inline bool demos_number_before(u64 a, u64 b)
{
	return (s64)(a - b) < 0;
}

#endif
