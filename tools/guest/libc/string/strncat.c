// SPDX-License-Identifier: GPL-2.0
#include <string.h>

char *strncat(char *to, const char *from, size_t size)
{
	char *p = to + strlen(to);

	for (; size && *from; size--)
		*p++ = *from++;
	*p = '\0';
	return to;
}
