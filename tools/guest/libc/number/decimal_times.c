// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "decimal.h"

static void prepend(struct decimal *d, uint16_t word)
{
	if (d->count == DECIMAL_WORDS) {
		if (d->words[--d->count])
			d->inexact = 1;
	}
	memmove(d->words + 1, d->words, d->count * sizeof(*d->words));
	d->words[0] = word;
	d->count++;
	d->point++;
}

void __decimal_times(struct decimal *d, int bits, unsigned int carry)
{
	uint16_t *at = d->words + d->count;

	while (at != d->words) {
		uint32_t product = ((uint32_t)*--at << bits) + carry;

		*at = product % DECIMAL_UNIT;
		carry = product / DECIMAL_UNIT;
	}
	if (carry)
		prepend(d, carry);
}
