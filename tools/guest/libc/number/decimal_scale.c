// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "decimal.h"

/* Divide by 2 to @bits, which are at most 16. */
static void divide(struct decimal *d, int bits)
{
	uint32_t mask = ((uint32_t)1 << bits) - 1;
	uint32_t rest = 0;
	int i;

	for (i = 0; i < d->count; i++) {
		rest = rest * DECIMAL_UNIT + d->words[i];
		d->words[i] = rest >> bits;
		rest &= mask;
	}
	for (; rest && d->count < DECIMAL_WORDS; d->count++) {
		rest *= DECIMAL_UNIT;
		d->words[d->count] = rest >> bits;
		rest &= mask;
	}
	if (rest)
		d->inexact = 1;
	/* Up to 16 bits make up to two words 0 at the front. */
	for (i = 0; i < d->count && !d->words[i]; i++)
		;
	if (!i)
		return;
	d->count -= i;
	d->point -= i;
	memmove(d->words, d->words + i, d->count * sizeof(*d->words));
}

void __decimal_scale(struct decimal *d, int exponent)
{
	for (; exponent > 13; exponent -= 13)
		__decimal_times(d, 13, 0);
	if (exponent > 0)
		__decimal_times(d, exponent, 0);
	for (; exponent < -16; exponent += 16)
		divide(d, 16);
	if (exponent < 0)
		divide(d, -exponent);
	__decimal_trim(d);
}
