// SPDX-License-Identifier: GPL-2.0
#include "float32.h"

int64_t __fixsfdi(float32 a)
{
	return __fixdfdi(__extendsfdf2(a));
}
