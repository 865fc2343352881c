// SPDX-License-Identifier: GPL-2.0
#include <math.h>

double ldexp(double x, int exponent)
{
	return scalbn(x, exponent);
}
