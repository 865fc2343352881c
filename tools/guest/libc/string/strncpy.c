// SPDX-License-Identifier: GPL-2.0
#include <string.h>

char *strncpy(char *to, const char *from, size_t size)
{
	char *p = to;

	for (; size && *from; size--)
		*p++ = *from++;
	memset(p, 0, size);
	return to;
}
