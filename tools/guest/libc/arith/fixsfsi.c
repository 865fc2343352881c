// SPDX-License-Identifier: GPL-2.0
#include "float32.h"

int32_t __fixsfsi(float32 a)
{
	return __fixdfsi(__extendsfdf2(a));
}
