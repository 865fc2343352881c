// SPDX-License-Identifier: GPL-2.0
#include "wide.h"

uint64_t __lshrdi3(uint64_t a, int count)
{
	union wide n = { a };

	if (count & 32) {
		n.half.low = n.half.high;
		n.half.high = 0;
	}
	count &= 31;
	if (count) {
		n.half.low = n.half.low >> count |
			     n.half.high << (32 - count);
		n.half.high >>= count;
	}
	return n.whole;
}
