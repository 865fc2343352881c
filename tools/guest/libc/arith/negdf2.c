// SPDX-License-Identifier: GPL-2.0
#include "float64.h"

float64 __negdf2(float64 a)
{
	return a ^ SIGN64;
}
