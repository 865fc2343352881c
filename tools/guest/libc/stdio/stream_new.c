// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include "stream.h"

FILE *__stream_new(const struct stream_operations *operations, void *file,
		   unsigned int flags)
{
	FILE *stream = malloc(sizeof(*stream) + BUFSIZ);

	if (!stream)
		return NULL;
	stream->operations = operations;
	stream->file = file;
	stream->flags = flags | STREAM_MADE;
	stream->buffer = (unsigned char *)(stream + 1);
	stream->size = BUFSIZ;
	stream->at = stream->buffer;
	stream->end = stream->buffer;
	stream->next = NULL;
	return stream;
}
