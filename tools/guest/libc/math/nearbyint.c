// SPDX-License-Identifier: GPL-2.0
#include <math.h>

double nearbyint(double x)
{
	return rint(x);
}
