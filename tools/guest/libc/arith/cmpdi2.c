// SPDX-License-Identifier: GPL-2.0
#include "wide.h"

int __cmpdi2(int64_t a, int64_t b)
{
	union wide p, q;

	p.whole = a;
	q.whole = b;
	if (p.half.high != q.half.high)
		return (int32_t)p.half.high < (int32_t)q.half.high ? 0 : 2;
	if (p.half.low != q.half.low)
		return p.half.low < q.half.low ? 0 : 2;
	return 1;
}
