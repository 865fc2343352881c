// SPDX-License-Identifier: GPL-2.0
#include <math.h>

float fabsf(float x)
{
	return fabs(x);
}
