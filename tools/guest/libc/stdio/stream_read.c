// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include "../stdlib/process.h"
#include "stream.h"

static int begin(FILE *stream)
{
	if (!(stream->flags & STREAM_READ)) {
		errno = EBADF;
		stream->flags |= STREAM_ERROR;
		return EOF;
	}
	if (stream->flags & STREAM_WRITING) {
		if (__stream_flush(stream))
			return EOF;
		stream->flags &= ~STREAM_WRITING;
	}
	stream->flags |= STREAM_READING;
	stream->at = stream->buffer + STREAM_BACK;
	stream->end = stream->at;
	return 0;
}

size_t __stream_read(FILE *stream, void *to, size_t size)
{
	long count;

	if (!(stream->flags & STREAM_READING) && begin(stream))
		return 0;
	if (stream->flags & STREAM_END)
		return 0;
	/* Show all text written so far before somebody is to type. */
	if (stream->flags & (STREAM_LINE | STREAM_NONE) && __at_exit_streams)
		__at_exit_streams();
	stream->at = stream->buffer + STREAM_BACK;
	stream->end = stream->at;
	count = to ? stream->operations->read(stream->file, to, size) :
		     stream->operations->read(stream->file, stream->at,
					      stream->size - STREAM_BACK);
	if (count <= 0) {
		stream->flags |= count ? STREAM_ERROR : STREAM_END;
		return 0;
	}
	if (!to)
		stream->end += count;
	return count;
}
