// SPDX-License-Identifier: GPL-2.0
#include "float32.h"

float64 __extendsfdf2(float32 a)
{
	uint64_t sign = a & SIGN32 ? SIGN64 : 0;
	struct number32 number;

	if (IS_NAN32(a))
		return NAN64;
	if (MAGNITUDE32(a) == INFINITY32)
		return sign | INFINITY64;
	__float32_open(&number, a);
	return __float64_round(sign, number.exponent, number.significand);
}
