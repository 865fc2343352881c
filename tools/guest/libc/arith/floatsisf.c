// SPDX-License-Identifier: GPL-2.0
#include "float32.h"

float32 __floatsisf(int32_t a)
{
	if (a < 0)
		return __float32_round(SIGN32, 0, -(uint32_t)a);
	return __float32_round(0, 0, a);
}
