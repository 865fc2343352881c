// SPDX-License-Identifier: GPL-2.0
#include <math.h>

float sinf(float x)
{
	return sin(x);
}
