// SPDX-License-Identifier: GPL-2.0
#include "real.h"

int __signbit(double x)
{
	return (bits_of(x) & SIGN64) != 0;
}
