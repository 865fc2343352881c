// SPDX-License-Identifier: GPL-2.0
#include "float64.h"

/* Positive: greater; 0: equal; negative: less, or unordered */
int __gedf2(float64 a, float64 b)
{
	return -__float64_compare(b, a);
}
