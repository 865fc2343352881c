// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double cbrt(double x)
{
	double root;

	if (!x || isnan(x) || isinf(x))
		return x;
	root = pow(fabs(x), 1 / 3.0);
	/* One step of Newton's, for the last bit */
	root -= (root - fabs(x) / (root * root)) / 3;
	return copysign(root, x);
}
