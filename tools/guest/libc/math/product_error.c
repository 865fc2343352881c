// SPDX-License-Identifier: GPL-2.0
#include "real.h"

static double upper(double x)
{
	return real_of(bits_of(x) & 0xfffffffff8000000ULL);
}

double __product_error(double a, double b, double product)
{
	double p = upper(a), q = upper(b);

	return p * q - product + p * (b - q) + (a - p) * q +
	       (a - p) * (b - q);
}
