// SPDX-License-Identifier: GPL-2.0
#include "wide.h"

uint64_t __ashldi3(uint64_t a, int count)
{
	union wide n = { a };

	if (count & 32) {
		n.half.high = n.half.low;
		n.half.low = 0;
	}
	count &= 31;
	if (count) {
		n.half.high = n.half.high << count |
			      n.half.low >> (32 - count);
		n.half.low <<= count;
	}
	return n.whole;
}
