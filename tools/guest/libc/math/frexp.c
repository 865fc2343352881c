// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double frexp(double x, int *exponent)
{
	float64 bits = bits_of(x);
	struct number64 number;

	*exponent = 0;
	if (!MAGNITUDE64(bits) || MAGNITUDE64(bits) >= INFINITY64)
		return x;
	__float64_open(&number, bits);
	*exponent = number.exponent + 64;
	return real_of(__float64_round(bits & SIGN64, -64,
				       number.significand));
}
