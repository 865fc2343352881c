// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

int abs(int n)
{
	return n < 0 ? -(unsigned int)n : n;
}
