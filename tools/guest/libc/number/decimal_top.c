// SPDX-License-Identifier: GPL-2.0
#include "decimal.h"

int __decimal_top(const struct decimal *d)
{
	int place = 4 * d->point - 1;

	if (!d->count)
		return 0;
	while (!__decimal_digit(d, place))
		place--;
	return place;
}
