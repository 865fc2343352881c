// SPDX-License-Identifier: GPL-2.0
#include "real.h"

#define LOG10E_LOW 1.098319650216765e-17

/* Whole for powers of ten */
double log10(double x)
{
	double high, low, product;

	if (!(x > 0) || x == HUGE_VAL)
		return log(x);
	high = __log_sum(x, &low);
	product = high * M_LOG10E;
	return product + (low * M_LOG10E + high * LOG10E_LOW +
			  __product_error(high, M_LOG10E, product));
}
