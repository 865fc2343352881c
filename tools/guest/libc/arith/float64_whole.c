// SPDX-License-Identifier: GPL-2.0
#include "float64.h"

uint64_t __float64_whole(float64 a, uint64_t most)
{
	struct number64 number;

	a = MAGNITUDE64(a);
	if (a >= INFINITY64)
		return most;
	__float64_open(&number, a);
	if (number.exponent <= -64)
		return 0;
	if (number.exponent > 0)
		return most;
	a = number.significand >> -number.exponent;
	return a < most ? a : most;
}
