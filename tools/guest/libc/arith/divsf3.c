// SPDX-License-Identifier: GPL-2.0
#include "float32.h"

#define BITS 27		/* of the quotient: two more than its result has */

static uint32_t divide(uint32_t a, uint32_t b)
{
	uint32_t quotient = 0;
	int count;

	a >>= 1;
	b >>= 1;
	for (count = BITS; count; count--) {
		quotient <<= 1;
		if (a >= b) {
			a -= b;
			quotient |= 1;
		}
		a <<= 1;
	}
	return a ? quotient | 1 : quotient;
}

float32 __divsf3(float32 a, float32 b)
{
	uint32_t sign = (a ^ b) & SIGN32;
	struct number32 p, q;

	if (IS_NAN32(a) || IS_NAN32(b))
		return NAN32;
	a = MAGNITUDE32(a);
	b = MAGNITUDE32(b);
	if (a == INFINITY32)
		return b == INFINITY32 ? NAN32 : sign | INFINITY32;
	if (b == INFINITY32)
		return sign;
	if (!b)
		return a ? sign | INFINITY32 : NAN32;
	if (!a)
		return sign;
	__float32_open(&p, a);
	__float32_open(&q, b);
	return __float32_round(sign, p.exponent - q.exponent - (BITS - 1),
			       divide(p.significand, q.significand));
}
