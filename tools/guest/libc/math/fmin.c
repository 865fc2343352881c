// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double fmin(double x, double y)
{
	if (isnan(x))
		return y;
	return y < x ? y : x;
}
