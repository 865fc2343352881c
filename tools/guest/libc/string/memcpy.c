// SPDX-License-Identifier: GPL-2.0
#include <string.h>

void *memcpy(void *to, const void *from, size_t size)
{
	char *p = to;
	const char *q = from;

	for (; size; size--)
		*p++ = *q++;
	return to;
}
