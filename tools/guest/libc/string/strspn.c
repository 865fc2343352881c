// SPDX-License-Identifier: GPL-2.0
#include <string.h>

size_t strspn(const char *s, const char *accept)
{
	const char *p = s;

	for (; *p && strchr(accept, *p); p++)
		;
	return p - s;
}
