// SPDX-License-Identifier: GPL-2.0
#include "stream.h"

int ungetc(int c, FILE *stream)
{
	if (c == EOF)
		return EOF;
	if (!(stream->flags & STREAM_READING)) {
		/* Nothing was read yet: the buffer is empty. */
		if (!(stream->flags & STREAM_READ) ||
		    stream->flags & STREAM_WRITING)
			return EOF;
		stream->flags |= STREAM_READING;
		stream->at = stream->buffer + STREAM_BACK;
		stream->end = stream->at;
	}
	if (stream->at == stream->buffer)
		return EOF;
	*--stream->at = c;
	stream->flags &= ~STREAM_END;
	return (unsigned char)c;
}
