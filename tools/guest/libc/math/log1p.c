// SPDX-License-Identifier: GPL-2.0
#include "real.h"

/* The bits of x that 1 + x loses are made good. */
double log1p(double x)
{
	double sum = 1 + x;

	if (sum == 1 || !(x > -1) || x == HUGE_VAL)
		return sum == 1 ? x : log(sum);
	return log(sum) + (x - (sum - 1)) / sum;
}
