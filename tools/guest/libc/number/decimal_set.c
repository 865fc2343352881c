// SPDX-License-Identifier: GPL-2.0
#include "decimal.h"

void __decimal_set(struct decimal *d, uint64_t significand, int exponent)
{
	int parts;

	d->count = 0;
	d->point = 0;
	d->inexact = 0;
	__decimal_times(d, 12, significand >> 52);
	for (parts = 4; parts; parts--) {
		__decimal_times(d, 13, (unsigned int)(significand >> 39) &
				0x1fff);
		significand <<= 13;
	}
	__decimal_scale(d, exponent);
}
