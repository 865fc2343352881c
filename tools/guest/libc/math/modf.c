// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double modf(double x, double *whole)
{
	*whole = trunc(x);
	return copysign(fabs(x) == HUGE_VAL ? 0 : x - *whole, x);
}
