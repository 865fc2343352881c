// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include "parse.h"

int __digit_of(int c)
{
	if (isdigit(c))
		return c - '0';
	if (isalpha(c))
		return (c | 0x20) - 'a' + 10;
	return 99;
}

const char *__number_start(const char *s, int *base, char *minus)
{
	while (isspace((unsigned char)*s))
		s++;
	*minus = *s == '-';
	if (*s == '-' || *s == '+')
		s++;
	if (*s == '0' && (s[1] | 0x20) == 'x' && (*base | 16) == 16 &&
	    __digit_of((unsigned char)s[2]) < 16) {
		*base = 16;
		return s + 2;
	}
	if (!*base)
		*base = *s == '0' ? 8 : 10;
	return s;
}
