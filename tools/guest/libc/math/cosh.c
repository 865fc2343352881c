// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double cosh(double x)
{
	double e;

	x = fabs(x);
	if (x < 22) {
		e = exp(x);
		return (e + 1 / e) / 2;
	}
	e = exp(x / 2);
	return e / 2 * e;
}
