// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include "real.h"

#define MOST 5000	/* more than there is from one end to the other */

double scalbn(double x, int exponent)
{
	float64 bits = bits_of(x);
	struct number64 number;

	if (!MAGNITUDE64(bits) || MAGNITUDE64(bits) >= INFINITY64)
		return x;
	if (exponent > MOST)
		exponent = MOST;
	if (exponent < -MOST)
		exponent = -MOST;
	__float64_open(&number, bits);
	bits = __float64_round(bits & SIGN64, number.exponent + exponent,
			       number.significand);
	if (!MAGNITUDE64(bits) || MAGNITUDE64(bits) == INFINITY64)
		errno = ERANGE;
	return real_of(bits);
}
