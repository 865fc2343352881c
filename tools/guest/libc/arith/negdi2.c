// SPDX-License-Identifier: GPL-2.0
#include "wide.h"

uint64_t __negdi2(uint64_t a)
{
	union wide n = { a };

	n.half.high = ~n.half.high + !n.half.low;
	n.half.low = -n.half.low;
	return n.whole;
}
