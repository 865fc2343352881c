// SPDX-License-Identifier: GPL-2.0
#include "float64.h"

void __float64_open(struct number64 *number, float64 a)
{
	uint64_t significand = FRACTION64(a);
	int exponent = EXPONENT64(a);

	if (exponent)
		significand |= HIDDEN64;
	else
		exponent = 1;
	exponent -= BIAS64 + 52 + 11;
	significand <<= 11;
	while (significand && !(significand & SIGN64)) {
		significand <<= 1;
		exponent--;
	}
	number->significand = significand;
	number->exponent = exponent;
}
