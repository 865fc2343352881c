// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include "../arith/float64.h"
#include "real.h"

double strtod(const char *s, char **end)
{
	union {
		float64 bits;
		double value;
	} result;
	struct real real;

	__real_parse(&real, s, end);
	result.bits = INFINITY64;
	if (real.kind == REAL_NAN) {
		result.bits = NAN64;
	} else if (real.kind == REAL_FINITE) {
		result.bits = __float64_round(0, real.exponent,
					      real.significand);
		if (real.significand && (result.bits == INFINITY64 ||
					 result.bits < HIDDEN64))
			errno = ERANGE;
	}
	if (real.minus)
		result.bits |= SIGN64;
	return result.value;
}
