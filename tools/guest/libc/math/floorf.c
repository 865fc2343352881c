// SPDX-License-Identifier: GPL-2.0
#include <math.h>

float floorf(float x)
{
	return floor(x);
}
