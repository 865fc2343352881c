// SPDX-License-Identifier: GPL-2.0
#include <math.h>

float sqrtf(float x)
{
	return sqrt(x);
}
