// SPDX-License-Identifier: GPL-2.0
#include "wide.h"

uint64_t __muldi3(uint64_t a, uint64_t b)
{
	union wide p = { a };
	union wide q = { b };
	union wide product;

	product.whole = __umulsidi3(p.half.low, q.half.low);
	product.half.high += p.half.low * q.half.high +
			     p.half.high * q.half.low;
	return product.whole;
}
