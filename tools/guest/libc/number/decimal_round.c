// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "decimal.h"

/* Are the digits after @place more than half a unit, or a half and odd? */
static int rounds_up(const struct decimal *d, int place)
{
	int next = __decimal_digit(d, place - 1);
	int index = 4 * d->point - place;	/* of that next digit */
	int word = index / 4;

	if (next != 5)
		return next > 5;
	if (d->inexact || word + 1 < d->count ||
	    d->words[word] % __decimal_units[index % 4])
		return 1;
	return __decimal_digit(d, place) & 1;
}

/* Add one unit of digit @index, the last one there is. */
static void increment(struct decimal *d, int index)
{
	int word = index / 4;

	d->words[word] += __decimal_units[index % 4];
	while (d->words[word] >= DECIMAL_UNIT) {
		d->words[word] -= DECIMAL_UNIT;
		if (!word) {
			memmove(d->words + 1, d->words,
				d->count * sizeof(*d->words));
			d->words[0] = 1;
			d->count++;
			d->point++;
			return;
		}
		d->words[--word]++;
	}
}

void __decimal_round(struct decimal *d, int place)
{
	int index = 4 * d->point - 1 - place;
	int up;

	if (index / 4 >= d->count && index >= 0)
		return;
	up = index >= -1 && rounds_up(d, place);
	d->inexact = 0;
	if (index >= 0) {
		d->count = index / 4 + 1;
		d->words[index / 4] -= d->words[index / 4] %
				       __decimal_units[index % 4];
		if (up)
			increment(d, index);
	} else {
		d->count = up;
		d->words[0] = 1;
		d->point++;
	}
	__decimal_trim(d);
}
