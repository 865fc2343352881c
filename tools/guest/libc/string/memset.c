// SPDX-License-Identifier: GPL-2.0
#include <string.h>

void *memset(void *memory, int c, size_t size)
{
	char *at = memory;

	for (; size; size--)
		*at++ = c;
	return memory;
}
