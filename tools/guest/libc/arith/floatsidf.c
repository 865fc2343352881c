// SPDX-License-Identifier: GPL-2.0
#include "float64.h"

float64 __floatsidf(int32_t a)
{
	if (a < 0)
		return __float64_round(SIGN64, 0, -(uint32_t)a);
	return __float64_round(0, 0, a);
}
