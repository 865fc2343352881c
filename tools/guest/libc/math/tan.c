// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double tan(double x)
{
	double low, sine, cosine;
	int quarter;

	if (isnan(x) || isinf(x))
		return isnan(x) ? x : __out_of_domain();
	x = __reduce(x, &low, &quarter);
	sine = __sin_part(x, low);
	cosine = __cos_part(x, low);
	return quarter & 1 ? -cosine / sine : sine / cosine;
}
