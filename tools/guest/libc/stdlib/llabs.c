// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

long long llabs(long long n)
{
	return n < 0 ? -(unsigned long long)n : n;
}
