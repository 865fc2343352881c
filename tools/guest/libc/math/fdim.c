// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double fdim(double x, double y)
{
	if (isnan(x) || isnan(y))
		return x + y;
	return x > y ? x - y : 0;
}
