// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <strings.h>

int strcasecmp(const char *a, const char *b)
{
	for (; *a && tolower((unsigned char)*a) == tolower((unsigned char)*b);
	     a++, b++)
		;
	return tolower((unsigned char)*a) - tolower((unsigned char)*b);
}
