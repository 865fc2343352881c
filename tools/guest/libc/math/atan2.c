// SPDX-License-Identifier: GPL-2.0
#include "real.h"

#define PI_LOW 1.2246467991473532e-16

double atan2(double y, double x)
{
	double angle;

	if (isnan(x) || isnan(y))
		return x + y;
	if (isinf(x) && isinf(y))
		angle = M_PI_4;
	else if (!y)
		angle = 0;
	else
		angle = atan(fabs(y / x));
	if (signbit(x))
		angle = M_PI - (angle - PI_LOW);
	return copysign(angle, y);
}
