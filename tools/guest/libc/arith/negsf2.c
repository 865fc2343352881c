// SPDX-License-Identifier: GPL-2.0
#include "float32.h"

float32 __negsf2(float32 a)
{
	return a ^ SIGN32;
}
