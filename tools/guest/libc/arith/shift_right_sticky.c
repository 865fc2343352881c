// SPDX-License-Identifier: GPL-2.0
#include "float64.h"

uint64_t __shift_right_sticky(uint64_t a, int count)
{
	uint64_t shifted;

	if (!count)
		return a;
	if (count > 63)
		return a != 0;
	shifted = a >> count;
	return shifted << count == a ? shifted : shifted | 1;
}
