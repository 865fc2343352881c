// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double fabs(double x)
{
	return real_of(MAGNITUDE64(bits_of(x)));
}
