/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Included by a file that has defined PARSE, the name of the function, and
 * UNSIGNED, its type: one text for two types, since most programs do without
 * the arithmetic of long long.
 */
#include <errno.h>
#include <stddef.h>
#include "parse.h"

UNSIGNED PARSE(const char *s, char **end, int base, UNSIGNED most)
{
	UNSIGNED value = 0;
	UNSIGNED limit, quotient;
	const char *at;
	int digit, last;
	char minus, over = 0;

	if (end)
		*end = (char *)s;
	if (base < 0 || base == 1 || base > 36) {
		errno = EINVAL;
		return 0;
	}
	s = __number_start(s, &base, &minus);
	limit = most ? most + minus : -(UNSIGNED)1;
	quotient = limit / base;
	last = limit % base;
	for (at = s; (digit = __digit_of((unsigned char)*at)) < base; at++) {
		if (value > quotient || (value == quotient && digit > last))
			over = 1;
		value = value * base + digit;
	}
	if (at == s)
		return 0;
	if (end)
		*end = (char *)at;
	if (over) {
		errno = ERANGE;
		return limit;
	}
	return minus ? -value : value;
}
