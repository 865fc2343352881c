// SPDX-License-Identifier: GPL-2.0
#include "float32.h"

#define DROPPED	8	/* bits below a significand whose bit 31 is set */
#define HALF	(1U << (DROPPED - 1))

static uint32_t shift_right_sticky(uint32_t a, int count)
{
	uint32_t shifted;

	if (count > 31)
		return a != 0;
	shifted = a >> count;
	return shifted << count == a ? shifted : shifted | 1;
}

float32 __float32_round(uint32_t sign, int exponent, uint32_t significand)
{
	unsigned int dropped;

	if (!significand)
		return sign;
	while (!(significand & SIGN32)) {
		significand <<= 1;
		exponent--;
	}
	exponent += BIAS32 + 31;
	if (exponent >= SPECIAL32)
		return sign | INFINITY32;
	if (exponent <= 0) {
		/* Subnormal: as if it had exponent 1, without a hidden bit */
		significand = shift_right_sticky(significand, 1 - exponent);
		exponent = 1;
	}
	dropped = (unsigned int)significand & (2 * HALF - 1);
	significand >>= DROPPED;
	if (dropped > HALF ||
	    (dropped == HALF && ((unsigned int)significand & 1)))
		significand++;
	/* The hidden bit, and a carry to it, add to the exponent. */
	return sign | (significand + ((uint32_t)(exponent - 1) << 23));
}
