// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

char *strndup(const char *s, size_t size)
{
	size_t length = strnlen(s, size);
	char *copy = malloc(length + 1);

	if (!copy)
		return NULL;
	copy[length] = '\0';
	return memcpy(copy, s, length);
}
