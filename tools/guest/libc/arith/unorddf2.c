// SPDX-License-Identifier: GPL-2.0
#include "float64.h"

int __unorddf2(float64 a, float64 b)
{
	return IS_NAN64(a) || IS_NAN64(b);
}
