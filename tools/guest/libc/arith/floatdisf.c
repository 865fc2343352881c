// SPDX-License-Identifier: GPL-2.0
#include "float32.h"

float32 __floatdisf(int64_t a)
{
	if (a < 0)
		return __float32_round_long(SIGN32, 0, -(uint64_t)a);
	return __float32_round_long(0, 0, a);
}
