// SPDX-License-Identifier: GPL-2.0
#include <math.h>

float asinf(float x)
{
	return asin(x);
}
