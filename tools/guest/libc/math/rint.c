// SPDX-License-Identifier: GPL-2.0
#include "real.h"

/* Halves to even: beyond 2 to 52 there is no fraction. */
double rint(double x)
{
	double big = copysign(4503599627370496.0, x);

	if (!(fabs(x) < 4503599627370496.0))
		return x;
	return copysign(x + big - big, x);
}
