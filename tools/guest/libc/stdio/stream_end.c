// SPDX-License-Identifier: GPL-2.0
#include "stream.h"

int __stream_end(FILE *stream)
{
	int result = 0;
	FILE **at;

	if (stream->flags & STREAM_WRITING)
		result = __stream_flush(stream);
	for (at = &__streams; *at && *at != stream; at = &(*at)->next)
		;
	if (*at)
		*at = stream->next;
	if (stream->operations->close &&
	    stream->operations->close(stream->file))
		result = EOF;
	stream->flags &= STREAM_MADE;
	stream->at = stream->buffer;
	stream->end = stream->buffer;
	return result;
}
