// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

size_t fread(void *to, size_t size, size_t count, FILE *stream)
{
	unsigned char *at = to;
	size_t done, i;
	int c;

	if (!size)
		return 0;
	for (done = 0; done < count; done++) {
		for (i = 0; i < size; i++) {
			c = fgetc(stream);
			if (c == EOF)
				return done;
			*at++ = c;
		}
	}
	return done;
}
