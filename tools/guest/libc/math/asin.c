// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double asin(double x)
{
	if (fabs(x) > 1)
		return __out_of_domain();
	return atan2(x, sqrt((1 - x) * (1 + x)));
}
