// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include "real.h"

double log(double x)
{
	double low;

	if (isnan(x) || x == HUGE_VAL)
		return x;
	if (x < 0)
		return __out_of_domain();
	if (!x) {
		errno = ERANGE;
		return -HUGE_VAL;
	}
	return __log_sum(x, &low);
}
