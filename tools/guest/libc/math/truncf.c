// SPDX-License-Identifier: GPL-2.0
#include <math.h>

float truncf(float x)
{
	return trunc(x);
}
