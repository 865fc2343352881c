// SPDX-License-Identifier: GPL-2.0
#include "wide.h"

int64_t __ashrdi3(int64_t a, int count)
{
	union wide n;

	n.whole = a;
	if (count & 32) {
		n.half.low = n.half.high;
		n.half.high = (int32_t)n.half.high < 0 ? UINT32_MAX : 0;
	}
	count &= 31;
	if (count) {
		n.half.low = n.half.low >> count |
			     n.half.high << (32 - count);
		n.half.high = (int32_t)n.half.high >> count;
	}
	return n.whole;
}
