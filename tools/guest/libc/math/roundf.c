// SPDX-License-Identifier: GPL-2.0
#include <math.h>

float roundf(float x)
{
	return round(x);
}
