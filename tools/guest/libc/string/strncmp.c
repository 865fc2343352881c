// SPDX-License-Identifier: GPL-2.0
#include <string.h>

int strncmp(const char *a, const char *b, size_t size)
{
	for (; size && *a && *a == *b; size--, a++, b++)
		;
	return size ? (unsigned char)*a - (unsigned char)*b : 0;
}
