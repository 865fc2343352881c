// SPDX-License-Identifier: GPL-2.0
#include "float64.h"

uint64_t __fixunsdfdi(float64 a)
{
	return a & SIGN64 ? 0 : __float64_whole(a, UINT64_MAX);
}
