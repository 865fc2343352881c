// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

void *bsearch(const void *key, const void *array, size_t count, size_t size,
	      int (*compare)(const void *a, const void *b))
{
	const char *low = array;

	while (count) {
		const char *middle = low + count / 2 * size;
		int order = compare(key, middle);

		if (!order)
			return (void *)middle;
		if (order > 0) {
			low = middle + size;
			count--;
		}
		count /= 2;
	}
	return NULL;
}
