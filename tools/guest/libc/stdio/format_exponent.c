// SPDX-License-Identifier: GPL-2.0
#include "format.h"

int __format_exponent(char *to, int letter, int exponent, int digits)
{
	char text[6];
	char *start = text + sizeof(text);
	char *at = to;

	*at++ = letter;
	*at++ = exponent < 0 ? '-' : '+';
	if (exponent < 0)
		exponent = -exponent;
	for (; exponent || digits > 0; exponent /= 10, digits--)
		*--start = '0' + exponent % 10;
	while (start != text + sizeof(text))
		*at++ = *start++;
	return at - to;
}
