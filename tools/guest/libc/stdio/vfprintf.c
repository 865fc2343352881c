// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include "format.h"
#include "stream.h"

struct to_stream {
	struct output output;
	FILE *stream;
};

static int put(struct output *output, const char *text, size_t length)
{
	FILE *stream = ((struct to_stream *)output)->stream;

	return __stream_write(stream, text, length) == length ? 0 : -1;
}

int vfprintf(FILE *stream, const char *format, va_list args)
{
	struct to_stream to = { { put, 0, 0 }, stream };
	int count = __format(&to.output, format, args);

	return __stream_written(stream) ? -1 : count;
}
