// SPDX-License-Identifier: GPL-2.0
#include "float64.h"

#define BITS 56		/* of the quotient: two more than its result has */

static uint64_t divide(uint64_t a, uint64_t b)
{
	uint64_t quotient;

	a >>= 1;
	quotient = __divide_bits(&a, b >> 1, BITS);
	return a ? quotient | 1 : quotient;
}

float64 __divdf3(float64 a, float64 b)
{
	uint64_t sign = (a ^ b) & SIGN64;
	struct number64 p, q;

	if (IS_NAN64(a) || IS_NAN64(b))
		return NAN64;
	a = MAGNITUDE64(a);
	b = MAGNITUDE64(b);
	if (a == INFINITY64)
		return b == INFINITY64 ? NAN64 : sign | INFINITY64;
	if (b == INFINITY64)
		return sign;
	if (!b)
		return a ? sign | INFINITY64 : NAN64;
	if (!a)
		return sign;
	__float64_open(&p, a);
	__float64_open(&q, b);
	return __float64_round(sign, p.exponent - q.exponent - (BITS - 1),
			       divide(p.significand, q.significand));
}
