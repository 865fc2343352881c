// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double __polynomial(double x, const double *c, int count)
{
	double sum = *c++;

	while (--count)
		sum = sum * x + *c++;
	return sum;
}
