// SPDX-License-Identifier: GPL-2.0
#include <math.h>

float tanf(float x)
{
	return tan(x);
}
