// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

char *fgets(char *to, int size, FILE *stream)
{
	char *at = to;
	int c = 0;

	while (--size > 0 && c != '\n') {
		c = fgetc(stream);
		if (c == EOF) {
			if (at == to || ferror(stream))
				return NULL;
			break;
		}
		*at++ = c;
	}
	if (size < 0)
		return NULL;
	*at = '\0';
	return to;
}
