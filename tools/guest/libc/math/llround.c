// SPDX-License-Identifier: GPL-2.0
#include <math.h>

long long llround(double x)
{
	return round(x);
}
