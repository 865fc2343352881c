// SPDX-License-Identifier: GPL-2.0
#include <string.h>

char *stpcpy(char *to, const char *from)
{
	while ((*to = *from++))
		to++;
	return to;
}
