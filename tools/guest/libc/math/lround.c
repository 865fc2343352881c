// SPDX-License-Identifier: GPL-2.0
#include <math.h>

long lround(double x)
{
	return round(x);
}
