// SPDX-License-Identifier: GPL-2.0
#include <string.h>

char *strstr(const char *s, const char *part)
{
	size_t size = strlen(part);

	if (!size)
		return (char *)s;
	for (; (s = strchr(s, *part)); s++)
		if (!strncmp(s, part, size))
			return (char *)s;
	return NULL;
}
