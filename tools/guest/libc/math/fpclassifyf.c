// SPDX-License-Identifier: GPL-2.0
#include <math.h>
#include "../arith/float32.h"

int __fpclassifyf(float x)
{
	union {
		float value;
		float32 bits;
	} real;

	real.value = x;
	real.bits = MAGNITUDE32(real.bits);
	if (real.bits >= INFINITY32)
		return real.bits == INFINITY32 ? FP_INFINITE : FP_NAN;
	if (real.bits >= HIDDEN32)
		return FP_NORMAL;
	return real.bits ? FP_SUBNORMAL : FP_ZERO;
}
