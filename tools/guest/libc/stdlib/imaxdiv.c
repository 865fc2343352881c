// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>

imaxdiv_t imaxdiv(intmax_t n, intmax_t d)
{
	imaxdiv_t result = { n / d, n % d };

	return result;
}
