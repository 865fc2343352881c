// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "stream.h"

int fputs(const char *s, FILE *stream)
{
	size_t length = strlen(s);

	if (__stream_write(stream, s, length) != length)
		return EOF;
	return __stream_written(stream);
}
