// SPDX-License-Identifier: GPL-2.0
#include "float64.h"

uint32_t __fixunsdfsi(float64 a)
{
	return a & SIGN64 ? 0 : __float64_whole(a, UINT32_MAX);
}
