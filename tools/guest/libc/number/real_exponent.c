// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include "real.h"

#define MOST	100000L

const char *__real_exponent(const char *s, int letter, long *exponent)
{
	const char *at = s;
	char minus;

	*exponent = 0;
	if ((*at | 0x20) != letter)
		return s;
	at++;
	minus = *at == '-';
	if (*at == '-' || *at == '+')
		at++;
	if (!isdigit((unsigned char)*at))
		return s;
	for (; isdigit((unsigned char)*at); at++)
		if (*exponent < MOST)
			*exponent = *exponent * 10 + (*at - '0');
	if (minus)
		*exponent = -*exponent;
	return at;
}
