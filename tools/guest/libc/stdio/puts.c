// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "stream.h"

int puts(const char *s)
{
	size_t length = strlen(s);

	if (__stream_write(stdout, s, length) != length ||
	    __stream_write(stdout, "\n", 1) != 1)
		return EOF;
	return __stream_written(stdout);
}
