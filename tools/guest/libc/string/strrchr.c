// SPDX-License-Identifier: GPL-2.0
#include <string.h>

char *strrchr(const char *s, int c)
{
	const char *found = NULL;

	for (; *s; s++)
		if (*s == (char)c)
			found = s;
	return (char *)((char)c ? found : s);
}
