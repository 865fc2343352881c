// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

lldiv_t lldiv(long long n, long long d)
{
	lldiv_t result = { n / d, n % d };

	return result;
}
