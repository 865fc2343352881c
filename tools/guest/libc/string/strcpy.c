// SPDX-License-Identifier: GPL-2.0
#include <string.h>

char *strcpy(char *to, const char *from)
{
	char *p = to;

	while ((*p++ = *from++))
		;
	return to;
}
