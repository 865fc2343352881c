// SPDX-License-Identifier: GPL-2.0
#include "float64.h"

float64 __floatunsidf(uint32_t a)
{
	return __float64_round(0, 0, a);
}
