// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

ldiv_t ldiv(long n, long d)
{
	ldiv_t result = { n / d, n % d };

	return result;
}
