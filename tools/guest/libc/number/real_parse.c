// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stddef.h>
#include <strings.h>
#include "parse.h"
#include "real.h"

/* inf, infinity, nan, nan(...); or NULL */
static const char *special(struct real *real, const char *s)
{
	const char *at;

	if (!strncasecmp(s, "inf", 3)) {
		real->kind = REAL_INFINITE;
		return s + (strncasecmp(s, "infinity", 8) ? 3 : 8);
	}
	if (strncasecmp(s, "nan", 3))
		return NULL;
	real->kind = REAL_NAN;
	s += 3;
	if (*s != '(')
		return s;
	for (at = s + 1; isalnum((unsigned char)*at) || *at == '_'; at++)
		;
	return *at == ')' ? at + 1 : s;
}

/* After 0x. The significand keeps 60 bits or more. */
static const char *hexadecimal(struct real *real, const char *s)
{
	const char *point = NULL;
	long exponent, more = 0;
	int digit;

	real->significand = 0;
	for (; (*s == '.' && !point) || isxdigit((unsigned char)*s); s++) {
		if (*s == '.') {
			point = s;
			continue;
		}
		digit = __digit_of((unsigned char)*s);
		if (point)
			more -= 4;
		if (!(real->significand >> 60)) {
			real->significand = real->significand << 4 | digit;
			continue;
		}
		more += 4;
		if (digit)
			real->significand |= 1;
	}
	s = __real_exponent(s, 'p', &exponent);
	exponent += more;
	if (exponent > REAL_HUGE)
		exponent = REAL_HUGE;
	if (exponent < -REAL_HUGE)
		exponent = -REAL_HUGE;
	real->exponent = exponent;
	return s;
}

void __real_parse(struct real *real, const char *s, char **end)
{
	const char *at = s;
	const char *rest;

	while (isspace((unsigned char)*at))
		at++;
	real->kind = REAL_FINITE;
	real->minus = *at == '-';
	real->significand = 0;
	real->exponent = 0;
	if (*at == '-' || *at == '+')
		at++;
	rest = special(real, at);
	if (rest)
		s = rest;
	else if (*at == '0' && (at[1] | 0x20) == 'x' &&
		 isxdigit((unsigned char)at[2 + (at[2] == '.')]))
		s = hexadecimal(real, at + 2);
	else if (isdigit((unsigned char)at[*at == '.']))
		s = __real_decimal(real, at);
	else
		real->minus = 0;
	if (end)
		*end = (char *)s;
}
