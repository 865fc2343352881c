// SPDX-License-Identifier: GPL-2.0
#include "float32.h"

void __float32_open(struct number32 *number, float32 a)
{
	uint32_t significand = FRACTION32(a);
	int exponent = EXPONENT32(a);

	if (exponent)
		significand |= HIDDEN32;
	else
		exponent = 1;
	exponent -= BIAS32 + 23 + 8;
	significand <<= 8;
	while (significand && !(significand & SIGN32)) {
		significand <<= 1;
		exponent--;
	}
	number->significand = significand;
	number->exponent = exponent;
}
