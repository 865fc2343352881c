// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double fmax(double x, double y)
{
	if (isnan(x))
		return y;
	return x < y ? y : x;
}
