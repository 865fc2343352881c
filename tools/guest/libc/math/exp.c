// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double exp(double x)
{
	return isnan(x) ? x : __exp_sum(x, 0);
}
