// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <limits.h>
#include "real.h"

int ilogb(double x)
{
	int exponent;

	switch (__fpclassify(x)) {
	case FP_NAN:
		errno = EDOM;
		return FP_ILOGBNAN;
	case FP_INFINITE:
		errno = EDOM;
		return INT_MAX;
	case FP_ZERO:
		errno = EDOM;
		return FP_ILOGB0;
	default:
		frexp(x, &exponent);
		return exponent - 1;
	}
}
