// SPDX-License-Identifier: GPL-2.0
#include "float64.h"
#include "wide.h"

/* The upper half of a product of 128 bits; the lower half sets bit 0 */
static uint64_t multiply(uint64_t a, uint64_t b)
{
	union wide p = { a };
	union wide q = { b };
	union wide low, one, other, high;
	uint32_t middle;

	low.whole = __umulsidi3(p.half.low, q.half.low);
	one.whole = __umulsidi3(p.half.low, q.half.high);
	other.whole = __umulsidi3(p.half.high, q.half.low);
	high.whole = __umulsidi3(p.half.high, q.half.high);

	middle = low.half.high + one.half.low;
	if (middle < one.half.low)
		high.whole++;
	middle += other.half.low;
	if (middle < other.half.low)
		high.whole++;
	high.whole += one.half.high;
	high.whole += other.half.high;
	if (middle || low.half.low)
		high.half.low |= 1;
	return high.whole;
}

float64 __muldf3(float64 a, float64 b)
{
	uint64_t sign = (a ^ b) & SIGN64;
	struct number64 p, q;

	if (IS_NAN64(a) || IS_NAN64(b))
		return NAN64;
	a = MAGNITUDE64(a);
	b = MAGNITUDE64(b);
	if (a == INFINITY64 || b == INFINITY64)
		return a && b ? sign | INFINITY64 : NAN64;
	if (!a || !b)
		return sign;
	__float64_open(&p, a);
	__float64_open(&q, b);
	return __float64_round(sign, p.exponent + q.exponent + 64,
			       multiply(p.significand, q.significand));
}
