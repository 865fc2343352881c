// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double copysign(double x, double y)
{
	return real_of(MAGNITUDE64(bits_of(x)) | (bits_of(y) & SIGN64));
}
