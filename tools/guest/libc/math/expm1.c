// SPDX-License-Identifier: GPL-2.0
#include "real.h"

/* The series, divided by x */
static const double series[] = {
	1 / 1307674368000.0,
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

double expm1(double x)
{
	if (fabs(x) > 0.4)
		return exp(x) - 1;
	return x + x * (x * __polynomial(x, series, sizeof(series) /
					 sizeof(*series)));
}
