// SPDX-License-Identifier: GPL-2.0
#include <string.h>

void *memchr(const void *memory, int c, size_t size)
{
	const unsigned char *at = memory;

	for (; size; size--, at++)
		if (*at == (unsigned char)c)
			return (void *)at;
	return NULL;
}
