// SPDX-License-Identifier: GPL-2.0
#include "float32.h"

int __float32_compare(float32 a, float32 b)
{
	if (IS_NAN32(a) || IS_NAN32(b))
		return 2;
	if (a == b || !MAGNITUDE32(a | b))
		return 0;
	if ((a ^ b) & SIGN32)
		return a & SIGN32 ? -1 : 1;
	return (a < b) == !(a & SIGN32) ? -1 : 1;
}
