// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include "real.h"

/* 0: no whole number, 1: odd, 2: even */
static int parity(double y)
{
	if (trunc(y) != y)
		return 0;
	return fmod(y, 2) ? 1 : 2;
}

static double of_zero(double x, double y)
{
	double sign = parity(y) == 1 ? x : 0;

	if (y > 0)
		return copysign(0, sign);
	errno = ERANGE;
	return copysign(HUGE_VAL, sign);
}

static double of_infinity(double x, double y)
{
	double sign = parity(y) == 1 ? x : 1;

	return copysign(y < 0 ? 0 : HUGE_VAL, sign);
}

static double to_infinity(double x, double y)
{
	x = fabs(x);
	if (x == 1)
		return 1;
	return (x > 1) == (y > 0) ? HUGE_VAL : 0;
}

double pow(double x, double y)
{
	double high, low, product;
	int minus = 0;

	if (x == 1 || !y)
		return 1;
	if (isnan(x) || isnan(y))
		return x + y;
	if (isinf(y))
		return to_infinity(x, y);
	if (!x)
		return of_zero(x, y);
	if (isinf(x))
		return of_infinity(x, y);
	if (x < 0) {
		minus = parity(y);
		if (!minus)
			return __out_of_domain();
		x = -x;
	}
	high = __log_sum(x, &low);
	product = y * high;
	if (fabs(product) < 800)
		low = y * low + __product_error(y, high, product);
	else
		low = 0;
	product = __exp_sum(product, low);
	return minus == 1 ? -product : product;
}
