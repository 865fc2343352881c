// SPDX-License-Identifier: GPL-2.0
#include "float32.h"

float32 __floatundisf(uint64_t a)
{
	return __float32_round_long(0, 0, a);
}
