// SPDX-License-Identifier: GPL-2.0
#include "float64.h"

int64_t __fixdfdi(float64 a)
{
	if (a & SIGN64)
		return -__float64_whole(a, SIGN64);
	return __float64_whole(a, INT64_MAX);
}
