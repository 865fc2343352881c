// SPDX-License-Identifier: GPL-2.0
#include <math.h>

float atanf(float x)
{
	return atan(x);
}
