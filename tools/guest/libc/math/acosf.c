// SPDX-License-Identifier: GPL-2.0
#include <math.h>

float acosf(float x)
{
	return acos(x);
}
