// SPDX-License-Identifier: GPL-2.0
#include "format.h"

int __format_exponent(char *to, int letter, int exponent, int digits)
{
	int size = exponent < 0 ? -exponent : exponent;
	int rest, i;

	for (rest = size, i = 0; rest; rest /= 10)
		i++;
	if (digits < i)
		digits = i;
	*to++ = letter;
	*to++ = exponent < 0 ? '-' : '+';
	for (i = digits; i--; size /= 10)
		to[i] = '0' + size % 10;
	return digits + 2;
}
