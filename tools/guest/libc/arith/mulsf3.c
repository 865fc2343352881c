// SPDX-License-Identifier: GPL-2.0
#include "float32.h"
#include "wide.h"

float32 __mulsf3(float32 a, float32 b)
{
	uint32_t sign = (a ^ b) & SIGN32;
	struct number32 p, q;

	if (IS_NAN32(a) || IS_NAN32(b))
		return NAN32;
	a = MAGNITUDE32(a);
	b = MAGNITUDE32(b);
	if (a == INFINITY32 || b == INFINITY32)
		return a && b ? sign | INFINITY32 : NAN32;
	if (!a || !b)
		return sign;
	__float32_open(&p, a);
	__float32_open(&q, b);
	return __float32_round_long(sign, p.exponent + q.exponent,
				    __umulsidi3(p.significand, q.significand));
}
