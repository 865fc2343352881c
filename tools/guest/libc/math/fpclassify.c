// SPDX-License-Identifier: GPL-2.0
#include "real.h"

int __fpclassify(double x)
{
	float64 bits = MAGNITUDE64(bits_of(x));

	if (bits >= INFINITY64)
		return bits == INFINITY64 ? FP_INFINITE : FP_NAN;
	if (bits >= HIDDEN64)
		return FP_NORMAL;
	return bits ? FP_SUBNORMAL : FP_ZERO;
}
