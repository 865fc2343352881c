// SPDX-License-Identifier: GPL-2.0
#include <math.h>

long lrint(double x)
{
	return rint(x);
}
