// SPDX-License-Identifier: GPL-2.0
#include "decimal.h"

void __decimal_trim(struct decimal *d)
{
	while (d->count && !d->words[d->count - 1])
		d->count--;
}
