// SPDX-License-Identifier: GPL-2.0
#include <string.h>

char *strtok(char *s, const char *separators)
{
	static char *rest;

	return strtok_r(s, separators, &rest);
}
