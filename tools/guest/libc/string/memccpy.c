// SPDX-License-Identifier: GPL-2.0
#include <string.h>

void *memccpy(void *to, const void *from, int c, size_t size)
{
	unsigned char *p = to;
	const unsigned char *q = from;

	for (; size; size--) {
		*p++ = *q;
		if (*q++ == (unsigned char)c)
			return p;
	}
	return NULL;
}
