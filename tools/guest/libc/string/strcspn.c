// SPDX-License-Identifier: GPL-2.0
#include <string.h>

size_t strcspn(const char *s, const char *reject)
{
	const char *p = s;

	for (; *p && !strchr(reject, *p); p++)
		;
	return p - s;
}
