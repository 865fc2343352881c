// SPDX-License-Identifier: GPL-2.0
#include <string.h>

size_t strxfrm(char *to, const char *from, size_t size)
{
	size_t length = strlen(from);

	if (length < size)
		strcpy(to, from);
	return length;
}
