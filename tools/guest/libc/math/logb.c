// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double logb(double x)
{
	if (!x)
		return -HUGE_VAL;
	if (isnan(x) || isinf(x))
		return fabs(x);
	return ilogb(x);
}
