// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stddef.h>
#include "decimal.h"
#include "real.h"

/* Put the digits from @s to @end into @d, the first of them at @place. */
static void fill(struct decimal *d, const char *s, const char *end, int place)
{
	unsigned int index = 3 - (place & 3);
	int i;

	d->point = (place - (place & 3)) / 4 + 1;
	d->inexact = 0;
	for (i = 0; i < DECIMAL_WORDS; i++)
		d->words[i] = 0;
	for (; s != end; s++) {
		if (*s == '.')
			continue;
		if (index < 4 * DECIMAL_WORDS)
			d->words[index / 4] +=
				(*s - '0') * __decimal_units[index % 4];
		else if (*s != '0')
			d->inexact = 1;
		if (index < 4 * DECIMAL_WORDS)
			index++;
	}
	d->count = (index + 3) / 4;
	__decimal_trim(d);
}

/* Of a decimal whose first digit is at @place */
static void to_binary(struct real *real, struct decimal *d, int place)
{
	/* About the logarithm: this leaves 57 to 63 bits before the point. */
	int power = 58 - (int)((long)place * 1701 / 512);
	int i;

	__decimal_scale(d, power);
	real->exponent = -power;
	real->significand = 0;
	for (i = 0; i < d->point; i++) {
		real->significand *= DECIMAL_UNIT;
		if (i < d->count)
			real->significand += d->words[i];
	}
	if (d->inexact || d->count > d->point)
		real->significand |= 1;
}

const char *__real_decimal(struct real *real, const char *s)
{
	const char *first = NULL;
	const char *point = NULL;
	const char *end;
	struct decimal d;
	long exponent, place = -1;

	for (; (*s == '.' && !point) || isdigit((unsigned char)*s); s++) {
		if (*s == '.') {
			point = s;
			continue;
		}
		if (*s != '0' && !first)
			first = s;
		if (!point && first)
			place++;
		else if (point && !first)
			place--;
	}
	end = s;
	s = __real_exponent(s, 'e', &exponent);
	real->significand = 0;
	real->exponent = 0;
	if (!first)
		return s;
	place += exponent;
	if (place > 400 || place < -400) {
		real->significand = 1;
		real->exponent = place > 0 ? REAL_HUGE : -REAL_HUGE;
		return s;
	}
	fill(&d, first, end, place);
	to_binary(real, &d, place);
	return s;
}
