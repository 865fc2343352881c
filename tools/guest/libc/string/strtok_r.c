// SPDX-License-Identifier: GPL-2.0
#include <string.h>

char *strtok_r(char *s, const char *separators, char **rest)
{
	char *end;

	if (!s)
		s = *rest;
	if (!s)
		return NULL;
	s += strspn(s, separators);
	if (!*s) {
		*rest = NULL;
		return NULL;
	}
	end = s + strcspn(s, separators);
	*rest = *end ? end + 1 : NULL;
	*end = '\0';
	return s;
}
