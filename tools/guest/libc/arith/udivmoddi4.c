// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>
#include "wide.h"

/* By 16 bits, the usual case: four divisions of 32 bits */
static uint64_t divide_short(union wide n, uint16_t b, uint64_t *rest)
{
	union wide quotient, left;
	uint32_t part;

	quotient.half.high = n.half.high / b;
	part = (n.half.high % b) << 16 | n.half.low >> 16;
	quotient.half.low = part / b << 16;
	part = (part % b) << 16 | (uint16_t)n.half.low;
	quotient.half.low |= part / b;
	left.half.high = 0;
	left.half.low = part % b;
	if (rest)
		*rest = left.whole;
	return quotient.whole;
}

/* Shift by one bit; the one that is shifted in is at the other end of @in. */
static void shift_left(union wide *n, uint32_t in)
{
	n->half.high = n->half.high << 1 | n->half.low >> 31;
	n->half.low = n->half.low << 1 | in >> 31;
}

static int is_less(const union wide *a, const union wide *b)
{
	return a->half.high < b->half.high ||
	       (a->half.high == b->half.high && a->half.low < b->half.low);
}

/*
 * Bit by bit: the quotient comes into @n from the right, while the bits of the
 * number that is divided leave on the left.
 */
uint64_t __udivmoddi4(uint64_t a, uint64_t b, uint64_t *rest)
{
	union wide n = { a };
	union wide divisor = { b };
	union wide left = { 0 };
	int count = 64;

	if (!divisor.half.high && divisor.half.low <= UINT16_MAX &&
	    divisor.half.low)
		return divide_short(n, divisor.half.low, rest);
	if (divisor.half.high) {
		left.half.low = n.half.high;
		n.half.high = n.half.low;
		n.half.low = 0;
		count = 32;
	}
	for (; count; count--) {
		uint32_t carry = left.half.high;

		shift_left(&left, n.half.high);
		shift_left(&n, 0);
		if (carry >> 31 || !is_less(&left, &divisor)) {
			if (left.half.low < divisor.half.low)
				left.half.high--;
			left.half.low -= divisor.half.low;
			left.half.high -= divisor.half.high;
			n.half.low |= 1;
		}
	}
	if (rest)
		*rest = left.whole;
	return n.whole;
}
