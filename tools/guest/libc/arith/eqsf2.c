// SPDX-License-Identifier: GPL-2.0
#include "float32.h"

/* 0: equal */
int __eqsf2(float32 a, float32 b)
{
	return __float32_compare(a, b);
}
