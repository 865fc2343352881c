// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include "stream.h"

int __stream_forget(FILE *stream)
{
	long ahead = stream->end - stream->at;

	stream->flags &= ~(STREAM_READING | STREAM_END);
	stream->at = stream->buffer;
	stream->end = stream->buffer;
	if (!ahead || !stream->operations->seek)
		return 0;
	return stream->operations->seek(stream->file, -ahead, SEEK_CUR) < 0;
}
