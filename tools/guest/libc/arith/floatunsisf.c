// SPDX-License-Identifier: GPL-2.0
#include "float32.h"

float32 __floatunsisf(uint32_t a)
{
	return __float32_round(0, 0, a);
}
