// SPDX-License-Identifier: GPL-2.0
#include "stream.h"

#define LEAST 16

int setvbuf(FILE *stream, char *buffer, int mode, size_t size)
{
	if (mode < _IOFBF || mode > _IONBF ||
	    (stream->flags & STREAM_READING && stream->at != stream->end) ||
	    (stream->flags & STREAM_WRITING && __stream_flush(stream)))
		return -1;
	stream->flags &= ~(STREAM_LINE | STREAM_NONE | STREAM_AUTO |
			   STREAM_READING | STREAM_WRITING);
	if (mode == _IOLBF)
		stream->flags |= STREAM_LINE;
	if (mode == _IONBF)
		stream->flags |= STREAM_NONE;
	if (buffer && size >= LEAST) {
		stream->buffer = (unsigned char *)buffer;
		stream->size = size;
	}
	stream->at = stream->buffer;
	stream->end = stream->buffer;
	return 0;
}
