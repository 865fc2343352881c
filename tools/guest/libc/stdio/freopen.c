// SPDX-License-Identifier: GPL-2.0
#include "stream.h"

FILE *freopen(const char *path, const char *mode, FILE *stream)
{
	unsigned int flags = __stream_mode(mode);

	__stream_end(stream);
	if (!flags || __file_open(path, flags, &stream->operations,
				  &stream->file)) {
		fclose(stream);
		return NULL;
	}
	stream->flags |= flags & (STREAM_READ | STREAM_WRITE);
	return stream;
}
