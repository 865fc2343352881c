// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double hypot(double x, double y)
{
	double kept;
	int power;

	x = fabs(x);
	y = fabs(y);
	if (isinf(x) || isinf(y))
		return HUGE_VAL;
	if (x < y) {
		kept = x;
		x = y;
		y = kept;
	}
	if (!y)
		return x;
	/* Near to 1, neither square is too large or too small. */
	x = frexp(x, &power);
	y = ldexp(y, -power);
	return ldexp(sqrt(x * x + y * y), power);
}
