// SPDX-License-Identifier: GPL-2.0
#include "real.h"

/* Whole for powers of two */
double log2(double x)
{
	int power;

	if (!(x > 0) || x == HUGE_VAL)
		return log(x);
	x = frexp(x, &power);
	if (x < M_SQRT1_2) {
		x *= 2;
		power--;
	}
	return power + log(x) * M_LOG2E;
}
