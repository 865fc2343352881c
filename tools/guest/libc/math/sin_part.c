// SPDX-License-Identifier: GPL-2.0
#include "real.h"

static const double series[] = {
	-1 / 121645100408832000.0,
	1 / 355687428096000.0,
	-1 / 1307674368000.0,
	1 / 6227020800.0,
	-1 / 39916800.0,
	1 / 362880.0,
	-1 / 5040.0,
	1 / 120.0,
	-1 / 6.0,
};

double __sin_part(double x, double low)
{
	double square = x * x;
	double rest = x * square * __polynomial(square, series, sizeof(series) /
						sizeof(*series));

	return x + (rest + low * (1 - square / 2));
}
