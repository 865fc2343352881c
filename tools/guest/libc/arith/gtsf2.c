// SPDX-License-Identifier: GPL-2.0
#include "float32.h"

/* Positive: greater; 0: equal; negative: less, or unordered */
int __gtsf2(float32 a, float32 b)
{
	return -__float32_compare(b, a);
}
