// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double floor(double x)
{
	double whole = trunc(x);

	return whole > x ? whole - 1 : whole;
}
