// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include "stream.h"

long ftell(FILE *stream)
{
	long place;

	if (!stream->operations->seek) {
		errno = ESPIPE;
		return -1;
	}
	place = stream->operations->seek(stream->file, 0, SEEK_CUR);
	if (place < 0)
		return -1;
	if (stream->flags & STREAM_READING)
		return place - (stream->end - stream->at);
	if (stream->flags & STREAM_WRITING)
		return place + (stream->at - stream->buffer);
	return place;
}
