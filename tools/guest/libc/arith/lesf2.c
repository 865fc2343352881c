// SPDX-License-Identifier: GPL-2.0
#include "float32.h"

/* Negative: less; 0: equal; positive: greater, or unordered */
int __lesf2(float32 a, float32 b)
{
	return __float32_compare(a, b);
}
