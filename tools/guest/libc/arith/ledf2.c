// SPDX-License-Identifier: GPL-2.0
#include "float64.h"

/* Negative: less; 0: equal; positive: greater, or unordered */
int __ledf2(float64 a, float64 b)
{
	return __float64_compare(a, b);
}
