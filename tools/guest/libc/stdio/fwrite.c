// SPDX-License-Identifier: GPL-2.0
#include "stream.h"

size_t fwrite(const void *from, size_t size, size_t count, FILE *stream)
{
	size_t whole = size * count;
	size_t written = __stream_write(stream, from, whole);

	if (__stream_written(stream) || !whole)
		return 0;
	return written == whole ? count : written / size;
}
