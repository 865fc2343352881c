// SPDX-License-Identifier: GPL-2.0
#include <string.h>

int memcmp(const void *a, const void *b, size_t size)
{
	const unsigned char *p = a;
	const unsigned char *q = b;

	for (; size; size--, p++, q++)
		if (*p != *q)
			return *p - *q;
	return 0;
}
