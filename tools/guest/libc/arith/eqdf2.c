// SPDX-License-Identifier: GPL-2.0
#include "float64.h"

/* 0: equal */
int __eqdf2(float64 a, float64 b)
{
	return __float64_compare(a, b);
}
