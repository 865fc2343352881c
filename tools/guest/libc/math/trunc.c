// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double trunc(double x)
{
	float64 bits = bits_of(x);
	int exponent = EXPONENT64(bits) - BIAS64;

	if (exponent < 0)
		return real_of(bits & SIGN64);
	if (exponent >= 52)
		return x;
	return real_of(bits & ~((HIDDEN64 - 1) >> exponent));
}
