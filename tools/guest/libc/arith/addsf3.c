// SPDX-License-Identifier: GPL-2.0
#include "float32.h"

/* @q, whose bit 0 is clear, shifted to the right; lost bits set bit 0 */
static uint32_t align(uint32_t q, int count)
{
	uint32_t shifted;

	if (count > 31)
		return q != 0;
	shifted = q >> count;
	return shifted << count == q ? shifted : shifted | 1;
}

/* Of numbers of which @a is not smaller in magnitude */
static float32 add(float32 a, float32 b)
{
	uint32_t p = FRACTION32(a);
	uint32_t q = FRACTION32(b);
	int exponent = EXPONENT32(a);
	int lower = EXPONENT32(b);

	if (exponent)
		p |= HIDDEN32;
	else
		exponent = 1;
	if (lower)
		q |= HIDDEN32;
	else
		lower = 1;
	p <<= 7;
	q = align(q << 7, exponent - lower);
	if (!((a ^ b) & SIGN32)) {
		p += q;
	} else {
		if (p == q)
			return 0;
		p -= q;
	}
	return __float32_round(a & SIGN32, exponent - BIAS32 - 30, p);
}

float32 __addsf3(float32 a, float32 b)
{
	float32 kept = a;

	if (MAGNITUDE32(a) < MAGNITUDE32(b)) {
		a = b;
		b = kept;
	}
	if (EXPONENT32(a) == SPECIAL32) {
		if (IS_NAN32(a) || (a ^ b) == SIGN32)
			return NAN32;
		return a;
	}
	if (!MAGNITUDE32(b))
		return MAGNITUDE32(a) ? a : a & b;
	return add(a, b);
}
