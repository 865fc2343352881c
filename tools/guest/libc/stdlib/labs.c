// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

long labs(long n)
{
	return n < 0 ? -(unsigned long)n : n;
}
