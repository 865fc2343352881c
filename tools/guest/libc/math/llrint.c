// SPDX-License-Identifier: GPL-2.0
#include <math.h>

long long llrint(double x)
{
	return rint(x);
}
