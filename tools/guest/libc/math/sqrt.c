// SPDX-License-Identifier: GPL-2.0
#include "real.h"

#define BITS 55		/* of the root: two more than the result has */

/*
 * The root of a number below 2 to 64, as BITS bits: as by hand, two bits of
 * the number at a time; a remainder sets bit 0.
 */
static uint64_t root_of(uint64_t number)
{
	uint64_t root = 0;
	uint64_t rest = 0;
	int count;

	for (count = BITS; count; count--) {
		rest = rest << 2 | number >> 62;
		number <<= 2;
		root <<= 1;
		if (rest > root << 1) {
			rest -= root << 1 | 1;
			root |= 1;
		}
	}
	return rest ? root | 1 : root;
}

double sqrt(double x)
{
	float64 bits = bits_of(x);
	struct number64 number;

	if (!MAGNITUDE64(bits) || MAGNITUDE64(bits) > INFINITY64 ||
	    bits == INFINITY64)
		return x;
	if (bits & SIGN64)
		return __out_of_domain();
	__float64_open(&number, bits);
	/* Bits behind the root's point come two by two. */
	if (number.exponent & 1) {
		number.significand >>= 1;
		number.exponent++;
	}
	return real_of(__float64_round(0, number.exponent / 2 - (BITS - 32),
				       root_of(number.significand)));
}
