// SPDX-License-Identifier: GPL-2.0
#include <limits.h>
#include <math.h>

double scalbln(double x, long exponent)
{
	if (exponent > INT_MAX)
		return scalbn(x, INT_MAX);
	return scalbn(x, exponent < INT_MIN ? INT_MIN : (int)exponent);
}
