// SPDX-License-Identifier: GPL-2.0
#include "float32.h"
#include "wide.h"

float32 __float32_round_long(uint32_t sign, int exponent, uint64_t significand)
{
	union wide n = { significand };

	if (!n.half.high)
		return __float32_round(sign, exponent, n.half.low);
	while (!(n.half.high & SIGN32)) {
		n.half.high = n.half.high << 1 | n.half.low >> 31;
		n.half.low <<= 1;
		exponent--;
	}
	if (n.half.low)
		n.half.high |= 1;
	return __float32_round(sign, exponent + 32, n.half.high);
}
