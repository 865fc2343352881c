// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include "../arith/float32.h"
#include "real.h"

float strtof(const char *s, char **end)
{
	union {
		float32 bits;
		float value;
	} result;
	struct real real;

	__real_parse(&real, s, end);
	result.bits = INFINITY32;
	if (real.kind == REAL_NAN) {
		result.bits = NAN32;
	} else if (real.kind == REAL_FINITE) {
		result.bits = __float32_round_long(0, real.exponent,
						   real.significand);
		if (real.significand && (result.bits == INFINITY32 ||
					 result.bits < HIDDEN32))
			errno = ERANGE;
	}
	if (real.minus)
		result.bits |= SIGN32;
	return result.value;
}
