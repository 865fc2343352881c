// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <strings.h>

int strncasecmp(const char *a, const char *b, size_t size)
{
	for (; size; size--, a++, b++) {
		int difference = tolower((unsigned char)*a) -
				 tolower((unsigned char)*b);

		if (difference || !*a)
			return difference;
	}
	return 0;
}
