// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include "stream.h"

int fseek(FILE *stream, long offset, int whence)
{
	if (stream->flags & STREAM_WRITING) {
		if (__stream_flush(stream))
			return -1;
		stream->flags &= ~STREAM_WRITING;
	}
	if (!stream->operations->seek) {
		errno = ESPIPE;
		return -1;
	}
	if (stream->flags & STREAM_READING && __stream_forget(stream))
		return -1;
	stream->flags &= ~STREAM_END;
	stream->at = stream->buffer;
	stream->end = stream->buffer;
	return stream->operations->seek(stream->file, offset, whence) < 0 ?
		-1 : 0;
}
