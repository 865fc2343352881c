// SPDX-License-Identifier: GPL-2.0
#include "decimal.h"

int __decimal_digit(const struct decimal *d, int place)
{
	int index = 4 * d->point - 1 - place;
	unsigned int word;

	if (index < 0 || index / 4 >= d->count)
		return 0;
	word = d->words[index / 4];
	switch (index % 4) {
	case 0:
		return word / 1000;
	case 1:
		return word / 100 % 10;
	case 2:
		return word / 10 % 10;
	default:
		return word % 10;
	}
}
