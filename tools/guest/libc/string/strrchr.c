// SPDX-License-Identifier: GPL-2.0
#include <string.h>

char *strrchr(const char *s, int c)
{
	const char *found = NULL;

	do
		if (*s == (char)c)
			found = s;
	while (*s++);
	return (char *)found;
}
