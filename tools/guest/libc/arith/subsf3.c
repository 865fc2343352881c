// SPDX-License-Identifier: GPL-2.0
#include "float32.h"

float32 __subsf3(float32 a, float32 b)
{
	return __addsf3(a, b ^ SIGN32);
}
