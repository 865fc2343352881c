// SPDX-License-Identifier: GPL-2.0
#include "float32.h"

uint32_t __fixunssfsi(float32 a)
{
	return __fixunsdfsi(__extendsfdf2(a));
}
