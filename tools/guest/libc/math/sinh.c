// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double sinh(double x)
{
	double size = fabs(x);
	double e;

	if (size < 22) {
		e = expm1(size);
		return copysign((e + e / (e + 1)) / 2, x);
	}
	/* Where e to the power x is too large, its half is not yet. */
	e = exp(size / 2);
	return copysign(e / 2 * e, x);
}
