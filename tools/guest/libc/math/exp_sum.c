// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include "real.h"

/* The series for the terms from x squared on, divided by that */
static const double series[] = {
	1 / 87178291200.0,
	1 / 6227020800.0,
	1 / 479001600.0,
	1 / 39916800.0,
	1 / 3628800.0,
	1 / 362880.0,
	1 / 40320.0,
	1 / 5040.0,
	1 / 720.0,
	1 / 120.0,
	1 / 24.0,
	1 / 6.0,
	1 / 2.0,
};

#define LN2_HIGH	0.6931471803691238	/* with 32 bits */
#define LN2_LOW		1.9082149292705877e-10

double __exp_sum(double high, double low)
{
	double x, y;
	int power;

	if (high > 709.8) {
		errno = ERANGE;
		return HUGE_VAL;
	}
	if (high < -746) {
		errno = ERANGE;
		return 0;
	}
	power = high * M_LOG2E + (high < 0 ? -0.5 : 0.5);
	high -= power * LN2_HIGH;
	low -= power * LN2_LOW;
	x = high + low;
	low += high - x;
	y = __polynomial(x, series, sizeof(series) / sizeof(*series));
	return scalbn(1 + (x + (x * x * y + low * (1 + x))), power);
}
