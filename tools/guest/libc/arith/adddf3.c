// SPDX-License-Identifier: GPL-2.0
#include "float64.h"

/* Of numbers of which @a is not smaller in magnitude */
static float64 add(float64 a, float64 b)
{
	uint64_t p = FRACTION64(a);
	uint64_t q = FRACTION64(b);
	int exponent = EXPONENT64(a);
	int lower = EXPONENT64(b);

	if (exponent)
		p |= HIDDEN64;
	else
		exponent = 1;
	if (lower)
		q |= HIDDEN64;
	else
		lower = 1;
	p <<= 10;
	q = __shift_right_sticky(q << 10, exponent - lower);
	if (!((a ^ b) & SIGN64)) {
		p += q;
	} else {
		if (p == q)
			return 0;
		p -= q;
	}
	return __float64_round(a & SIGN64, exponent - BIAS64 - 62, p);
}

float64 __adddf3(float64 a, float64 b)
{
	float64 kept = a;

	if (MAGNITUDE64(a) < MAGNITUDE64(b)) {
		a = b;
		b = kept;
	}
	if (EXPONENT64(a) == SPECIAL64) {
		if (IS_NAN64(a) || (a ^ b) == SIGN64)
			return NAN64;
		return a;
	}
	if (!MAGNITUDE64(b))
		return MAGNITUDE64(a) ? a : a & b;
	return add(a, b);
}
