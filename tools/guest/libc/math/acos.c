// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double acos(double x)
{
	if (fabs(x) > 1)
		return __out_of_domain();
	return 2 * atan2(sqrt(1 - x), sqrt(1 + x));
}
