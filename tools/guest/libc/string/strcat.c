// SPDX-License-Identifier: GPL-2.0
#include <string.h>

char *strcat(char *to, const char *from)
{
	strcpy(to + strlen(to), from);
	return to;
}
