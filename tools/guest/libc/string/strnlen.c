// SPDX-License-Identifier: GPL-2.0
#include <string.h>

size_t strnlen(const char *s, size_t size)
{
	size_t length;

	for (length = 0; length < size && s[length]; length++)
		;
	return length;
}
