// SPDX-License-Identifier: GPL-2.0
#include <string.h>

/* Two objects may be in two segments: then either direction is right. */
void *memmove(void *to, const void *from, size_t size)
{
	char *p = to;
	const char *q = from;

	if (p <= q) {
		for (; size; size--)
			*p++ = *q++;
	} else {
		p += size;
		q += size;
		for (; size; size--)
			*--p = *--q;
	}
	return to;
}
