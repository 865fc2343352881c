// SPDX-License-Identifier: GPL-2.0
#include "float32.h"

float32 __truncdfsf2(float64 a)
{
	uint32_t sign = a & SIGN64 ? SIGN32 : 0;
	struct number64 number;

	if (IS_NAN64(a))
		return NAN32;
	if (MAGNITUDE64(a) == INFINITY64)
		return sign | INFINITY32;
	__float64_open(&number, a);
	return __float32_round_long(sign, number.exponent, number.significand);
}
