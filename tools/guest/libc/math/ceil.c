// SPDX-License-Identifier: GPL-2.0
#include "real.h"

/* -0.5 becomes -0. */
double ceil(double x)
{
	return -floor(-x);
}
