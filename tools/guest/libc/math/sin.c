// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double sin(double x)
{
	double low;
	int quarter;

	if (isnan(x) || isinf(x))
		return isnan(x) ? x : __out_of_domain();
	x = __reduce(x, &low, &quarter);
	x = quarter & 1 ? __cos_part(x, low) : __sin_part(x, low);
	return quarter & 2 ? -x : x;
}
