// SPDX-License-Identifier: GPL-2.0
#include "real.h"

static const double series[] = {
	-1 / 6402373705728000.0,
	1 / 20922789888000.0,
	-1 / 87178291200.0,
	1 / 479001600.0,
	-1 / 3628800.0,
	1 / 40320.0,
	-1 / 720.0,
	1 / 24.0,
};

double __cos_part(double x, double low)
{
	double square = x * x;
	double half = square / 2;
	double sum = 1 - half;
	double rest = square * square *
		      __polynomial(square, series, sizeof(series) /
				   sizeof(*series));

	return sum + (1 - sum - half + (rest - x * low));
}
