// SPDX-License-Identifier: GPL-2.0
#include <math.h>

float cosf(float x)
{
	return cos(x);
}
