// SPDX-License-Identifier: GPL-2.0
#include "float32.h"

int __unordsf2(float32 a, float32 b)
{
	return IS_NAN32(a) || IS_NAN32(b);
}
