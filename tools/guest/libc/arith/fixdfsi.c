// SPDX-License-Identifier: GPL-2.0
#include "float64.h"

int32_t __fixdfsi(float64 a)
{
	if (a & SIGN64)
		return -(uint32_t)__float64_whole(a, 0x80000000UL);
	return __float64_whole(a, INT32_MAX);
}
