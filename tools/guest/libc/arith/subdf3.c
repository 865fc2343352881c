// SPDX-License-Identifier: GPL-2.0
#include "float64.h"

float64 __subdf3(float64 a, float64 b)
{
	return __adddf3(a, b ^ SIGN64);
}
