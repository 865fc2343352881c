// SPDX-License-Identifier: GPL-2.0
#include "wide.h"

int __ucmpdi2(uint64_t a, uint64_t b)
{
	union wide p = { a };
	union wide q = { b };

	if (p.half.high != q.half.high)
		return p.half.high < q.half.high ? 0 : 2;
	if (p.half.low != q.half.low)
		return p.half.low < q.half.low ? 0 : 2;
	return 1;
}
