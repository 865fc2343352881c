// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

div_t div(int n, int d)
{
	div_t result = { n / d, n % d };

	return result;
}
