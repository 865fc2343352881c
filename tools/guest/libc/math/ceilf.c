// SPDX-License-Identifier: GPL-2.0
#include <math.h>

float ceilf(float x)
{
	return ceil(x);
}
