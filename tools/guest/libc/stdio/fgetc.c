// SPDX-License-Identifier: GPL-2.0
#include "stream.h"

int fgetc(FILE *stream)
{
	if ((!(stream->flags & STREAM_READING) || stream->at == stream->end) &&
	    __stream_fill(stream))
		return EOF;
	return *stream->at++;
}
