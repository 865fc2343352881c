// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include "stream.h"

#define BLOCK 1024

FILE *__stream_new(const struct stream_operations *operations, void *file,
		   unsigned int flags)
{
	/* Reads of whole blocks, behind the room for ungetc() */
	size_t size = flags & STREAM_BLOCK ? BLOCK + STREAM_BACK : BUFSIZ;
	FILE *stream = malloc(sizeof(*stream) + size);

	if (!stream)
		return NULL;
	stream->operations = operations;
	stream->file = file;
	stream->flags = flags | STREAM_MADE;
	stream->buffer = (unsigned char *)(stream + 1);
	stream->size = size;
	stream->at = stream->buffer;
	stream->end = stream->buffer;
	stream->next = NULL;
	return stream;
}
