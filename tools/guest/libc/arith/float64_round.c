// SPDX-License-Identifier: GPL-2.0
#include "float64.h"

#define DROPPED	11	/* bits below a significand whose bit 63 is set */
#define HALF	(1U << (DROPPED - 1))

float64 __float64_round(uint64_t sign, int exponent, uint64_t significand)
{
	unsigned int dropped;

	if (!significand)
		return sign;
	while (!(significand >> 48)) {
		significand <<= 16;
		exponent -= 16;
	}
	while (!(significand & SIGN64)) {
		significand <<= 1;
		exponent--;
	}
	exponent += BIAS64 + 63;
	if (exponent >= SPECIAL64)
		return sign | INFINITY64;
	if (exponent <= 0) {
		/* Subnormal: as if it had exponent 1, without a hidden bit */
		significand = __shift_right_sticky(significand, 1 - exponent);
		exponent = 1;
	}
	dropped = (unsigned int)significand & (2 * HALF - 1);
	significand >>= DROPPED;
	if (dropped > HALF ||
	    (dropped == HALF && ((unsigned int)significand & 1)))
		significand++;
	/* The hidden bit, and a carry to it, add to the exponent. */
	return sign | (significand + ((uint64_t)(exponent - 1) << 52));
}
