// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "stream.h"

/* Copy bytes read ahead; returns how many */
static size_t take(FILE *stream, void *to, size_t size)
{
	size_t ahead = stream->flags & STREAM_READING ?
		       stream->end - stream->at : 0;

	if (ahead > size)
		ahead = size;
	memcpy(to, stream->at, ahead);
	stream->at += ahead;
	return ahead;
}

size_t fread(void *to, size_t size, size_t count, FILE *stream)
{
	size_t whole = size * count;
	size_t rest = whole;
	unsigned char *at = to;
	size_t part;

	while (rest) {
		part = take(stream, at, rest);
		if (!part && rest >= stream->size) {
			part = __stream_read(stream, at, rest);
			if (!part)
				break;
		}
		at += part;
		rest -= part;
		if (!part && __stream_fill(stream))
			break;
	}
	return whole ? (whole - rest) / size : 0;
}
