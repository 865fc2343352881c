// SPDX-License-Identifier: GPL-2.0
#include "float64.h"

int __float64_compare(float64 a, float64 b)
{
	if (IS_NAN64(a) || IS_NAN64(b))
		return 2;
	if (a == b || !MAGNITUDE64(a | b))
		return 0;
	if ((a ^ b) & SIGN64)
		return a & SIGN64 ? -1 : 1;
	return (a < b) == !(a & SIGN64) ? -1 : 1;
}
