// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "../stdlib/process.h"
#include "stream.h"

FILE *__streams;

static int begin(FILE *stream)
{
	FILE *at;

	if (!(stream->flags & STREAM_WRITE)) {
		errno = EBADF;
		stream->flags |= STREAM_ERROR;
		return -1;
	}
	if (stream->flags & STREAM_READING && __stream_forget(stream))
		return -1;
	stream->flags |= STREAM_WRITING;
	stream->at = stream->buffer;
	stream->end = stream->buffer + stream->size;
	__at_exit_streams = __stream_flush_all;
	for (at = __streams; at; at = at->next)
		if (at == stream)
			return 0;
	stream->next = __streams;
	__streams = stream;
	return 0;
}

/* Write past the buffer, which is empty; returns how many bytes are left */
static size_t put(FILE *stream, const void *from, size_t size)
{
	const char *at = from;
	long written;

	for (; size; size -= written, at += written) {
		written = stream->operations->write(stream->file, at, size);
		if (written <= 0) {
			stream->flags |= STREAM_ERROR;
			break;
		}
	}
	return size;
}

size_t __stream_write(FILE *stream, const void *from, size_t size)
{
	const char *at = from;
	size_t rest = size;
	size_t part;

	if (!(stream->flags & STREAM_WRITING) && begin(stream))
		return 0;
	if (stream->flags & STREAM_LINE && memchr(from, '\n', size))
		stream->flags |= STREAM_NEWLINE;
	while (rest) {
		if (stream->at == stream->end && __stream_flush(stream))
			return size - rest;
		if (stream->at == stream->buffer && rest >= stream->size &&
		    !(stream->flags & STREAM_LINE))
			return size - put(stream, at, rest);
		part = stream->end - stream->at;
		if (part > rest)
			part = rest;
		memcpy(stream->at, at, part);
		stream->at += part;
		at += part;
		rest -= part;
	}
	return size;
}

int __stream_written(FILE *stream)
{
	if (stream->flags & (STREAM_NONE | STREAM_NEWLINE))
		return __stream_flush(stream);
	return stream->flags & STREAM_WRITING ? 0 : EOF;
}

int __stream_flush(FILE *stream)
{
	size_t waiting = stream->at - stream->buffer;

	if (!(stream->flags & STREAM_WRITING))
		return stream->flags & STREAM_WRITE ? 0 : EOF;
	stream->flags &= ~STREAM_NEWLINE;
	stream->at = stream->buffer;
	return put(stream, stream->buffer, waiting) ? EOF : 0;
}

void __stream_flush_all(void)
{
	FILE *stream;

	for (stream = __streams; stream; stream = stream->next)
		__stream_flush(stream);
}
