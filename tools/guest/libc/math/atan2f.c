// SPDX-License-Identifier: GPL-2.0
#include <math.h>

float atan2f(float y, float x)
{
	return atan2(y, x);
}
