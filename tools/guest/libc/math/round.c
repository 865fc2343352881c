// SPDX-License-Identifier: GPL-2.0
#include "real.h"

/* Halves away from 0 */
double round(double x)
{
	double whole = trunc(x);

	if (fabs(x - whole) < 0.5)
		return whole;
	return whole + copysign(1, x);
}
