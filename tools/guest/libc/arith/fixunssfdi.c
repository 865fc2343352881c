// SPDX-License-Identifier: GPL-2.0
#include "float32.h"

uint64_t __fixunssfdi(float32 a)
{
	return __fixunsdfdi(__extendsfdf2(a));
}
